"""Moves of running dossiers to another version, by the batch; `move_items` has the dossiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, one, table
from engine.storage.tables.design_tables import WORKING, VersionMoveTable
from engine.storage.tables.dossier_tables import VersionTable
from engine.storage.tables.work_tables import UserTable


class MoveState(StrEnum):
    """How far a batch has come."""

    PROPOSED = "proposed"  # it is being found out which dossiers can
    COUNTED = "counted"  # may be applied
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A stored batch, with the names of who made and applied it, and the version it leads to."""

    id: int
    procedure: str
    to_version_id: int
    mapping: dict[str, object]
    note: str
    state: str
    made_at: datetime
    made_by: int
    applied_at: datetime | None
    applied_by: int | None
    undone_at: datetime | None
    undone_by: int | None
    cursor: int
    counted: int
    total: int
    to_number: int
    procedure_name: str
    made_by_name: str
    applied_by_name: str | None


_T, _U = table(VersionMoveTable), table(UserTable)
_TO = table(VersionTable).alias("to_version")
_APPLIER = _U.alias("applier")
_BATCH = (
    select(
        *columns(_T, BatchRow),
        _TO.c.number.label("to_number"),
        _TO.c.name.label("procedure_name"),
        _U.c.name.label("made_by_name"),
        _APPLIER.c.name.label("applied_by_name"),
    )
    .join(_TO, _TO.c.id == _T.c.to_version_id)
    .join(_U, _U.c.id == _T.c.made_by)
    .outerjoin(_APPLIER, _APPLIER.c.id == _T.c.applied_by)
)
_BY_ID = _BATCH.where(_T.c.id == bindparam("wanted"))
# In words, not as parameters: the partial index is chosen by its spelling.
_WORK = _BATCH.where(text(f"version_moves.{WORKING}")).order_by(_T.c.id).limit(1)
_STEP = (
    update(_T)
    .where(
        _T.c.id == bindparam("wanted"),
        _T.c.state == bindparam("seen"),
        _T.c.cursor == bindparam("at"),
    )
    .values(cursor=bindparam("reached"), counted=bindparam("done"), state=bindparam("word"))
)


def insert(  # noqa: PLR0913 - what a batch is
    tx: Transaction,
    *,
    procedure: str,
    to_version_id: int,
    mapping: Mapping[str, str],
    note: str,
    at: datetime,
    by: int,
) -> int:
    """Store a batch without dossiers; its id."""
    row = {
        "procedure": procedure,
        "to_version_id": to_version_id,
        "mapping": dict(mapping),
        "note": note,
        "state": MoveState.PROPOSED.value,
        "made_at": at,
        "made_by": by,
        "cursor": 0,
        "counted": 0,
        "total": 0,
    }
    return int(tx.execute(into(_T).returning(_T.c.id), row).scalar_one())


def load(tx: Transaction, batch: int) -> BatchRow | None:
    """One batch."""
    return one(BatchRow, tx.execute(_BY_ID, {"wanted": batch}))


def recent(tx: Transaction, procedure: str, most: int = 50) -> tuple[BatchRow, ...]:
    """The newest batches of a procedure, newest first."""
    statement = _BATCH.where(_T.c.procedure == procedure).order_by(_T.c.id.desc()).limit(most)
    return many(BatchRow, tx.execute(statement))


def listed(
    tx: Transaction, agencies: Collection[str], number: int, size: int
) -> tuple[BatchRow, ...]:
    """One page of the batches of these agencies' procedures, newest first."""
    statement = _BATCH.where(_TO.c.agency.in_(agencies)).order_by(_T.c.id.desc())
    return many(BatchRow, tx.execute(statement.limit(size).offset((number - 1) * size)))


def count(tx: Transaction, agencies: Collection[str]) -> int:
    """How many batches these agencies' procedures have."""
    statement = select(func.count()).select_from(_T.join(_TO, _TO.c.id == _T.c.to_version_id))
    return int(tx.execute(statement.where(_TO.c.agency.in_(agencies))).scalar_one())


def to_do(tx: Transaction) -> BatchRow | None:
    """The oldest batch that the scheduler goes on with."""
    return one(BatchRow, tx.execute(_WORK))


def progress(tx: Transaction, row: BatchRow, cursor: int, handled: int, state: MoveState) -> bool:
    """Note how far a batch has come; False when somebody was first."""
    keys = {"wanted": row.id, "seen": row.state, "at": row.cursor}
    new = {"reached": cursor, "done": row.counted + handled, "word": state.value}
    return tx.execute(_STEP, keys | new).rowcount == 1


def begin(
    tx: Transaction, batch: int, seen: MoveState, state: MoveState, total: int, **changes: object
) -> bool:
    """Let a batch enter another pass, from its first dossier; False when it is not `seen`."""
    statement = (
        update(_T)
        .where(_T.c.id == batch, _T.c.state == seen.value)
        .values(state=state.value, cursor=0, counted=0, total=total, **changes)
    )
    return tx.execute(statement).rowcount == 1
