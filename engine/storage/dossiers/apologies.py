"""Apologies with a new appointment (form 4): one a dossier. Every change is a compare-and-set."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, literal_column, select
from sqlalchemy import update as change
from sqlalchemy.dialects import postgresql, sqlite

from engine.definitions.status import Channel
from engine.storage.database import Transaction
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.open_steps import OPEN, D, S
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables.calendar_tables import ApologyTable
from engine.storage.tables.dossier_tables import TimerTable
from engine.storage.tables.work_tables import UserTable


class ApologyState(StrEnum):
    """How far it has come."""

    PREPARED = "prepared"  # the forecast says late: somebody has to write the reason
    REQUESTED = "asked"  # waits for the leader's signature
    SIGNED = "signed"
    DROPPED = "dropped"  # no longer needed


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApology:
    """An apology as it is made. `forecast` is what it was based on, {} when on no forecast."""

    dossier_id: int
    agency: str
    state: str
    prepared_at: datetime
    forecast: dict[str, object] = attribute(default_factory=dict)
    reason: str = ""
    sent_back: str = ""  # why the leader gave it back
    old_due_at: datetime
    new_due_at: datetime
    asked_at: datetime | None = None
    asked_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyRow(NewApology):
    """A stored apology. The names are those of today's accounts."""

    id: int
    decided_at: datetime | None
    decided_by: int | None
    asked_by_name: str | None
    decided_by_name: str | None


@dataclass(frozen=True, slots=True)
class Waits:
    """Where a dossier waits: its open steps with their own due moments, and its timers."""

    steps: Mapping[str, datetime | None]
    timers: frozenset[str]


@dataclass(frozen=True, slots=True)
class ApologyLine:
    """An apology and its dossier."""

    apology: ApologyRow
    dossier: DossierRow


_T = table(ApologyTable)
_TIMER = table(TimerTable)
_ASKER = table(UserTable).alias("asker")
_DECIDER = table(UserTable).alias("decider")
_APOLOGY = (
    *columns(_T, ApologyRow),
    _ASKER.c.name.label("asked_by_name"),
    _DECIDER.c.name.label("decided_by_name"),
)
_DOSSIER = columns(D, DossierRow)
_NAMED = _T.outerjoin(_ASKER, _ASKER.c.id == _T.c.asked_by).outerjoin(
    _DECIDER, _DECIDER.c.id == _T.c.decided_by
)
_OF = select(*_APOLOGY).select_from(_NAMED).where(_T.c.dossier_id == bindparam("wanted"))
_LINES: Select[Any] = select(*_APOLOGY, *_DOSSIER).select_from(
    _NAMED.join(D, D.c.id == _T.c.dossier_id)
)
_RUNS = and_(D.c.ended_at.is_(None), D.c.resolved_at.is_(None))
_ONE = change(_T).where(_T.c.id == bindparam("wanted"))
_WAITING = _ONE.where(_T.c.state == ApologyState.REQUESTED)
_SIGN = _WAITING.values(
    state=ApologyState.SIGNED, decided_at=bindparam("moment"), decided_by=bindparam("who")
)
_SEND_BACK = _WAITING.values(
    state=ApologyState.PREPARED, sent_back=bindparam("why"), asked_at=None, asked_by=None
)
_REPLACED = tuple(c.name for c in columns(_T, NewApology) if c.name not in ("dossier_id", "agency"))


def of(tx: Transaction, dossier_id: int) -> ApologyRow | None:
    """The apology of a dossier."""
    return one(ApologyRow, tx.execute(_OF, {"wanted": dossier_id}))


def prepare(tx: Transaction, new: Sequence[NewApology]) -> frozenset[int]:
    """Store what the forecast prepared; the dossiers that had none, or only a dropped one."""
    if not new:
        return frozenset()
    statement = _put(tx, _T.c.state == ApologyState.DROPPED).returning(_T.c.dossier_id)
    rows = tx.execute(statement, [values(apology) for apology in new])
    return frozenset(int(row[0]) for row in rows)


def ask(tx: Transaction, new: NewApology) -> bool:
    """Put an apology before the leader; False when one is there already, or is signed."""
    free = _T.c.state.in_([ApologyState.PREPARED, ApologyState.DROPPED])
    statement = _put(tx, free).returning(_T.c.id)
    return tx.execute(statement, values(new)).first() is not None


def sign(tx: Transaction, apology_id: int, at: datetime, by: int | None) -> bool:
    """Note the signature; False when it does not wait for one."""
    return tx.execute(_SIGN, {"wanted": apology_id, "moment": at, "who": by}).rowcount == 1


def send_back(tx: Transaction, apology_id: int, why: str) -> bool:
    """Give it back to whoever wrote it; False when it does not wait for a signature."""
    return tx.execute(_SEND_BACK, {"wanted": apology_id, "why": why}).rowcount == 1


