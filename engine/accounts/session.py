"""Signing in, staying signed in, signing out. Sessions live on the server."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from engine.accounts.identity import AccountKind, Person, person_of
from engine.accounts.passwords import hash_password, outdated, verify_password
from engine.accounts.security_log import note
from engine.errors import Forbidden
from engine.settings import Settings
from engine.storage import Store, Transaction
from engine.storage.accounts import users, web_sessions
from engine.storage.accounts.users import UserRow
from engine.storage.accounts.web_sessions import WebSessionRow

SEEN_EVERY = timedelta(seconds=30)
"""Requests closer together than this are not noted each: reading a page need not write."""

FREE_TRIES = 3
LONGEST_DELAY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Session:
    """A new session. Only the browser keeps the token; the store has its hash."""

    token: str
    person: Person


def sign_in(  # noqa: PLR0913  what the browser sends, and from where
    store: Store,
    username: str,
    password: str,
    *,
    at: datetime,
    address: str,
    agent: str,
    settings: Settings,
) -> Session:
    """Check name and password and open a session under a new token.

    Raises `Forbidden` with `bad_credentials`, `locked` or `disabled`. The attempt is counted
    before the password is checked, so that attempts in parallel cannot pass the lock.
    """
    place = {"account": username, "address": address, "agent": agent}
    row = _attempt(store, username, at, settings, place)
    if not verify_password(row.password_hash, password):
        raise _refusal("bad_credentials", at, place, row.kind)
    if _is_off(row, at, settings):
        _switch_off(store, row, at)
        raise _refusal("disabled", at, place, row.kind)
    token = secrets.token_urlsafe(32)
    session = WebSessionRow(
        _hash(token), row.id, at, at, address, agent[:200],
        settings.session_idle_minutes, at + timedelta(hours=settings.session_hours),
    )  # fmt: skip
    with store.begin() as tx:
        if not users.enter(tx, row.id, at):
            raise _refusal("disabled", at, place, row.kind)
        if outdated(row.password_hash):
            users.set_password(tx, row.id, hash_password(password))
        web_sessions.insert(tx, session)
        person = person_of(tx, row)
    note("sign_in", "done", at, kind=row.kind, **place)
    return Session(token, person)


def resume(store: Store, token: str, at: datetime, *, seen: bool = True) -> Person | None:
    """The person behind a token, or None when the session is over.

    The request is noted, unless nobody made it (not `seen`): a page that asks by itself.
    """
    if not token:
        return None
    session_id = _hash(token)
    with store.read() as tx:
        row = web_sessions.load(tx, session_id)
        if row is None or _is_over(row, at):
            return None
        person = _active(tx, row.user_id)
    if seen and person is not None and at - row.seen_at >= SEEN_EVERY:
        with store.begin() as tx:
            web_sessions.see(tx, session_id, at)
    return person


def sign_out(store: Store, token: str, at: datetime) -> None:
    """End the session of a token; an unknown one is no error."""
    with store.begin() as tx:
        row = web_sessions.load(tx, _hash(token))
        if row is None:
            return
        web_sessions.end(tx, row.id, at)
        user = users.load(tx, row.user_id)
    if user is not None:
        note("sign_out", "done", at, account=user.username, kind=user.kind, address=row.address)


def _attempt(
    store: Store, username: str, at: datetime, settings: Settings, place: dict[str, str]
) -> UserRow:
    with store.begin() as tx:
        row = users.by_username(tx, username.strip().lower())
        free = row is not None and _count(tx, row, at, settings)
    if row is None:
        verify_password(_nobody(), "")  # as slow as for a name that exists
        raise _refusal("bad_credentials", at, place, "")
    if not free:
        raise _refusal("locked", at, place, row.kind)
    return row


def _count(tx: Transaction, row: UserRow, at: datetime, settings: Settings) -> bool:
    """Count the attempt. Staff lock for hours; citizens wait longer each time, never for long."""
    citizen = row.kind == AccountKind.CITIZEN
    delay = timedelta(hours=settings.lock_hours)
    most = settings.sign_in_failures
    if citizen:
        most = FREE_TRIES
        over = max(0, min(row.failures + 1 - FREE_TRIES, 20))
        delay = min(timedelta(seconds=2**over), LONGEST_DELAY)
    return users.attempt(tx, row.id, at, most=most, until=at + delay, anew=not citizen) is not None


def _is_over(row: WebSessionRow, at: datetime) -> bool:
    return at >= row.ends_at or at - row.seen_at >= timedelta(minutes=row.idle_minutes)


def _active(tx: Transaction, user_id: int) -> Person | None:
    row = users.load(tx, user_id)
    return None if row is None or row.disabled_at is not None else person_of(tx, row)


def _is_off(row: UserRow, at: datetime, settings: Settings) -> bool:
    """Off by hand, or because nobody used it for so many days."""
    if row.disabled_at is not None:
        return True
    if settings.idle_account_days == 0 or row.kind == AccountKind.CITIZEN:
        return False
    used = row.last_seen_at or row.created_at
    return at - used >= timedelta(days=settings.idle_account_days)


def _switch_off(store: Store, row: UserRow, at: datetime) -> None:
    if row.disabled_at is None:
        with store.begin() as tx:
            users.set_disabled(tx, row.id, at)
        note("switch_off", "done", at, account=row.username, kind=row.kind, reason="idle")


def _refusal(code: str, at: datetime, place: dict[str, str], kind: str) -> Forbidden:
    note("sign_in", "refused", at, reason=code, kind=kind, **place)
    return Forbidden(code, f"Sign-in refused: {code}.")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    return hash_password(secrets.token_urlsafe(16))
