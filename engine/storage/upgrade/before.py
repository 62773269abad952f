"""Rows as the release before wrote them, between the migrations 0005 and 0006."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, Text, bindparam, column, func, select, text
from sqlalchemy import table as plain

from engine.definitions.status import Channel
from engine.storage.database import CARRIED, Transaction, lock_migrations
from engine.storage.rows import many
from engine.storage.types import Json, UtcDateTime, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierBefore:
    """A dossier that is not carried over yet."""

    id: int
    code: str
    procedure: str
    version_id: int
    channel: Channel
    submitted_at: datetime
    limit_text: str
    applicant_name: str
    applicant_id_number: str
    applicant_phone: str
    applicant_email: str
    applicant_address: str
    organisation: str
    data: dict[str, object]
    revision: int
    journal_head: str
    state: bytes


@dataclass(frozen=True, slots=True)
class JournalBefore:
    """A row of format 1, without what proves it; `fields` as stored."""

    dossier_id: int
    seq: int
    action: str
    fields: str


@dataclass(frozen=True, slots=True)
class MoveBefore:
    """What a move keeps for undo: `after` is the SHA-256 of the state that it wrote."""

    move_id: int
    dossier_id: int
    before: bytes
    after: str


_TYPES: Mapping[str, Any] = {
    "channel": Word(Channel),
    "submitted_at": UtcDateTime(),
    "data": Json(),
    "state": LargeBinary(),
    "before": LargeBinary(),
}


def _of(name: str, row_type: type[Any], *more: str) -> Any:
    names = [*(f.name for f in fields(row_type)), *more]
    return plain(name, *(column(each, _TYPES.get(each)) for each in names))


_D = _of("dossiers", DossierBefore, "state_revision")
_J = _of("journal", JournalBefore)
_M = _of("version_move_dossiers", MoveBefore)
_S = plain("steps", column("dossier_id"), column("task_id"))
_OPEN = "completed_at IS NULL AND cancelled_at IS NULL"
_LIMITED = {
    name: plain(name, column(owner), column("limit_text", Text))
    for name, owner in (("dossiers", "id"), ("steps", "dossier_id"), ("timers", "dossier_id"))
}
# In words, not as a parameter: the partial index is chosen by its spelling.
_NOT_CARRIED = text("state_revision = 0")
_BATCH = (
    select(*(_D.c[f.name] for f in fields(DossierBefore)))
    .where(_NOT_CARRIED, _D.c.id > bindparam("after"))
    .order_by(_D.c.id)
    .limit(bindparam("most"))
)


def begin(tx: Transaction) -> bool:
    """Wait for others who carry over or migrate; whether the tables are between both releases."""
    lock_migrations(tx)
    return begun(tx)


def begun(tx: Transaction) -> bool:
    """Whether the tables have the columns of both releases."""
    return tx.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == CARRIED


def count(tx: Transaction) -> int:
    """How many dossiers are not carried over."""
    return int(tx.execute(select(func.count()).select_from(_D).where(_NOT_CARRIED)).scalar_one())


def count_all(tx: Transaction) -> int:
    """How many dossiers there are, while all are of the release before."""
    return int(tx.execute(select(func.count()).select_from(_D)).scalar_one())


def batch(tx: Transaction, after: int, most: int) -> tuple[DossierBefore, ...]:
    """The next dossiers that are not carried over, by id; none up to `after` is left."""
    return many(DossierBefore, tx.execute(_BATCH, {"after": after, "most": most}))


def states(tx: Transaction, most: int) -> tuple[tuple[str, int, bytes], ...]:
    """Code, `state_revision` and state of the first dossiers, and of those not carried over."""
    found = select(_D.c.code, _D.c.state_revision, _D.c.state).order_by(_D.c.id).limit(most)
    rows = [*tx.execute(found), *tx.execute(found.where(_NOT_CARRIED))]
    return tuple((str(code), int(revision), bytes(state)) for code, revision, state in rows)


def journal_of(tx: Transaction, ids: Collection[int]) -> Mapping[int, Sequence[JournalBefore]]:
    """The journal rows of these dossiers, in order."""
    statement = select(*(_J.c[f.name] for f in fields(JournalBefore)))
    chosen = statement.where(_J.c.dossier_id.in_(ids)).order_by(_J.c.dossier_id, _J.c.seq)
    found: dict[int, list[JournalBefore]] = {number: [] for number in ids}
    for row in many(JournalBefore, tx.execute(chosen)):
        found[row.dossier_id].append(row)
    return found


def moves_of(tx: Transaction, ids: Collection[int]) -> tuple[MoveBefore, ...]:
    """What the moves of these dossiers keep for undo."""
    statement = select(*(_M.c[f.name] for f in fields(MoveBefore)))
    return many(
        MoveBefore, tx.execute(statement.where(_M.c.dossier_id.in_(ids), _M.c.before.is_not(None)))
    )


def open_tasks(tx: Transaction, ids: Collection[int]) -> Mapping[int, set[str]]:
    """The tasks of the open steps of these dossiers."""
    chosen = select(_S.c.dossier_id, _S.c.task_id).where(_S.c.dossier_id.in_(ids))
    found: dict[int, set[str]] = {number: set() for number in ids}
    for number, task in tx.execute(chosen.where(text(_OPEN))):
        found[int(number)].add(str(task))
    return found


def limit_texts(tx: Transaction) -> frozenset[str]:
    """Every limit there is, in words; they are few."""
    return frozenset(
        str(words)
        for each in _LIMITED.values()
        for words in tx.execute(select(each.c.limit_text).distinct()).scalars()
        if words
    )


def limits_among(
    tx: Transaction, ids: Collection[int], texts: Collection[str]
) -> tuple[tuple[int, str], ...]:
    """Which of these texts the steps and timers of these dossiers have, each once by dossier."""
    if not texts:
        return ()
    found: set[tuple[int, str]] = set()
    for name in ("steps", "timers"):
        each = _LIMITED[name]
        statement = select(each.c.dossier_id, each.c.limit_text).distinct()
        chosen = statement.where(each.c.dossier_id.in_(ids), each.c.limit_text.in_(texts))
        found |= {(int(number), str(words)) for number, words in tx.execute(chosen)}
    return tuple(sorted(found))
