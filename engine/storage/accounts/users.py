"""Accounts, their roles, and the failures that lock them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, case, delete, or_, select, update
from sqlalchemy import insert as into
from sqlalchemy.dialects import postgresql, sqlite

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables.work_tables import UserRoleTable, UserTable


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """An account as it is made. `kind` is a word of `engine.accounts.Kind`."""

    username: str
    name: str
    kind: str
    email: str = ""
    password_hash: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow(NewUser):
    """A stored account."""

    id: int
    failures: int
    locked_until: datetime | None
    disabled_at: datetime | None
    last_seen_at: datetime | None


_T = table(UserTable)
_R = table(UserRoleTable)
_SELECT = select(*columns(_T, UserRow))
_BY_NAME = _SELECT.where(_T.c.username == bindparam("wanted"))
_BY_ID = _SELECT.where(_T.c.id == bindparam("wanted"))
_INSERT = {
    "sqlite": sqlite.insert(_T)
    .on_conflict_do_nothing(index_elements=["username"])
    .returning(_T.c.id),
    "postgresql": postgresql.insert(_T)
    .on_conflict_do_nothing(index_elements=["username"])
    .returning(_T.c.id),
}
_ONE = update(_T).where(_T.c.id == bindparam("wanted"))
_EXPIRED = and_(bindparam("anew"), _T.c.locked_until.is_not(None))
_COUNT = case((_EXPIRED, 1), else_=_T.c.failures + 1)
# With its type: within CASE nothing else says that it goes to the database in UTC.
_UNTIL = bindparam("until", type_=_T.c.locked_until.type)
_ATTEMPT = (
    _ONE.where(or_(_T.c.locked_until.is_(None), _T.c.locked_until <= bindparam("moment")))
    .values(
        failures=_COUNT,
        locked_until=case((bindparam("most") <= _COUNT, _UNTIL), else_=None),
    )
    .returning(_T.c.failures)
)
_ENTER = _ONE.where(_T.c.disabled_at.is_(None)).values(
    failures=0, locked_until=None, last_seen_at=bindparam("moment")
)
_GRANTS = (
    select(_R.c.role, _R.c.unit)
    .where(_R.c.user_id == bindparam("wanted"))
    .order_by(_R.c.unit, _R.c.role)
)


def insert(tx: Transaction, new: NewUser) -> int | None:
    """Make an account; its id, or None when the name is taken."""
    row = {**values(new), "failures": 0}
    made = tx.execute(_INSERT[tx.dialect.name], row).scalar_one_or_none()
    return None if made is None else int(made)


def by_username(tx: Transaction, username: str) -> UserRow | None:
    """The account with this name."""
    return one(UserRow, tx.execute(_BY_NAME, {"wanted": username}))


def load(tx: Transaction, user_id: int) -> UserRow | None:
    """The account with this id."""
    return one(UserRow, tx.execute(_BY_ID, {"wanted": user_id}))


def all_users(tx: Transaction) -> tuple[UserRow, ...]:
    """All accounts by name."""
    return many(UserRow, tx.execute(_SELECT.order_by(_T.c.username)))


def names(tx: Transaction, ids: Iterable[int]) -> Mapping[int, str]:
    """Display names by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = tx.execute(select(_T.c.id, _T.c.name).where(_T.c.id.in_(wanted)))
    return {int(row[0]): str(row[1]) for row in rows}


def grants(tx: Transaction, user_id: int) -> tuple[tuple[str, str], ...]:
    """The (role, unit) pairs of an account."""
    rows = tx.execute(_GRANTS, {"wanted": user_id})
    return tuple((str(row[0]), str(row[1])) for row in rows)


def set_grants(tx: Transaction, user_id: int, pairs: Iterable[tuple[str, str]]) -> None:
    """Give an account exactly these roles."""
    tx.execute(delete(_R).where(_R.c.user_id == bindparam("wanted")), {"wanted": user_id})
    rows = [{"user_id": user_id, "role": role, "unit": unit} for role, unit in sorted(set(pairs))]
    if rows:
        tx.execute(into(_R), rows)


def attempt(
    tx: Transaction, user_id: int, at: datetime, *, most: int, until: datetime, anew: bool
) -> int | None:
    """Count a failure before the password is looked at; None while the account is locked.

    One statement: of many attempts at once no more than `most` ever get to try. `anew` starts
    from one when a lock has run out.
    """
    keys = {"wanted": user_id, "moment": at, "most": most, "until": until, "anew": anew}
    count = tx.execute(_ATTEMPT, keys).scalar_one_or_none()
    return None if count is None else int(count)


def enter(tx: Transaction, user_id: int, at: datetime) -> bool:
    """Note a right password: failures start over. False when the account was switched off."""
    return tx.execute(_ENTER, {"wanted": user_id, "moment": at}).rowcount == 1


def unlock(tx: Transaction, user_id: int) -> None:
    """Forget failures and the lock."""
    tx.execute(_ONE.values(failures=0, locked_until=None), {"wanted": user_id})


def lock(tx: Transaction, user_id: int, until: datetime) -> None:
    """Lock by hand."""
    tx.execute(_ONE.values(locked_until=until), {"wanted": user_id})


def set_email(tx: Transaction, user_id: int, email: str) -> None:
    """Replace the address for mail."""
    tx.execute(_ONE.values(email=email), {"wanted": user_id})


def set_disabled(tx: Transaction, user_id: int, disabled_at: datetime | None) -> None:
    """Switch an account off, or on again with None."""
    tx.execute(_ONE.values(disabled_at=disabled_at), {"wanted": user_id})


def set_seen(tx: Transaction, user_id: int, at: datetime) -> None:
    """Note when the account was last in use; the count of idle days starts here."""
    tx.execute(_ONE.values(last_seen_at=at), {"wanted": user_id})


def set_password(tx: Transaction, user_id: int, password_hash: str) -> None:
    """Replace the password; failures start over."""
    changes = _ONE.values(password_hash=password_hash, failures=0, locked_until=None)
    tx.execute(changes, {"wanted": user_id})
