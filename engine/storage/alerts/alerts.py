"""Alerts: one for each person and moment of a deadline, and when it was seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from engine.storage.database import Transaction
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.open_steps import D, S, first_open_step
from engine.storage.rows import columns, many, table, values
from engine.storage.tables.calendar_tables import AlertTable
from engine.storage.tables.dossier_tables import StepTable
from engine.storage.tables.work_tables import UserTable


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    """An alert for one person. `key` is the same for all who hear of the same event."""

    user_id: int
    key: str
    dossier_id: int
    step_id: int | None
    rule: str
    level: str
    at: datetime
    due_at: datetime
    created_at: datetime
    mail: str = ""  # "", "digest" (waits for the morning's mail), "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow(NewAlert):
    """A stored alert."""

    id: int
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert with its dossier as it stands now, and who holds the dossier's oldest open step."""

    alert: AlertRow
    dossier: DossierRow
    alerted: str  # name of the step that it is about, "" when it is about the dossier
    stands: bool  # what it is about still runs
    step: str  # the oldest open step, "" when none is open
    role: str
    assignee: str


_T = table(AlertTable)
_ALERTED = table(StepTable).alias("alerted")
_U = table(UserTable)
_ALERT = columns(_T, AlertRow)
_DOSSIER = columns(D, DossierRow)
_MINE = _T.c.user_id == bindparam("who")
_UNSEEN = _T.c.seen_at.is_(None)
# In words, not as a parameter: the partial index is chosen by its spelling.
_WAITS = _T.c.mail == literal_column("'digest'")
_RUNS = and_(D.c.resolved_at.is_(None), D.c.ended_at.is_(None), D.c.paused_at.is_(None))
_OPEN_YET = and_(_ALERTED.c.completed_at.is_(None), _ALERTED.c.cancelled_at.is_(None))
_RETURNED = (_T.c.id, _T.c.user_id, _T.c.key)
_INSERT = {
    "sqlite": sqlite.insert(_T)
    .on_conflict_do_nothing(index_elements=["user_id", "key"])
    .returning(*_RETURNED),
    "postgresql": postgresql.insert(_T)
    .on_conflict_do_nothing(index_elements=["user_id", "key"])
    .returning(*_RETURNED),
}
_LINES: Select[Any] = select(
    *_ALERT,
    *_DOSSIER,
    func.coalesce(_ALERTED.c.name, literal("")),
    case((_T.c.step_id.is_(None), _RUNS), else_=_OPEN_YET),
    func.coalesce(S.c.name, literal("")),
    func.coalesce(S.c.role, literal("")),
    func.coalesce(_U.c.name, literal("")),
).select_from(
    _T.join(D, D.c.id == _T.c.dossier_id)
    .outerjoin(_ALERTED, _ALERTED.c.id == _T.c.step_id)
    .outerjoin(S, first_open_step())
    .outerjoin(_U, _U.c.id == S.c.assignee)
)
_FIRST_UNSEEN = select(literal(1)).where(_MINE, _UNSEEN).limit(bindparam("most")).subquery()
_BELL = select(func.count()).select_from(_FIRST_UNSEEN)
_COUNT = select(func.count()).where(_MINE)
_SEE = update(_T).where(_MINE, _UNSEEN).values(seen_at=bindparam("moment"))
_OF = (
    select(*_ALERT)
    .where(_T.c.dossier_id == bindparam("dossier"))
    .order_by(_T.c.created_at, _T.c.id)
)
_WAITING = select(_T.c.user_id).where(_WAITS).distinct().order_by(_T.c.user_id)
_WAITING_OF = select(_T.c.id).where(_MINE, _WAITS).order_by(_T.c.id)


def insert(tx: Transaction, new: Sequence[NewAlert]) -> dict[tuple[int, str], int]:
    """Store alerts; ids by (user, key) of those that were not there before."""
    if not new:
        return {}
    rows = tx.execute(_INSERT[tx.dialect.name], [values(alert) for alert in new])
    return {(int(row[1]), str(row[2])): int(row[0]) for row in rows}


