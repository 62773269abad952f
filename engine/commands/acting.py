"""What commands that act for a person share: the office, the account, the moment."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from engine.accounts import Person, person
from engine.errors import Finding, NotFound, Refused
from engine.installation import Installation, open_installation
from engine.settings import load_settings
from sla.calendar import VIETNAM


def installation() -> Installation:
    """The office that the settings name; its connections end with the command."""
    opened = open_installation(load_settings())
    context = click.get_current_context(silent=True)
    if context is not None:
        context.call_on_close(opened.store.close)
    return opened


def someone(at_office: Installation, username: str) -> Person:
    """The account to act as. Raises NotFound for a name nobody has."""
    found = person(at_office.store, username)
    if found is None:
        raise NotFound("no_user", f"There is no account {username!r}.", username=username)
    return found


def moment(at_office: Installation, text: str | None) -> datetime:
    """`--at`, else now. Raises Refused where the settings keep the clock."""
    if text is None:
        return datetime.now(UTC)
    if not at_office.settings.allow_at:
        raise Refused("no_at", "--at is allowed only where the setting allow_at is on.")
    return local_moment(text, "--at")


def local_moment(text: str, option: str) -> datetime:
    """A moment as ISO 8601; Vietnam's time where it names no other."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no ISO 8601 moment.", param_hint=option) from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=VIETNAM)


def acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options `--as`, `--at` and `--json`."""
    command = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)
    command = click.option("--at", default=None, metavar="ISO", help="Act at this moment.")(command)
    return click.option("--as", "username", required=True, metavar="USER")(command)


def values(text: str | None) -> dict[str, object]:
    """A JSON object given as text, or as @FILE."""
    if not text:
        return {}
    try:
        raw = Path(text[1:]).read_text("utf-8") if text.startswith("@") else text
        parsed = json.loads(raw)
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"no JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise click.BadParameter('a JSON object is wanted, such as \'{"key": "value"}\'')
    return parsed


def show(value: object, as_json: bool, sentence: str) -> None:
    """Print a result as JSON or as its sentence."""
    if as_json:
        click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))
    else:
        click.echo(sentence)


def plain(value: object) -> object:
    """Frozen rows as JSON values; moments in Vietnamese time."""
    if isinstance(value, Finding):
        return value.as_json()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return _plain_atom(value)


def _plain_atom(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
