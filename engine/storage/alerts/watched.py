"""What the sweep of alerts reads and writes: a batch of deadlines, by a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, bindparam, case, false, literal, null, select, update

from engine.storage.database import Transaction
from engine.storage.dossiers.open_steps import OPEN, D, S
from engine.storage.dossiers.pauses import PauseRow
from engine.storage.dossiers.steps import ANSWER
from engine.storage.limits import StoredLimit
from engine.storage.rows import columns, many, table
from engine.storage.tables.dossier_tables import PauseTable
from engine.storage.tables.work_tables import UserRoleTable, UserTable
from sla.limits import LimitUnit
from sla.pauses import PausePolicy
from sla.receipt import ReceiptRule


@dataclass(frozen=True, slots=True)
class Watched(StoredLimit):
    """A deadline about which a rule has something to say: a dossier's or a step's."""

    dossier_id: int
    step_id: int | None  # None: the dossier's own
    code: str
    procedure: str
    agency: str
    hours: str
    started_at: datetime
    limit_amount: int | None
    limit_unit: LimitUnit | None
    policy: PausePolicy
    rule: ReceiptRule
    due_at: datetime
    runs_in_pause: bool
    timetable_id: int  # by which its due moment was counted

    @property
    def id(self) -> int:
        """The id of what is watched."""
        return self.dossier_id if self.step_id is None else self.step_id


@dataclass(frozen=True, slots=True)
class OpenStep:
    """Where a dossier waits, and for whom."""

    id: int
    dossier_id: int
    name: str
    role: str
    unit: str
    assignee: int | None


@dataclass(frozen=True, slots=True)
class Hearer:
    """An account in use that has a role in a unit."""

    id: int
    email: str
    role: str
    unit: str


_P = table(PauseTable)
_U = table(UserTable)
_R = table(UserRoleTable)
_ACTIVE = _U.c.disabled_at.is_(None)
_DOSSIERS: Select[Any] = (
    select(
        D.c.id.label("dossier_id"),
        null().label("step_id"),
        D.c.code,
        D.c.procedure,
        D.c.agency,
        D.c.hours,
        D.c.received_at.label("started_at"),
        D.c.limit_amount,
        D.c.limit_unit,
        D.c.pause_policy.label("policy"),
        D.c.receipt_rule.label("rule"),
        D.c.due_at,
        false().label("runs_in_pause"),
        D.c.timetable_id,
    )
    .where(D.c.alert_at <= bindparam("moment"))
    .order_by(D.c.alert_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True, of=D)
)
_STEPS: Select[Any] = (
    select(
        D.c.id.label("dossier_id"),
        S.c.id.label("step_id"),
        D.c.code,
        D.c.procedure,
        D.c.agency,
        D.c.hours,
        S.c.opened_at.label("started_at"),
        S.c.limit_amount,
        S.c.limit_unit,
        literal(PausePolicy.RESUME, D.c.pause_policy.type).label("policy"),
        case(
            (S.c.kind == ANSWER, D.c.receipt_rule),
            else_=literal(ReceiptRule.AS_RECEIVED, D.c.receipt_rule.type),
        ).label("rule"),
        S.c.due_at,
        S.c.runs_in_pause,
        D.c.timetable_id,
    )
    .select_from(S.join(D, D.c.id == S.c.dossier_id))
    .where(S.c.alert_at <= bindparam("moment"))
    .order_by(S.c.alert_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True, of=S)
)
_NEXT = {
    source: update(source)
    .where(source.c.id == bindparam("wanted"))
    .values(alert_at=bindparam("moment"))
    for source in (D, S)
}


def due_dossiers(tx: Transaction, at: datetime, most: int) -> tuple[Watched, ...]:
    """Dossiers whose next alert has come; other sweeps pass them by until this one commits."""
    return many(Watched, tx.execute(_DOSSIERS, {"moment": at, "most": most}))


def due_steps(tx: Transaction, at: datetime, most: int) -> tuple[Watched, ...]:
    """The same for steps."""
    return many(Watched, tx.execute(_STEPS, {"moment": at, "most": most}))


def set_next(tx: Transaction, moments: Iterable[tuple[Watched, datetime | None]]) -> None:
    """Note when a rule speaks next about each; None: never."""
    rows: dict[Table, list[dict[str, object]]] = defaultdict(list)
    for watched, moment in moments:
        source = D if watched.step_id is None else S
        rows[source].append({"wanted": watched.id, "moment": moment})
    for source, changed in rows.items():
        tx.execute(_NEXT[source], changed)


def pauses_of(tx: Transaction, dossier_ids: Collection[int]) -> Mapping[int, tuple[PauseRow, ...]]:
    """The pauses of each dossier that has any, in order."""
    statement = select(*columns(_P, PauseRow)).where(_P.c.dossier_id.in_(dossier_ids))
    found: dict[int, tuple[PauseRow, ...]] = {}
    for row in many(PauseRow, tx.execute(statement.order_by(_P.c.id))):
        found[row.dossier_id] = (*found.get(row.dossier_id, ()), row)
    return found


def open_steps(tx: Transaction, dossier_ids: Collection[int]) -> Mapping[int, tuple[OpenStep, ...]]:
    """The open steps of each dossier that has any, in order."""
    statement = select(*columns(S, OpenStep)).where(S.c.dossier_id.in_(dossier_ids), OPEN)
    found: dict[int, tuple[OpenStep, ...]] = {}
    for row in many(OpenStep, tx.execute(statement.order_by(S.c.id))):
        found[row.dossier_id] = (*found.get(row.dossier_id, ()), row)
    return found


def hearers(tx: Transaction, roles: Collection[str], units: Collection[str]) -> tuple[Hearer, ...]:
    """Accounts in use that have one of these roles in one of these units."""
    statement = (
        select(_U.c.id, _U.c.email, _R.c.role, _R.c.unit)
        .select_from(_U.join(_R, _R.c.user_id == _U.c.id))
        .where(_R.c.role.in_(roles), _R.c.unit.in_(units), _ACTIVE)
        .order_by(_U.c.id)
    )
    return many(Hearer, tx.execute(statement))


def emails(tx: Transaction, ids: Collection[int]) -> Mapping[int, str]:
    """The addresses of those of these accounts that are in use; "" where there is none."""
    statement = select(_U.c.id, _U.c.email).where(_U.c.id.in_(ids), _ACTIVE)
    return {int(row[0]): str(row[1]) for row in tx.execute(statement)}