def unseen(tx: Transaction, user_id: int, most: int = 100) -> int:
    """How many alerts a person has not looked at; counting stops at `most`."""
    return int(tx.execute(_BELL, {"who": user_id, "most": most}).scalar_one())


def unseen_of(tx: Transaction, user_id: int, dossier_id: int) -> bool:
    """Whether a person has not looked at an alert about this dossier."""
    statement = select(literal(1)).where(_MINE, _UNSEEN, _T.c.dossier_id == bindparam("dossier"))
    found = tx.execute(statement.limit(1), {"who": user_id, "dossier": dossier_id})
    return found.first() is not None


def page(
    tx: Transaction, user_id: int, *, only_unseen: bool, number: int, size: int
) -> tuple[tuple[AlertLine, ...], int]:
    """One page of a person's alerts, newest first, and how many there are in all.

    Past the end, the last page.
    """
    condition = and_(_MINE, _UNSEEN) if only_unseen else _MINE
    total = int(tx.execute(_COUNT.where(condition), {"who": user_id}).scalar_one())
    last = max(1, -(-total // size))
    offset = (min(max(1, number), last) - 1) * size
    statement = _LINES.where(condition).order_by(_T.c.created_at.desc(), _T.c.id.desc())
    rows = tx.execute(statement.limit(size).offset(offset), {"who": user_id})
    return tuple(map(_line, rows)), total


def lines(tx: Transaction, ids: Iterable[int]) -> tuple[AlertLine, ...]:
    """These alerts, the dossier that is due first in front."""
    wanted = list(ids)
    if not wanted:
        return ()
    statement = _LINES.where(_T.c.id.in_(wanted)).order_by(_T.c.due_at, _T.c.id)
    return tuple(map(_line, tx.execute(statement)))


def of_dossier(tx: Transaction, dossier_id: int) -> tuple[AlertRow, ...]:
    """All alerts about a dossier, in order."""
    return many(AlertRow, tx.execute(_OF, {"dossier": dossier_id}))


def see_dossier(tx: Transaction, user_id: int, dossier_id: int, at: datetime) -> int:
    """Note that a person looked at all their alerts about a dossier; how many were new to them."""
    statement = _SEE.where(_T.c.dossier_id == bindparam("dossier"))
    return tx.execute(statement, {"who": user_id, "dossier": dossier_id, "moment": at}).rowcount


def see_all(tx: Transaction, user_id: int, at: datetime) -> int:
    """The same for all that a person has."""
    return tx.execute(_SEE, {"who": user_id, "moment": at}).rowcount


def waiting(tx: Transaction) -> tuple[int, ...]:
    """Whoever has alerts that wait for the morning's mail."""
    return tuple(int(row[0]) for row in tx.execute(_WAITING))


def waiting_of(tx: Transaction, user_id: int) -> tuple[int, ...]:
    """The alerts of one person that wait for the morning's mail."""
    return tuple(int(row[0]) for row in tx.execute(_WAITING_OF, {"who": user_id}))


def mailed(tx: Transaction, ids: Iterable[int]) -> None:
    """Note that these alerts are in a mail."""
    tx.execute(update(_T).where(_T.c.id.in_(list(ids))).values(mail="sent"))


def forget(tx: Transaction, seen_before: datetime, most: int) -> int:
    """Delete alerts that were seen before a moment, at most so many at once; how many."""
    old = select(_T.c.id).where(_T.c.seen_at < seen_before).order_by(_T.c.id).limit(most)
    return tx.execute(delete(_T).where(_T.c.id.in_(old))).rowcount


def _line(row: Row[Any]) -> AlertLine:
    first, second = len(_ALERT), len(_ALERT) + len(_DOSSIER)
    alert = dict(zip([column.name for column in _ALERT], row[:first], strict=True))
    dossier = dict(zip([column.name for column in _DOSSIER], row[first:second], strict=True))
    alerted, stands, *rest = row[second:]
    return AlertLine(AlertRow(**alert), DossierRow(**dossier), alerted, bool(stands), *rest)
