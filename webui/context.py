"""What a request has at hand: the office, the moment, the person, where they sit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app, request
from flask_login import current_user

from engine.accounts import Person
from engine.desk.reception import received_for
from engine.desk.watch import only_watches, supervises
from engine.installation import Installation

KEY = "motcua"


def utc_now() -> datetime:
    """The clock of a real server; tests and the demo hand in another."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Web:
    """What the application was made with."""

    installation: Installation
    clock: Callable[[], datetime]


def web() -> Web:
    """The application's own context."""
    return cast(Web, current_app.extensions[KEY])


def installation() -> Installation:
    """The installation that this process serves."""
    return web().installation


def now() -> datetime:
    """The moment of this request."""
    return web().clock()


def person() -> Person:
    """Who is signed in; only for pages that require it."""
    return cast(Person, current_user.person)


def address() -> str:
    """Address of the client, as far as the trusted proxies tell it."""
    return request.remote_addr or ""


def signature() -> dict[str, str]:
    """Whose desk this is: the agency of the reader's first unit there still is, their roles."""
    grants, units = person().grants, installation().organisation
    standing = [g.unit for g in grants if g.unit in units.units]
    agency = units.agency_of(standing[0]).name if standing else ""
    roles = [
        f"{installation().role_name(g.role)} · {installation().unit_name(g.unit)}" for g in grants
    ]
    return {"agency": agency, "roles": "\n".join(roles)}


def may_receive() -> bool:
    """Whether the reader sits at a one-stop desk."""
    return bool(received_for(installation(), person()))


def may_watch() -> bool:
    """Whether one of the reader's roles watches deadlines."""
    return supervises(installation(), person())


def has_inbox() -> bool:
    """Whether a step can ever come to the reader."""
    return not only_watches(person())


def init_context(app: Flask) -> None:
    """What every page's frame shows of the reader, and the moment."""
    app.jinja_env.globals.update(
        now=now,
        signature=signature,
        may_receive=may_receive,
        may_watch=may_watch,
        has_inbox=has_inbox,
    )
