"""Timers: moments at which dossiers go on by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.limits import StoredLimit
from engine.storage.rows import columns, many, table, values
from engine.storage.tables.dossier_tables import TimerTable
from sla.limits import LimitUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTimer(StoredLimit):
    """A timer as it is set; its limit is a duration in working time, None for any other."""

    dossier_id: int
    task_id: str
    node: str
    started_at: datetime
    limit_amount: int | None = None
    limit_unit: LimitUnit | None = None
    runs_in_pause: bool = True
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TimerRow(StoredLimit):
    """A stored timer."""

    id: int
    dossier_id: int
    task_id: str
    node: str
    started_at: datetime | None
    limit_amount: int | None
    limit_unit: LimitUnit | None
    runs_in_pause: bool
    due_at: datetime
    fired_at: datetime | None
    cancelled_at: datetime | None


_T = table(TimerTable)
_OPEN = _T.c.fired_at.is_(None) & _T.c.cancelled_at.is_(None)
_ALL_OF = (
    select(*columns(_T, TimerRow)).where(_T.c.dossier_id == bindparam("wanted")).order_by(_T.c.id)
)
_OPEN_OF = _ALL_OF.where(_OPEN)
_SELECT = select(*columns(_T, TimerRow)).where(_OPEN)
_DUE = (
    _SELECT.where(_T.c.due_at <= bindparam("moment"))
    .order_by(_T.c.due_at, _T.c.id)
    .limit(bindparam("most"))
)
_INSERT = into(_T).returning(_T.c.id)
_ONE = update(_T).where(_T.c.id == bindparam("wanted"), _OPEN)
_FINISH = _ONE.values(fired_at=bindparam("moment"))
_MOVE = _ONE.values(due_at=bindparam("moment"))
_REPEAT = (
    update(_T)
    .where(_T.c.id == bindparam("wanted"), _T.c.fired_at.is_not(None), _T.c.cancelled_at.is_(None))
    .values(started_at=bindparam("start"), due_at=bindparam("moment"), fired_at=None)
)


def insert(tx: Transaction, new: NewTimer) -> int:
    """Set a timer; its id."""
    return int(tx.execute(_INSERT, values(new)).scalar_one())


def open_of(tx: Transaction, dossier_id: int) -> tuple[TimerRow, ...]:
    """The timers of a dossier that still run."""
    return many(TimerRow, tx.execute(_OPEN_OF, {"wanted": dossier_id}))


def all_of(tx: Transaction, dossier_id: int) -> tuple[TimerRow, ...]:
    """All timers of a dossier, those that fired or were stopped too."""
    return many(TimerRow, tx.execute(_ALL_OF, {"wanted": dossier_id}))


def due(tx: Transaction, at: datetime, limit: int) -> tuple[TimerRow, ...]:
    """Running timers whose moment has come, the oldest first."""
    return many(TimerRow, tx.execute(_DUE, {"moment": at, "most": limit}))


def finish(tx: Transaction, timer_id: int, at: datetime) -> bool:
    """Note that it fired; False when it no longer ran."""
    return tx.execute(_FINISH, {"wanted": timer_id, "moment": at}).rowcount == 1


def repeat(tx: Transaction, timer_id: int, started_at: datetime, due_at: datetime) -> bool:
    """Let a timer that fired run once more: the next round of a cycle."""
    keys = {"wanted": timer_id, "start": started_at, "moment": due_at}
    return tx.execute(_REPEAT, keys).rowcount == 1


def move(tx: Transaction, timer_id: int, due_at: datetime) -> bool:
    """Give a running timer another moment."""
    return tx.execute(_MOVE, {"wanted": timer_id, "moment": due_at}).rowcount == 1


def cancel(tx: Transaction, ids: Iterable[int], at: datetime) -> int:
    """Stop running timers; how many still ran."""
    given = list(ids)
    if not given:
        return 0
    statement = update(_T).where(_T.c.id.in_(given), _OPEN).values(cancelled_at=at)
    return tx.execute(statement).rowcount
