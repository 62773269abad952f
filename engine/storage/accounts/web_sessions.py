"""Signed-in browsers. The key is the hash of a token that only the browser has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables.work_tables import WebSessionTable


@dataclass(frozen=True, slots=True)
class WebSessionRow:
    """A stored session."""

    id: str
    user_id: int
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str
    idle_minutes: int
    ends_at: datetime  # whatever happens until then
    ended_at: datetime | None = None


_T = table(WebSessionTable)
_SELECT = select(*columns(_T, WebSessionRow)).where(_T.c.ended_at.is_(None))
_OPEN = _SELECT.where(_T.c.id == bindparam("wanted"))
_INSERT = into(_T)
_ONE = update(_T).where(_T.c.id == bindparam("wanted"), _T.c.ended_at.is_(None))
_SEE = _ONE.where(_T.c.seen_at < bindparam("moment")).values(seen_at=bindparam("moment"))
_END = _ONE.values(ended_at=bindparam("moment"))


def insert(tx: Transaction, row: WebSessionRow) -> None:
    """Open a session."""
    tx.execute(_INSERT, values(row))


def load(tx: Transaction, session_id: str) -> WebSessionRow | None:
    """A session that has not ended."""
    return one(WebSessionRow, tx.execute(_OPEN, {"wanted": session_id}))


def see(tx: Transaction, session_id: str, at: datetime) -> None:
    """Note a request; never backwards."""
    tx.execute(_SEE, {"wanted": session_id, "moment": at})


def end(tx: Transaction, session_id: str, at: datetime) -> bool:
    """End one session; False when it had ended."""
    return tx.execute(_END, {"wanted": session_id, "moment": at}).rowcount == 1


def end_all(tx: Transaction, user_id: int, at: datetime, *, but: str = "") -> int:
    """End the sessions of an account, apart from one."""
    statement = (
        update(_T)
        .where(_T.c.user_id == user_id, _T.c.ended_at.is_(None), _T.c.id != but)
        .values(ended_at=at)
    )
    return tx.execute(statement).rowcount


def of(tx: Transaction, user_id: int) -> tuple[WebSessionRow, ...]:
    """The open sessions of an account, newest first."""
    statement = _SELECT.where(_T.c.user_id == bindparam("wanted")).order_by(_T.c.seen_at.desc())
    return many(WebSessionRow, tx.execute(statement, {"wanted": user_id}))
