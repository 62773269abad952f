"""The watch list: open dossiers of whole agencies by where their limit stands.

It reads the partial index `ix_dossiers_watched`; each open dossier is under exactly one tab.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, or_, select

from engine.storage.database import Transaction
from engine.storage.desk.lists import InboxRow, listing, row_of
from engine.storage.dossiers.open_steps import OPEN, D, S, first_open_step
from engine.storage.rows import table
from engine.storage.tables.calendar_tables import AlertTable

TABS = ("late", "near", "within", "paused", "resolved", "idle")

_A = table(AlertTable)
_PAUSED = D.c.paused_at.is_not(None)
_RUNNING = and_(D.c.resolved_at.is_(None), D.c.due_at.is_not(None), ~_PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchQuery:
    """What to list. `soon` is the moment up to which a dossier counts as falling due."""

    agencies: tuple[str, ...]
    tab: str
    at: datetime
    soon: datetime
    procedure: str = ""
    unit: str = ""
    page: int = 1
    size: int = 25


def page(tx: Transaction, query: WatchQuery, total: int) -> tuple[InboxRow, ...]:
    """One page of a tab that has `total` rows, the first due in front; past the end, the last."""
    last = max(1, -(-total // query.size))
    statement = (
        listing(D.outerjoin(S, first_open_step()))
        .where(_watched(query), _tabs(query)[query.tab])
        .order_by(*_order(query.tab))
        .limit(query.size)
        .offset((min(query.page, last) - 1) * query.size)
    )
    return tuple(map(row_of, tx.execute(statement)))


def counts(tx: Transaction, query: WatchQuery) -> dict[str, int]:
    """How many rows each tab has under the filters; one statement."""
    sums = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(f"in_{tab}")
        for tab, condition in _tabs(query).items()
    ]
    row = tx.execute(select(*sums).select_from(D).where(_watched(query))).one()
    return {tab: int(row._mapping[f"in_{tab}"]) for tab in TABS}


def procedures(tx: Transaction, agencies: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Code and name of every procedure with an open dossier."""
    statement = (
        select(D.c.procedure, func.max(D.c.procedure_name))
        .where(_of(agencies))
        .group_by(D.c.procedure)
        .order_by(D.c.procedure)
    )
    return tuple((str(row[0]), str(row[1])) for row in tx.execute(statement))


def units(tx: Transaction, agencies: Sequence[str]) -> tuple[str, ...]:
    """Ids of every unit with an open step."""
    statement = (
        select(S.c.unit).select_from(S.join(D, D.c.id == S.c.dossier_id)).where(OPEN, _of(agencies))
    )
    return tuple(str(row[0]) for row in tx.execute(statement.distinct().order_by(S.c.unit)))


def _of(agencies: Sequence[str]) -> ColumnElement[bool]:
    # One agency as an equation: only then does the index give the order as well.
    wanted = D.c.agency == agencies[0] if len(agencies) == 1 else D.c.agency.in_(agencies)
    return and_(wanted, D.c.ended_at.is_(None))


def _watched(query: WatchQuery) -> ColumnElement[bool]:
    parts = [_of(query.agencies)]
    if query.procedure:
        parts.append(D.c.procedure == query.procedure)
    if query.unit:
        step = S.alias("held")
        here = and_(step.c.completed_at.is_(None), step.c.cancelled_at.is_(None))
        has_step = and_(step.c.dossier_id == D.c.id, step.c.unit == query.unit, here)
        parts.append(select(literal(1)).select_from(step).where(has_step).exists())
    return and_(*parts)


def _tabs(query: WatchQuery) -> dict[str, ColumnElement[bool]]:
    late = and_(_RUNNING, D.c.due_at < query.at)
    on_time = and_(_RUNNING, D.c.due_at >= query.at)
    near = or_(D.c.due_at <= query.soon, _alerted())
    return {
        "late": late,
        "near": and_(on_time, near),
        "within": and_(on_time, not_(near)),
        "paused": and_(D.c.resolved_at.is_(None), D.c.due_at.is_not(None), _PAUSED),
        "resolved": D.c.resolved_at.is_not(None),
        "idle": and_(D.c.resolved_at.is_(None), D.c.due_at.is_(None)),
    }


def _alerted() -> ColumnElement[bool]:
    """Whether anybody was alerted that this very due moment is near."""
    alerted = and_(_A.c.dossier_id == D.c.id, _A.c.step_id.is_(None), _A.c.due_at == D.c.due_at)
    return select(literal(1)).select_from(_A).where(alerted).exists()


def _order(tab: str) -> tuple[ColumnElement[datetime | None] | ColumnElement[int], ...]:
    if tab in ("resolved", "idle"):
        return D.c.submitted_at.asc(), D.c.id.asc()
    return D.c.due_at.asc(), D.c.id.asc()