def drop(tx: Transaction, ids: Iterable[int], at: datetime) -> int:
    """Note that these are no longer needed; how many were still undecided."""
    given = list(ids)
    if not given:
        return 0
    undecided = change(_T).where(_T.c.id.in_(given), _T.c.decided_at.is_(None))
    return tx.execute(undecided.values(state=ApologyState.DROPPED, decided_at=at)).rowcount


def requested(
    tx: Transaction, agencies: Sequence[str], page: int, size: int
) -> tuple[ApologyLine, ...]:
    """A page of what waits for the signature in these agencies, what is due first in front."""
    order = (_T.c.old_due_at, _T.c.id)
    statement = _LINES.where(_requested(agencies)).order_by(*order)
    rows = tx.execute(statement.limit(size).offset((page - 1) * size))
    return tuple(map(_line, rows))


def count(tx: Transaction, agencies: Sequence[str]) -> int:
    """How many wait for the signature in these agencies."""
    statement = select(func.count()).select_from(_T.join(D, D.c.id == _T.c.dossier_id))
    return int(tx.execute(statement.where(_requested(agencies))).scalar_one())


def undecided(tx: Transaction, after: int, most: int) -> tuple[ApologyLine, ...]:
    """Apologies that are prepared or asked, by id, of any agency."""
    statement = _LINES.where(_T.c.decided_at.is_(None), _T.c.id > after).order_by(_T.c.id)
    return tuple(map(_line, tx.execute(statement.limit(most))))


def near(
    tx: Transaction, until: datetime, after: tuple[datetime, int] | None, most: int
) -> tuple[DossierRow, ...]:
    """Dossiers due by `until` whose clock runs and that have no apology, by due moment and id.

    `after` is the last one of the batch before. The cost is what is near or overdue: the index
    holds open dossiers only.
    """
    has_one = (
        select(literal_column("1"))
        .where(_T.c.dossier_id == D.c.id, _T.c.state != ApologyState.DROPPED)
        .exists()
    )
    # In words: the partial index is chosen by its spelling.
    statement = select(*_DOSSIER).where(
        D.c.ended_at.is_(None), D.c.due_at.is_not(None), D.c.due_at <= until
    )
    statement = statement.where(D.c.resolved_at.is_(None), D.c.paused_at.is_(None), ~has_one)
    statement = statement.where(D.c.channel != Channel.INTERNAL)  # no applicant waits for it
    if after is not None:
        moment, last = after
        later = (D.c.due_at > moment) | ((D.c.due_at == moment) & (D.c.id > last))
        statement = statement.where(D.c.due_at >= moment, later)
    return many(DossierRow, tx.execute(statement.order_by(D.c.due_at, D.c.id).limit(most)))


def waits_of(tx: Transaction, dossier_ids: Collection[int]) -> Mapping[int, Waits]:
    """Where each of these dossiers waits; of several steps at one node the last due one."""
    steps: dict[int, dict[str, datetime | None]] = {i: {} for i in dossier_ids}
    timers: dict[int, set[str]] = {i: set() for i in dossier_ids}
    found = select(S.c.dossier_id, S.c.node, S.c.due_at).where(
        S.c.dossier_id.in_(dossier_ids), OPEN
    )
    for dossier_id, node, due_at in tx.execute(found.order_by(S.c.due_at)):
        steps[dossier_id][node] = due_at
    running = select(_TIMER.c.dossier_id, _TIMER.c.node).where(
        _TIMER.c.dossier_id.in_(dossier_ids),
        _TIMER.c.fired_at.is_(None),
        _TIMER.c.cancelled_at.is_(None),
    )
    for dossier_id, node in tx.execute(running):
        timers[dossier_id].add(node)
    return {i: Waits(steps[i], frozenset(timers[i])) for i in dossier_ids}


def _requested(agencies: Sequence[str]) -> ColumnElement[bool]:
    waiting = and_(_T.c.state == ApologyState.REQUESTED, _T.c.decided_at.is_(None))
    return and_(waiting, _T.c.agency.in_(list(agencies)), _RUNS)


def _put(tx: Transaction, replaceable: ColumnElement[bool]) -> Any:
    """Insert, or replace one that may be replaced."""
    insert: Any = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(_T)
    fresh = {name: insert.excluded[name] for name in _REPLACED}
    fresh |= {"decided_at": None, "decided_by": None}
    return insert.on_conflict_do_update(
        index_elements=["dossier_id"], set_=fresh, where=replaceable
    )


def _line(row: Row[Any]) -> ApologyLine:
    first = len(_APOLOGY)
    apology = dict(zip([column.name for column in _APOLOGY], row[:first], strict=True))
    dossier = dict(zip([column.name for column in _DOSSIER], row[first:], strict=True))
    return ApologyLine(ApologyRow(**apology), DossierRow(**dossier))
