"""Steps and timers of a dossier that goes on under another version, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from engine.definitions.status import Status
from engine.storage.database import Transaction
from engine.storage.dossiers.timers import TimerRow
from engine.storage.limits import StoredLimit
from engine.storage.rows import columns, many, table, values
from engine.storage.tables.dossier_tables import StepTable, TimerTable
from sla.limits import LimitUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAs(StoredLimit):
    """What of an open step hangs on the version, and who holds it."""

    id: int
    node: str
    name: str
    role: str
    unit: str
    kind: str
    status: Status
    limit_amount: int | None
    limit_unit: LimitUnit | None
    runs_in_pause: bool
    assignee: int | None
    claimed_at: datetime | None
    due_at: datetime | None
    alert_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerAs(StoredLimit):
    """What of a running timer hangs on the version."""

    id: int
    limit_amount: int | None
    limit_unit: LimitUnit | None
    runs_in_pause: bool
    due_at: datetime


_S, _T = table(StepTable), table(TimerTable)
_STEP_COLUMNS = [c.name for c in columns(_S, StepAs) if c.name != "id"]
_TIMER_COLUMNS = [c.name for c in columns(_T, TimerAs) if c.name != "id"]
_STEP = (
    update(_S)
    .where(_S.c.id == bindparam("wanted"), _S.c.completed_at.is_(None))
    .values(cancelled_at=None, **{name: bindparam(name) for name in _STEP_COLUMNS})
)
_TIMER = (
    update(_T)
    .where(_T.c.id == bindparam("wanted"), _T.c.fired_at.is_(None))
    .values(cancelled_at=None, **{name: bindparam(name) for name in _TIMER_COLUMNS})
)
_STEPS_OF = select(*columns(_S, StepAs)).where(
    _S.c.dossier_id == bindparam("wanted"), _S.c.completed_at.is_(None), _S.c.cancelled_at.is_(None)
)

_TIMERS_OF = select(*columns(_T, TimerRow)).where(
    _T.c.dossier_id == bindparam("wanted"), _T.c.fired_at.is_(None)
)
_HOLD = [
    select(t.c.id)
    .where(t.c.dossier_id == bindparam("wanted"), ended.is_(None))
    .order_by(t.c.id)
    .with_for_update()
    for t, ended in ((_S, _S.c.completed_at), (_T, _T.c.fired_at))
]


def hold(tx: Transaction, dossier_id: int) -> None:
    """Take the steps and timers before the dossier's own row, as every act on a step does.

    Two who take them in different orders would wait for each other until one is sent away.
    """
    for statement in _HOLD:
        tx.execute(statement, {"wanted": dossier_id})


def steps_of(tx: Transaction, dossier_id: int) -> tuple[StepAs, ...]:
    """The open steps of a dossier, in order of opening."""
    return many(StepAs, tx.execute(_STEPS_OF.order_by(_S.c.id), {"wanted": dossier_id}))


def timers_of(tx: Transaction, dossier_id: int) -> dict[int, TimerRow]:
    """All timers of a dossier that have not fired, those that were cancelled too, by id."""
    rows = many(TimerRow, tx.execute(_TIMERS_OF, {"wanted": dossier_id}))
    return {row.id: row for row in rows}


def write_step(tx: Transaction, step: StepAs) -> bool:
    """Write a step that is not completed as given, and open; False when it is completed."""
    return tx.execute(_STEP, _keys(step)).rowcount == 1


def write_timer(tx: Transaction, timer: TimerAs) -> bool:
    """Write a timer that has not fired as given, and running; False when it has fired."""
    return tx.execute(_TIMER, _keys(timer)).rowcount == 1


def _keys(row: StepAs | TimerAs) -> dict[str, object]:
    keys = values(row)
    keys["wanted"] = keys.pop("id")
    return keys
