"""Timetables: immutable bytes, one of them in force; what a proposed one would move."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy import insert as into

from engine.storage.database import Store, Transaction
from engine.storage.faults import PENDING, StoreUnavailable
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables.calendar_tables import TimetableMoveTable, TimetableTable
from engine.storage.tables.dossier_tables import DossierTable

_LOCK = 5077002  # of the advisory locks of this program


class TimetableState(StrEnum):
    """How far a timetable has come."""

    PROPOSED = "proposed"  # its moves are being counted
    COUNTED = "counted"  # may be applied
    APPLIED = "applied"  # by an administrator; whether it is still in force says `active`
    DEPLOYED = "deployed"  # together with the content
    DROPPED = "dropped"
    OUTDATED = "outdated"  # another one came into force meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTimetable:
    """A timetable as it is made; `digest` is that of its files, `data` is compressed here."""

    base_id: int
    digest: str
    data: bytes
    note: str
    state: str
    active: bool
    made_at: datetime
    made_by: str
    applied_at: datetime | None = None
    applied_by: str = ""
    cursor: int = 0
    counted: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableHead:
    """A stored timetable without its bytes, for lists."""

    id: int
    base_id: int
    digest: str
    note: str
    state: str
    active: bool
    made_at: datetime
    made_by: str
    applied_at: datetime | None
    applied_by: str
    cursor: int
    counted: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableRow(TimetableHead):
    """A stored timetable."""

    data: bytes


@dataclass(frozen=True, slots=True)
class NewMove:
    """A dossier that a proposal would move."""

    timetable_id: int
    dossier_id: int
    due_from: datetime
    due_to: datetime
    effect: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """The same with what a list shows of the dossier."""

    code: str
    procedure: str
    procedure_name: str
    due_from: datetime
    due_to: datetime
    effect: str


_T = table(TimetableTable)
_M = table(TimetableMoveTable)
_D = table(DossierTable)
_HEAD = select(*columns(_T, TimetableHead))
_FULL = select(*columns(_T, TimetableRow))
_ACTIVE_ID = select(_T.c.id).where(_T.c.active).order_by(_T.c.id.desc()).limit(1)
_ACTIVE = _FULL.where(_T.c.active).order_by(_T.c.id.desc()).limit(1)
_BY_ID = _FULL.where(_T.c.id == bindparam("wanted"))
_COUNTING = (
    _FULL.where(_T.c.state == "proposed")
    .order_by(_T.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_ANY_COUNTING = select(_T.c.id).where(_T.c.state == "proposed").limit(1)
_RETIRE = update(_T).where(_T.c.id == bindparam("wanted"), _T.c.active).values(active=False)
_APPLY = (
    update(_T)
    .where(_T.c.id == bindparam("wanted"), _T.c.state == TimetableState.COUNTED.value)
    .values(
        active=True,
        state=TimetableState.APPLIED.value,
        applied_at=bindparam("moment"),
        applied_by=bindparam("who"),
    )
)
_SET_STATE = (
    update(_T)
    .where(_T.c.id == bindparam("wanted"), _T.c.state.in_(("proposed", "counted")))
    .values(state=bindparam("word"))
)
_PROGRESS = (
    update(_T)
    .where(_T.c.id == bindparam("wanted"), _T.c.cursor == bindparam("seen"))
    .values(cursor=bindparam("reached"), counted=bindparam("done"), state=bindparam("word"))
)
_PENDING = select(_T.c.id).where(_T.c.state.in_(("proposed", "counted")))
_MOVES = select(*columns(_D, MoveRow)[:3], *columns(_M, MoveRow)).join_from(
    _M, _D, _D.c.id == _M.c.dossier_id
)


def lock(tx: Transaction) -> None:
    """Whoever changes which timetable is in force waits here for the one before."""
    if tx.dialect.name == "postgresql":  # a writer on SQLite is alone anyhow
        tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def in_force(store: Store) -> int:
    """The id of the timetable in force; 0 when there is none, or no table for it yet."""
    if store.dialect == "sqlite" and not Path(store.url.database or "").exists():
        return 0  # asking would make the file
    try:
        with store.read() as tx:
            return active_id(tx)
    except StoreUnavailable as error:
        if error.code == PENDING:
            return 0
        raise


def active_id(tx: Transaction) -> int:
    """The id of the timetable in force; 0 when there is none."""
    return int(tx.execute(_ACTIVE_ID).scalar_one_or_none() or 0)


def active(tx: Transaction) -> TimetableRow | None:
    """The timetable in force."""
    return _unpacked(one(TimetableRow, tx.execute(_ACTIVE)))


def load(tx: Transaction, timetable_id: int) -> TimetableRow | None:
    """One timetable."""
    return _unpacked(one(TimetableRow, tx.execute(_BY_ID, {"wanted": timetable_id})))


def heads(tx: Transaction, most: int = 50) -> tuple[TimetableHead, ...]:
    """The newest timetables, newest first."""
    return many(TimetableHead, tx.execute(_HEAD.order_by(_T.c.id.desc()).limit(most)))


def insert(tx: Transaction, new: NewTimetable) -> int:
    """Store a timetable; its id."""
    row = {**values(new), "data": zlib.compress(new.data, 9)}
    return int(tx.execute(into(_T).returning(_T.c.id), row).scalar_one())


def retire(tx: Transaction, timetable_id: int) -> bool:
    """Take a timetable out of force; False when it was not in force."""
    return tx.execute(_RETIRE, {"wanted": timetable_id}).rowcount == 1


def apply(tx: Transaction, timetable_id: int, at: datetime, by: str) -> bool:
    """Put a counted proposal in force; False when it is none (any more)."""
    keys = {"wanted": timetable_id, "moment": at, "who": by}
    return tx.execute(_APPLY, keys).rowcount == 1


def drop(
    tx: Transaction, timetable_id: int, state: TimetableState = TimetableState.DROPPED
) -> bool:
    """Give a proposal up, with what it would have moved; False when it is none (any more)."""
    if tx.execute(_SET_STATE, {"wanted": timetable_id, "word": state.value}).rowcount != 1:
        return False
    tx.execute(delete(_M).where(_M.c.timetable_id == timetable_id))
    return True


def outdate(tx: Transaction) -> None:
    """Give up all that was proposed for the timetable that is in force no longer."""
    for (timetable_id,) in tx.execute(_PENDING).all():
        drop(tx, int(timetable_id), TimetableState.OUTDATED)


def counting(tx: Transaction) -> TimetableRow | None:
    """The oldest proposal whose moves are still counted, locked for this transaction."""
    return _unpacked(one(TimetableRow, tx.execute(_COUNTING)))


def is_counting(tx: Transaction) -> bool:
    """Whether any proposal is still counted."""
    return tx.execute(_ANY_COUNTING).first() is not None


def advance(
    tx: Transaction, row: TimetableRow, cursor: int, counted: int, state: TimetableState
) -> bool:
    """Note how far a proposal is counted; False when somebody counted on meanwhile."""
    keys = {"wanted": row.id, "seen": row.cursor, "reached": cursor, "done": counted}
    return tx.execute(_PROGRESS, {**keys, "word": state.value}).rowcount == 1


def add_moves(tx: Transaction, moves: Sequence[NewMove]) -> None:
    """Note dossiers that a proposal would move."""
    if moves:
        tx.execute(into(_M), [values(move) for move in moves])


def effects(tx: Transaction, timetable_id: int) -> dict[str, int]:
    """How many dossiers it moves, by effect."""
    statement = select(_M.c.effect, func.count()).where(_M.c.timetable_id == timetable_id)
    return {str(e): int(n) for e, n in tx.execute(statement.group_by(_M.c.effect)).all()}


def moves(tx: Transaction, timetable_id: int, page: int, size: int) -> tuple[MoveRow, ...]:
    """One page of the dossiers that it moves: those whose lateness changes first."""
    statement = (
        _MOVES.where(_M.c.timetable_id == timetable_id)
        .order_by((_M.c.effect == "").asc(), _M.c.effect, _M.c.dossier_id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return many(MoveRow, tx.execute(statement))


def _unpacked(row: TimetableRow | None) -> TimetableRow | None:
    return None if row is None else replace(row, data=zlib.decompress(row.data))
