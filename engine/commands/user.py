"""`motcua user …`: accounts, for administrators at the machine."""

from __future__ import annotations

import secrets
import sys
from datetime import UTC, datetime

import click

from engine import accounts
from engine.accounts import AccountKind, AccountRow, Grant
from engine.accounts.security_log import open_security_log
from engine.commands.acting import installation, plain, show
from engine.errors import NotFound
from engine.installation import Installation
from engine.settings import load_settings
from engine.storage import Store

BY = "command line"
_PASSWORD_STDIN = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)
_GENERATE = click.option("--generate", is_flag=True, help="Make a password and print it once.")
_ROLES = click.option(
    "--role", "roles", multiple=True, metavar="ROLE@UNIT", help="A role in a unit; repeatable."
)


@click.group()
def user() -> None:
    """Make, list, unlock and switch off accounts."""
    file = load_settings().security_log
    if file is not None:  # otherwise the lines would stand between the answers
        open_security_log(file)


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--kind", type=click.Choice([k.value for k in AccountKind]), default=AccountKind.STAFF.value
)
@click.option("--email", default="", help="Where alerts are mailed to.")
@_ROLES
@_PASSWORD_STDIN
@_GENERATE
def add(  # noqa: PLR0913, PLR0917 - one argument an option
    username: str,
    name: str,
    kind: str,
    email: str,
    roles: tuple[str, ...],
    password_stdin: bool,
    generate: bool,
) -> None:
    """Make the account USERNAME."""
    here = installation()
    made = accounts.create_user(
        here.store,
        username,
        name,
        _password(password_stdin, generate),
        kind=AccountKind(kind),
        grants=[_grant(here, text) for text in roles],
        at=datetime.now(UTC),
        settings=here.settings,
        by=BY,
        email=email,
    )
    click.echo(f"account {made.username} made")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """List all accounts with their rights."""
    found = accounts.accounts(_store())
    show(found, as_json, "\n".join(map(_line, found)) or "no accounts")


@user.command()
@click.argument("username")
@_PASSWORD_STDIN
@_GENERATE
def password(username: str, password_stdin: bool, generate: bool) -> None:
    """Give USERNAME a new password; unlocks, and ends its sessions."""
    accounts.set_password(
        _store(),
        username,
        _password(password_stdin, generate),
        at=datetime.now(UTC),
        settings=load_settings(),
        by=BY,
    )
    click.echo(f"password of {username} changed")


@user.command()
@click.argument("username")
@_ROLES
def roles(username: str, roles: tuple[str, ...]) -> None:
    """Give USERNAME exactly these roles; ends its sessions."""
    here = installation()
    grants = [_grant(here, text) for text in roles]
    accounts.set_grants(here.store, username, grants, at=datetime.now(UTC), by=BY)
    click.echo(f"{username} has {len(grants)} roles")


@user.command()
@click.argument("username")
@click.argument("address")
def email(username: str, address: str) -> None:
    """Mail alerts for USERNAME to ADDRESS; "" to mail none."""
    accounts.set_email(_store(), username, address, at=datetime.now(UTC), by=BY)
    click.echo(f"address of {username} changed")


@user.command()
@click.argument("username")
def unlock(username: str) -> None:
    """Let the locked account USERNAME try again."""
    accounts.unlock(_store(), username, at=datetime.now(UTC), by=BY)
    click.echo(f"{username} unlocked")


@user.command()
@click.argument("username")
def disable(username: str) -> None:
    """Switch the account USERNAME off; ends its sessions."""
    accounts.disable(_store(), username, at=datetime.now(UTC), by=BY)
    click.echo(f"{username} switched off")


@user.command()
@click.argument("username")
def enable(username: str) -> None:
    """Switch the account USERNAME on again."""
    accounts.enable(_store(), username, at=datetime.now(UTC), by=BY)
    click.echo(f"{username} switched on")


def _store() -> Store:
    return Store(load_settings().database_url)


def _password(from_stdin: bool, generate: bool) -> str:
    if generate:
        made = f"{secrets.token_urlsafe(15)}-Aa1"  # the tail makes all four classes certain
        click.echo(f"password: {made}")
        return made
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _grant(here: Installation, text: str) -> Grant:
    """`chuyen_vien@so-khcn`. Raises NotFound for what the content does not have."""
    role, _, unit = text.partition("@")
    if role not in here.roles:
        raise NotFound("no_role", f"There is no role {role!r}: {', '.join(here.roles)}.")
    if unit not in here.organisation.units:
        known = ", ".join(here.organisation.units)
        raise NotFound("no_unit", f"There is no unit {unit!r}: {known}.")
    return Grant(role, unit)


def _line(row: AccountRow) -> str:
    state = (
        "off"
        if row.disabled_at
        else f"locked {plain(row.locked_until)}"
        if row.locked_until
        else ""
    )
    grants = " ".join(f"{g.role}@{g.unit}" for g in row.person.grants)
    words = (row.person.username, row.person.kind, row.person.name, row.email, grants, state)
    return "  ".join(word for word in words if word)
