"""Running dossiers by the batch: what is needed to count them anew, and what that changes.

A dossier of a batch is locked by the transaction that read it, so that what is written fits what
was read; what somebody else locked is left for a later batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Update, and_, bindparam, func, select, update

from engine.errors import Conflict
from engine.storage.database import Transaction
from engine.storage.dossiers import journal
from engine.storage.dossiers.journal import JournalRow
from engine.storage.dossiers.pauses import PauseRow
from engine.storage.dossiers.steps import StepRow
from engine.storage.dossiers.timers import TimerRow
from engine.storage.limits import StoredLimit
from engine.storage.rows import columns, many, table
from engine.storage.tables.dossier_tables import DossierTable, PauseTable, StepTable, TimerTable
from sla.limits import LimitUnit
from sla.pauses import PausePolicy
from sla.receipt import ReceiptRule

_Row = TypeVar("_Row", PauseRow, StepRow, TimerRow)


@dataclass(frozen=True, slots=True)
class RunningRow(StoredLimit):
    """A dossier that is not resolved, without its state and its data."""

    id: int
    code: str
    revision: int
    journal_head: str
    state_revision: int
    hours: str
    timetable_id: int
    limit_amount: int | None
    limit_unit: LimitUnit | None
    pause_policy: PausePolicy
    receipt_rule: ReceiptRule
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None  # None: not received yet, or no limit
    due_projected: bool
    reappointed_to: datetime | None
    alert_at: datetime | None
    paused_at: datetime | None


@dataclass(frozen=True, slots=True)
class Span:
    """What a change can touch: received before `until` and due at `since` or later."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class RecountedDossier:
    """How a dossier stands after it was counted anew; `entry` where anything moved."""

    id: int
    seen: int  # the revision that was counted
    timetable: int
    due_at: datetime | None
    due_projected: bool
    alert_at: datetime | None
    entry: JournalRow | None
    mac: bytes = b""  # of the journal with that row


@dataclass(frozen=True, slots=True)
class NewMoment:
    """Another moment for a step, a timer or a pause; `task` is of the first two."""

    id: int
    task: str
    moment: datetime
    alert_at: datetime | None = None


_D, _S, _T, _P = table(DossierTable), table(StepTable), table(TimerTable), table(PauseTable)
_UNRESOLVED = and_(_D.c.ended_at.is_(None), _D.c.resolved_at.is_(None))
_SELECT = select(*columns(_D, RunningRow)).where(_UNRESOLVED)
_OUTDATED = (
    _SELECT.where(_D.c.timetable_id < bindparam("active"))
    .order_by(_D.c.timetable_id, _D.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_BEHIND = select(func.count()).where(_UNRESOLVED, _D.c.timetable_id < bindparam("active"))
_ALL = select(func.count()).where(_UNRESOLVED)
_OPEN_STEP = and_(_S.c.completed_at.is_(None), _S.c.cancelled_at.is_(None))
_OPEN_TIMER = and_(_T.c.fired_at.is_(None), _T.c.cancelled_at.is_(None))
_STAMP = (
    update(_D)
    .where(_D.c.id == bindparam("wanted"), _D.c.revision == bindparam("seen"))
    .values(
        timetable_id=bindparam("timetable"),
        due_projected=bindparam("projected"),
        alert_at=bindparam("alert"),
    )
)
_MOVE = _STAMP.values(
    due_at=bindparam("moment"),
    revision=bindparam("next"),
    journal_head=bindparam("head"),
    journal_mac=bindparam("mac"),
)
_MOVE_STEP = (
    update(_S)
    .where(_S.c.id == bindparam("wanted"), _OPEN_STEP)
    .values(due_at=bindparam("moment"), alert_at=bindparam("alert"))
)
_MOVE_TIMER = (
    update(_T).where(_T.c.id == bindparam("wanted"), _OPEN_TIMER).values(due_at=bindparam("moment"))
)
_MOVE_PAUSE = (
    update(_P)
    .where(_P.c.id == bindparam("wanted"), _P.c.ended_at.is_(None))
    .values(closes_at=bindparam("moment"))
)


def outdated(tx: Transaction, active: int, most: int) -> tuple[RunningRow, ...]:
    """Running dossiers that were counted by an earlier timetable, locked for this transaction."""
    return many(RunningRow, tx.execute(_OUTDATED, {"active": active, "most": most}))


def behind(tx: Transaction, active: int) -> tuple[int, int]:
    """How many running dossiers an earlier timetable counted, and how many run at all."""
    found = int(tx.execute(_BEHIND, {"active": active}).scalar_one())
    return found, int(tx.execute(_ALL).scalar_one())


def touched(tx: Transaction, span: Span, after: int, most: int) -> tuple[RunningRow, ...]:
    """Running dossiers that a change can touch, by id."""
    statement = _SELECT.where(_within(span), _D.c.id > after).order_by(_D.c.id).limit(most)
    return many(RunningRow, tx.execute(statement))


def touched_count(tx: Transaction, span: Span) -> int:
    """How many they are."""
    statement = select(func.count()).where(_UNRESOLVED, _within(span))
    return int(tx.execute(statement).scalar_one())


def pauses_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[PauseRow]]:
    """The pauses of these dossiers, in order."""
    statement = select(*columns(_P, PauseRow)).where(_P.c.dossier_id.in_(ids))
    return _by_dossier(many(PauseRow, tx.execute(statement.order_by(_P.c.started_at, _P.c.id))))


def steps_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[StepRow]]:
    """The open steps of these dossiers that have a limit; the names of people are left out."""
    statement: Select[Any] = select(*columns(_S, StepRow)).where(
        _S.c.dossier_id.in_(ids), _OPEN_STEP, _S.c.due_at.is_not(None)
    )
    found = tx.execute(statement.order_by(_S.c.id)).mappings()
    return _by_dossier(StepRow(**row, assignee_name=None, completed_by_name=None) for row in found)


