"""What a request has at hand: the office, the moment, the person, where they sit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, request
from flask_login import current_user

from engine.access import permission as access
from engine.access.permission import Permission, S
from engine.accounts import Person
from engine.installation import Installation

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

KEY = "motcua"
READING = frozenset({"GET", "HEAD"})


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
    """Address of the client, as far as the trusted proxies say."""
    return request.remote_addr or ""


def signature() -> dict[str, str]:
    """Whose desk this is: the agency of the reader's first unit there still is, their roles."""
    grants, units = person().grants, installation().organisation
    own = [g.unit for g in grants if g.unit in units.units]
    agency = units.agency_of(own[0]).name if own else ""
    roles = [
        f"{installation().role_name(g.role)} · {installation().unit_name(g.unit)}" for g in grants
    ]
    return {"agency": agency, "roles": "\n".join(roles)}


def may(permission: Permission[S], subject: S | None = None) -> bool:
    """Whether the reader may do this to the subject; without one, whether to anything at all."""
    return access.may(installation(), person(), permission, subject)


def init_reading(app: Flask) -> None:
    """Let a page and its frame be read in one transaction, whose moment is the first reader's.

    An act reads by transactions of its own: what it decides by is never older than it must be.
    """
    serve, store = app.wsgi_app, app.extensions[KEY].installation.store

    def read_once(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with store.snapshot() if environ["REQUEST_METHOD"] in READING else nullcontext():
            return serve(environ, start_response)

    app.wsgi_app = read_once  # type: ignore[method-assign]


def init_context(app: Flask) -> None:
    """What every page's frame shows of the reader, and the moment."""
    app.jinja_env.globals.update(now=now, signature=signature)
