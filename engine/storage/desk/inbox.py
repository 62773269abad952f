"""The inbox: open steps of my roles, by tab. It reads partial indexes over open work only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal, or_, select

from engine.definitions.status import Channel, Status
from engine.storage.database import Transaction
from engine.storage.desk.lists import InboxRow, has_words, listing, of_roles, row_of
from engine.storage.dossiers.open_steps import OPEN, D, S, first_open_step

__all__ = ["TABS", "InboxQuery", "InboxRow", "counts", "facets", "page"]

TABS = ("online", "fresh", "working", "paused", "returning", "due")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxQuery:
    """What to list. `soon` is the moment up to which a dossier counts as falling due."""

    roles: tuple[tuple[str, str], ...]
    user_id: int
    tab: str
    at: datetime
    soon: datetime
    text: str = ""
    field: str = ""
    procedure: str = ""
    sort: str = "due"
    page: int = 1
    size: int = 25


# Where the dossier has no due moment of its own, that of its step is what people look at.
_DUE = func.coalesce(D.c.due_at, S.c.due_at)
_SORTS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "due": (_DUE.asc().nulls_last(), D.c.id.asc()),
    "-due": (_DUE.desc().nulls_last(), D.c.id.desc()),
    "step": (S.c.due_at.asc().nulls_last(), D.c.id.asc()),
    "received": (D.c.received_at.asc().nulls_last(), D.c.id.asc()),
    "-received": (D.c.received_at.desc().nulls_last(), D.c.id.desc()),
    "code": (D.c.code.asc(),),
    "-code": (D.c.code.desc(),),
}
_OTHER = S.alias("mine")
_ONLINE = and_(D.c.status == Status.REGISTERED, D.c.channel == Channel.ONLINE)
_RETURNING = D.c.status == Status.RESOLVED
_UNTOUCHED = and_(S.c.assignee.is_(None), S.c.seen_at.is_(None))


def page(tx: Transaction, query: InboxQuery) -> tuple[tuple[InboxRow, ...], int]:
    """One page of a tab and how many rows the tab has; past the end, the last page."""
    source, condition = _source(query)
    total = int(tx.execute(select(func.count()).select_from(source).where(condition)).scalar_one())
    last = max(1, -(-total // query.size))
    offset = (min(query.page, last) - 1) * query.size
    statement = (
        listing(source)
        .where(condition)
        .order_by(*_SORTS.get(query.sort, _SORTS["due"]))
        .limit(query.size)
        .offset(offset)
    )
    return tuple(map(row_of, tx.execute(statement))), total


def counts(tx: Transaction, query: InboxQuery) -> dict[str, int]:
    """How many rows each tab has, filters apart; one statement."""
    tabs = _tabs(query.soon)
    paused = (
        select(func.count())
        .select_from(D)
        .where(_paused(query))
        .scalar_subquery()
        .label("in_paused")
    )
    sums = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(f"in_{tab}")
        for tab, condition in tabs.items()
    ]
    row = tx.execute(select(paused, *sums).select_from(_MINE).where(_mine(query))).one()
    return {tab: int(row._mapping[f"in_{tab}"]) for tab in TABS}


def facets(
    tx: Transaction, query: InboxQuery
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Fields, and procedures with their names, among the open steps of these roles."""
    statement = (
        select(D.c.field, D.c.procedure, func.max(D.c.procedure_name))
        .select_from(_MINE)
        .where(_mine(query))
        .group_by(D.c.field, D.c.procedure)
    )
    rows = tx.execute(statement).all()
    fields = tuple(sorted({str(row[0]) for row in rows}))
    return fields, tuple(sorted({(str(row[1]), str(row[2])) for row in rows}))


_MINE = S.join(D, D.c.id == S.c.dossier_id)


def _mine(query: InboxQuery) -> ColumnElement[bool]:
    return and_(OPEN, of_roles(S, query.roles), D.c.ended_at.is_(None))


def _tabs(soon: datetime) -> dict[str, ColumnElement[bool]]:
    """Each open step is in exactly one of the first four, unless its dossier stands still."""
    running = and_(~D.c.clock_stopped, ~_ONLINE, ~_RETURNING)
    inside = and_(D.c.channel == Channel.INTERNAL, S.c.due_at <= soon)
    due = or_(D.c.due_at <= soon, inside)
    falls_due = and_(due, ~D.c.clock_stopped, D.c.resolved_at.is_(None))
    return {
        "online": _ONLINE,
        "fresh": and_(running, _UNTOUCHED),
        "working": and_(running, ~_UNTOUCHED),
        "returning": _RETURNING,
        "due": func.coalesce(falls_due, literal(False)),
    }


def _paused(query: InboxQuery) -> ColumnElement[bool]:
    """Dossiers that stand still and were at some time in the hands of these roles."""
    touched = (
        select(literal(1))
        .select_from(_OTHER)
        .where(_OTHER.c.dossier_id == D.c.id, of_roles(_OTHER, query.roles))
        .exists()
    )
    return and_(D.c.clock_stopped, D.c.ended_at.is_(None), touched)


def _source(query: InboxQuery) -> tuple[FromClause, ColumnElement[bool]]:
    filters = [*has_words(query.text)]
    if query.field:
        filters.append(D.c.field == query.field)
    if query.procedure:
        filters.append(D.c.procedure == query.procedure)
    if query.tab == "paused":
        return D.outerjoin(S, first_open_step()), and_(_paused(query), *filters)
    tabs = _tabs(query.soon)
    wanted = tabs.get(query.tab, tabs["working"])
    return _MINE, and_(_mine(query), wanted, *filters)