def timers_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[TimerRow]]:
    """The running timers of these dossiers that count working time."""
    statement = select(*columns(_T, TimerRow)).where(
        _T.c.dossier_id.in_(ids), _OPEN_TIMER, _T.c.limit_amount.is_not(None)
    )
    return _by_dossier(many(TimerRow, tx.execute(statement.order_by(_T.c.id))))


def write(tx: Transaction, batch: Iterable[RecountedDossier]) -> None:
    """Write dossiers of a batch that this transaction locked, one journal row for each that moved.

    Raises Conflict, so that nothing is written, when one of them was not locked after all.
    """
    rows = list(batch)
    moved = [_moved(row, row.entry) for row in rows if row.entry]
    _each(tx, _STAMP, [_stamped(row) for row in rows if not row.entry], all_of_them=True)
    _each(tx, _MOVE, moved, all_of_them=True)
    journal.write_many(tx, [(row.id, row.entry) for row in rows if row.entry])


def move_steps(tx: Transaction, moved: Sequence[NewMoment]) -> None:
    """Give open steps other due moments."""
    _each(tx, _MOVE_STEP, [_keys(m) | {"alert": m.alert_at} for m in moved])


def move_timers(tx: Transaction, moved: Sequence[NewMoment]) -> None:
    """Give running timers other moments."""
    _each(tx, _MOVE_TIMER, [_keys(m) for m in moved])


def move_pauses(tx: Transaction, moved: Sequence[NewMoment]) -> None:
    """Give open pauses other moments at which they are given up."""
    _each(tx, _MOVE_PAUSE, [_keys(m) for m in moved])


def _within(span: Span) -> ColumnElement[bool]:
    return and_(_D.c.due_at >= span.since, _D.c.received_at < span.until)


def _by_dossier(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.dossier_id, []).append(row)
    return found


def _each(
    tx: Transaction, statement: Update, rows: list[dict[str, object]], *, all_of_them: bool = False
) -> None:
    if rows and tx.execute(statement, rows).rowcount != len(rows) and all_of_them:
        raise Conflict("busy", "Dossiers of the batch were changed meanwhile.")


def _keys(moved: NewMoment) -> dict[str, object]:
    return {"wanted": moved.id, "moment": moved.moment}


def _stamped(row: RecountedDossier) -> dict[str, object]:
    return {
        "wanted": row.id,
        "seen": row.seen,
        "timetable": row.timetable,
        "projected": row.due_projected,
        "alert": row.alert_at,
    }


def _moved(row: RecountedDossier, entry: JournalRow) -> dict[str, object]:
    return {
        **_stamped(row),
        "moment": row.due_at,
        "next": row.seen + 1,
        "head": entry.hash,
        "mac": row.mac,
    }
