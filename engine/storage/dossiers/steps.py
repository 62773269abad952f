"""Steps: the user tasks of a dossier. Every change is a compare-and-set; False: too late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, select, update
from sqlalchemy import insert as into

from engine.definitions.status import Status
from engine.storage.database import Transaction
from engine.storage.limits import StoredLimit
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables.dossier_tables import StepTable
from engine.storage.tables.work_tables import UserTable
from sla.limits import LimitUnit
from sla.outcome import Outcome

ANSWER = "answer"
"""Kind of the step that answers an online dossier: its limit counts by the dossier's rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep(StoredLimit):
    """A step as it opens; one that is done in the act that opens it is completed at once."""

    dossier_id: int
    task_id: str
    node: str
    name: str
    role: str
    unit: str
    kind: str = "user"
    status: Status  # what the dossier shows while it waits here
    limit_amount: int | None = None
    limit_unit: LimitUnit | None = None
    runs_in_pause: bool = False  # its limit measures the pause that it makes
    opened_at: datetime
    due_at: datetime | None = None
    alert_at: datetime | None = None
    assignee: int | None = None
    seen_at: datetime | None = None
    claimed_at: datetime | None = None
    completed_at: datetime | None = None
    completed_by: int | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow(NewStep):
    """A stored step. The names are those of today's accounts."""

    id: int
    cancelled_at: datetime | None
    assignee_name: str | None
    completed_by_name: str | None

    @property
    def open(self) -> bool:
        """Neither done nor cancelled."""
        return self.completed_at is None and self.cancelled_at is None


_T = table(StepTable)
_ASSIGNEE = table(UserTable).alias("assigned")
_DOER = table(UserTable).alias("doer")
_OPEN = _T.c.completed_at.is_(None) & _T.c.cancelled_at.is_(None)
_SELECT = (
    select(
        *columns(_T, StepRow),
        _ASSIGNEE.c.name.label("assignee_name"),
        _DOER.c.name.label("completed_by_name"),
    )
    .select_from(_T)
    .outerjoin(_ASSIGNEE, _T.c.assignee == _ASSIGNEE.c.id)
    .outerjoin(_DOER, _T.c.completed_by == _DOER.c.id)
)
_OF = _SELECT.where(_T.c.dossier_id == bindparam("wanted")).order_by(_T.c.id)
_OPEN_OF = _OF.where(_OPEN)
_OPEN_AT = select(*columns(_T, StepRow)).where(
    _T.c.dossier_id == bindparam("wanted"), _T.c.task_id == bindparam("task"), _OPEN
)
_UNITS_OF = (
    select(_T.c.unit)
    .where(_T.c.dossier_id == bindparam("wanted"), _T.c.cancelled_at.is_(None))
    .distinct()
)
_MOVE = (
    update(_T)
    .where(_T.c.id == bindparam("wanted"), _OPEN)
    .values(due_at=bindparam("moment"), alert_at=bindparam("alert"))
)
_SILENCE = (
    update(_T)
    .where(_T.c.dossier_id == bindparam("wanted"), _T.c.alert_at.is_not(None))
    .where(_T.c.runs_in_pause.is_(False))
    .values(alert_at=None)
)
_BY_ID = _SELECT.where(_T.c.id == bindparam("wanted"))
_INSERT = into(_T).returning(_T.c.id)
_MINE = update(_T).where(_T.c.id == bindparam("wanted"), _OPEN)
# With its type: within CASE nothing else says that it goes to the database in UTC.
_MOMENT = bindparam("moment", type_=_T.c.seen_at.type)
_CLAIM = _MINE.where(_T.c.assignee.is_(None)).values(
    assignee=bindparam("who"),
    claimed_at=_MOMENT,
    seen_at=case((_T.c.seen_at.is_(None), _MOMENT), else_=_T.c.seen_at),
)
_RELEASE = _MINE.where(_T.c.assignee == bindparam("who")).values(assignee=None, claimed_at=None)
_SEE = _MINE.where(_T.c.seen_at.is_(None)).values(seen_at=bindparam("moment"))
_FINISH = (
    update(_T)
    .where(_T.c.dossier_id == bindparam("wanted"), _T.c.task_id == bindparam("task"), _OPEN)
    .values(
        completed_at=bindparam("moment"),
        completed_by=bindparam("who"),
        outcome=bindparam("scored"),
        alert_at=None,
    )
)


def insert(tx: Transaction, new: NewStep) -> int:
    """Open a step; its id."""
    return int(tx.execute(_INSERT, values(new)).scalar_one())


def load(tx: Transaction, step_id: int) -> StepRow | None:
    """One step."""
    return one(StepRow, tx.execute(_BY_ID, {"wanted": step_id}))


def open_of(tx: Transaction, dossier_id: int) -> tuple[StepRow, ...]:
    """The open steps of a dossier, in order of opening."""
    return many(StepRow, tx.execute(_OPEN_OF, {"wanted": dossier_id}))


def open_at(tx: Transaction, dossier_id: int, task_id: str) -> StepRow | None:
    """The open step of a dossier with this task id; the names of people are left out."""
    row = tx.execute(_OPEN_AT, {"wanted": dossier_id, "task": task_id}).mappings().first()
    return None if row is None else StepRow(**row, assignee_name=None, completed_by_name=None)


def all_of(tx: Transaction, dossier_id: int) -> tuple[StepRow, ...]:
    """All steps of a dossier, in order of opening."""
    return many(StepRow, tx.execute(_OF, {"wanted": dossier_id}))


def units_of(tx: Transaction, dossier_id: int) -> frozenset[str]:
    """The units that have or had a step of a dossier; a step that was cancelled gives nothing."""
    return frozenset(tx.execute(_UNITS_OF, {"wanted": dossier_id}).scalars())


def claim(tx: Transaction, step_id: int, user_id: int, at: datetime) -> bool:
    """Take an open step that nobody has."""
    return tx.execute(_CLAIM, {"wanted": step_id, "who": user_id, "moment": at}).rowcount == 1


def release(tx: Transaction, step_id: int, user_id: int) -> bool:
    """Give back an open step that `user_id` has."""
    return tx.execute(_RELEASE, {"wanted": step_id, "who": user_id}).rowcount == 1


def see(tx: Transaction, step_id: int, at: datetime) -> bool:
    """Note the first opening by an officer."""
    return tx.execute(_SEE, {"wanted": step_id, "moment": at}).rowcount == 1


def finish(
    tx: Transaction,
    dossier_id: int,
    task_id: str,
    at: datetime,
    by: int | None,
    outcome: Outcome | None,
) -> bool:
    """Close an open step as done."""
    keys = {"wanted": dossier_id, "task": task_id, "moment": at, "who": by, "scored": outcome}
    return tx.execute(_FINISH, keys).rowcount == 1


def move(tx: Transaction, step_id: int, due_at: datetime, alert_at: datetime | None) -> None:
    """Give an open step another due moment."""
    tx.execute(_MOVE, {"wanted": step_id, "moment": due_at, "alert": alert_at})


def silence(tx: Transaction, dossier_id: int) -> None:
    """No alerts of a dossier's steps while its clock stands still."""
    tx.execute(_SILENCE, {"wanted": dossier_id})


def cancel(tx: Transaction, ids: Iterable[int], at: datetime) -> int:
    """Close open steps as no longer needed; how many were still open."""
    given = list(ids)
    if not given:
        return 0
    statement = update(_T).where(_T.c.id.in_(given), _OPEN).values(cancelled_at=at, alert_at=None)
    return tx.execute(statement).rowcount
