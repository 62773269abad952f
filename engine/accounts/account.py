"""Accounts: make, show, change, lock, switch off. Each change is in the security log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.accounts.identity import AccountKind, Grant, Person, person_of
from engine.accounts.passwords import check_password, hash_password
from engine.accounts.security_log import note
from engine.errors import Conflict, FieldProblem, Invalid, NotFound
from engine.settings import Settings
from engine.storage import Store, Transaction
from engine.storage.accounts import users, web_sessions
from engine.storage.accounts.users import NewUser, UserRow

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as the administrator's list and the half-yearly review show it."""

    person: Person
    email: str
    failures: int
    locked_until: datetime | None
    disabled_at: datetime | None
    last_seen_at: datetime | None
    created_at: datetime


def create_user(  # noqa: PLR0913  an account has these sides
    store: Store,
    username: str,
    name: str,
    password: str,
    *,
    kind: AccountKind = AccountKind.STAFF,
    grants: Iterable[Grant] = (),
    at: datetime,
    settings: Settings,
    by: str = "",
    email: str = "",
) -> Person:
    """Make an account.

    Raises `Invalid` for a bad name, address or password, `Conflict` for a name that is taken.
    """
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise Invalid([FieldProblem("username", "pattern", "Tên đăng nhập")])
    if not name.strip():
        raise Invalid([FieldProblem("name", "required", "Họ và tên")])
    email = _address(email)
    check_password(password, username=username, kind=kind, settings=settings)
    new = NewUser(
        username=username,
        name=" ".join(name.split()),
        kind=kind,
        email=email,
        password_hash=hash_password(password),
        created_at=at,
    )
    with store.begin() as tx:
        user_id = users.insert(tx, new)
        if user_id is None:
            raise Conflict("user_exists", f"There is an account {username!r} already.")
        users.set_grants(tx, user_id, [(g.role, g.unit) for g in grants])
        made = person_of(tx, _known(tx, username))
    note("create_account", "done", at, account=username, kind=kind, by=by)
    return made


def person(store: Store, username: str) -> Person | None:
    """The person with this user name who may act; None for a stranger or an account that is off."""
    with store.read() as tx:
        row = users.by_username(tx, username.strip().lower())
        return None if row is None or row.disabled_at is not None else person_of(tx, row)


def accounts(store: Store) -> tuple[AccountRow, ...]:
    """All accounts with their rights, by user name."""
    with store.read() as tx:
        return tuple(
            AccountRow(
                person_of(tx, row),
                row.email,
                row.failures,
                row.locked_until,
                row.disabled_at,
                row.last_seen_at,
                row.created_at,
            )
            for row in users.all_users(tx)
        )


def set_password(
    store: Store, username: str, password: str, *, at: datetime, settings: Settings, by: str = ""
) -> None:
    """Replace a password, unlock, and end all sessions of the account."""
    with store.read() as tx:
        row = _known(tx, username)
    check_password(password, username=row.username, kind=AccountKind(row.kind), settings=settings)
    hashed = hash_password(password)
    with store.begin() as tx:
        users.set_password(tx, row.id, hashed)
        web_sessions.end_all(tx, row.id, at)
    note("set_password", "done", at, account=row.username, kind=row.kind, by=by)


def set_email(store: Store, username: str, email: str, *, at: datetime, by: str = "") -> None:
    """Give an account another address for mail; "": none. Raises `Invalid`, `NotFound`."""
    address = _address(email)
    with store.begin() as tx:
        row = _known(tx, username)
        users.set_email(tx, row.id, address)
    note("set_email", "done", at, account=row.username, kind=row.kind, by=by)


def set_grants(
    store: Store, username: str, grants: Iterable[Grant], *, at: datetime, by: str = ""
) -> None:
    """Give an account exactly these roles and end its sessions, which carry the old ones."""
    wanted = sorted(set(grants))
    with store.begin() as tx:
        row = _known(tx, username)
        users.set_grants(tx, row.id, [(g.role, g.unit) for g in wanted])
        web_sessions.end_all(tx, row.id, at)
    text = " ".join(f"{g.role}@{g.unit}" for g in wanted)
    note("set_grants", "done", at, account=row.username, kind=row.kind, by=by, object=text)


def unlock(store: Store, username: str, *, at: datetime, by: str = "") -> None:
    """Let a locked account try again at once."""
    with store.begin() as tx:
        row = _known(tx, username)
        users.unlock(tx, row.id)
    note("unlock", "done", at, account=row.username, kind=row.kind, by=by)


def lock(store: Store, username: str, *, at: datetime, settings: Settings, by: str = "") -> None:
    """Lock an account by hand for the usual hours; running sessions end."""
    with store.begin() as tx:
        row = _known(tx, username)
        users.lock(tx, row.id, at + timedelta(hours=settings.lock_hours))
        web_sessions.end_all(tx, row.id, at)
    note("lock", "done", at, account=row.username, kind=row.kind, by=by)


def disable(store: Store, username: str, *, at: datetime, by: str = "") -> None:
    """Switch an account off; its sessions end at once."""
    with store.begin() as tx:
        row = _known(tx, username)
        users.set_disabled(tx, row.id, at)
        web_sessions.end_all(tx, row.id, at)
    note("disable", "done", at, account=row.username, kind=row.kind, by=by)


def enable(store: Store, username: str, *, at: datetime, by: str = "") -> None:
    """Switch an account on again; its idle days start over."""
    with store.begin() as tx:
        row = _known(tx, username)
        users.set_disabled(tx, row.id, None)
        users.set_seen(tx, row.id, at)
    note("enable", "done", at, account=row.username, kind=row.kind, by=by)


def _address(email: str) -> str:
    email = email.strip()
    if email and not _EMAIL.fullmatch(email):
        raise Invalid([FieldProblem("email", "pattern", "Thư điện tử")])
    return email


def _known(tx: Transaction, username: str) -> UserRow:
    row = users.by_username(tx, username.strip().lower())
    if row is None:
        raise NotFound("no_user", f"There is no account {username!r}.", username=username)
    return row
