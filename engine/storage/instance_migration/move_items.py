"""Dossiers within a move to another version: listed, judged, moved, brought back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, cast, func, literal, null, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables.design_tables import VersionMoveDossierTable
from engine.storage.tables.dossier_tables import DossierTable, StepTable, VersionTable


class Fate(StrEnum):
    """What became of a dossier within a batch; only the first three before it is applied."""

    LISTED = "listed"
    CAN = "can"
    CANNOT = "cannot"
    MOVED = "moved"
    UNDONE = "undone"
    KEPT = "kept"  # moved, and somebody has gone on with it since: it is not brought back


@dataclass(frozen=True, slots=True)
class MoveItemRow:
    """A dossier within a batch, without what it takes to bring it back."""

    move_id: int
    dossier_id: int
    from_version_id: int
    state: str
    reason: str
    fields: dict[str, object]


@dataclass(frozen=True, slots=True)
class ItemLine(MoveItemRow):
    """The same with what a list shows."""

    code: str
    from_number: int
    step: str  # the oldest open step, "" when none is open


_I, _D = table(VersionMoveDossierTable), table(DossierTable)
_V, _S = table(VersionTable), table(StepTable)
_ITEM = select(*columns(_I, MoveItemRow))
_SET = (
    update(_I)
    .where(
        _I.c.move_id == bindparam("batch"),
        _I.c.dossier_id == bindparam("dossier"),
        _I.c.state == bindparam("seen"),
    )
    .values(
        from_version_id=bindparam("version"),
        state=bindparam("word"),
        reason=bindparam("why"),
        fields=bindparam("reason_fields"),
    )
)
_SET_MOVED = _SET.values(before=bindparam("kept"), after_revision=bindparam("wrote"))
_OPEN_STEP = _S.c.completed_at.is_(None) & _S.c.cancelled_at.is_(None)
_FIRST_STEP = (
    select(_S.c.name)
    .where(_S.c.dossier_id == _I.c.dossier_id, _OPEN_STEP)
    .order_by(_S.c.id)
    .limit(1)
    .scalar_subquery()
)


def list_running(
    tx: Transaction, batch: int, versions: Collection[int], codes: Collection[str] | None
) -> int:
    """Put the open dossiers of these versions in a batch, of all codes or these; how many."""
    found = select(
        literal(batch),
        _D.c.id,
        _D.c.version_id,
        literal(Fate.LISTED.value),
        literal(""),
        literal("{}"),
        cast(null(), _I.c.before.type),
        literal(0),
    ).where(_D.c.version_id.in_(versions), _D.c.version_id.is_not(None), _D.c.ended_at.is_(None))
    if codes is not None:
        found = found.where(_D.c.code.in_(codes))
    names = ["move_id", "dossier_id", "from_version_id", "state", "reason", "fields"]
    tx.execute(into(_I).from_select([*names, "before", "after_revision"], found))
    listed = select(func.count()).where(_I.c.move_id == batch)
    return int(tx.execute(listed).scalar_one())


def items(
    tx: Transaction, batch: int, fate: Fate, after: int, most: int
) -> tuple[MoveItemRow, ...]:
    """The next dossiers of a batch with this fate, by id."""
    statement = _ITEM.where(_I.c.move_id == batch, _I.c.state == fate.value)
    chosen = statement.where(_I.c.dossier_id > after).order_by(_I.c.dossier_id).limit(most)
    return many(MoveItemRow, tx.execute(chosen))


def fates(tx: Transaction, batch: int) -> dict[Fate, int]:
    """How many dossiers of a batch have which fate."""
    statement = select(_I.c.state, func.count()).where(_I.c.move_id == batch)
    return {Fate(s): int(n) for s, n in tx.execute(statement.group_by(_I.c.state))}


def fates_of(tx: Transaction, batches: Collection[int]) -> dict[int, dict[Fate, int]]:
    """The same for several batches, by their ids."""
    statement = select(_I.c.move_id, _I.c.state, func.count()).where(_I.c.move_id.in_(batches))
    found: dict[int, dict[Fate, int]] = {batch: {} for batch in batches}
    for batch, state, number in tx.execute(statement.group_by(_I.c.move_id, _I.c.state)):
        found[int(batch)][Fate(state)] = int(number)
    return found


def reasons(tx: Transaction, batch: int) -> dict[str, int]:
    """How many dossiers of a batch cannot go, or were kept, by reason."""
    statement = select(_I.c.reason, func.count()).where(_I.c.move_id == batch, _I.c.reason != "")
    return {str(r): int(n) for r, n in tx.execute(statement.group_by(_I.c.reason))}


def reason_fields(tx: Transaction, batch: int) -> tuple[dict[str, object], ...]:
    """The fields of the reasons why dossiers cannot go, each once."""
    statement = select(_I.c.fields).where(_I.c.move_id == batch, _I.c.reason != "").distinct()
    return tuple(row[0] for row in tx.execute(statement))


def page(
    tx: Transaction, batch: int, fates: Collection[Fate], number: int, size: int
) -> tuple[ItemLine, ...]:
    """One page of a batch's dossiers with one of these fates, by reason and then by id."""
    statement = (
        select(
            *columns(_I, MoveItemRow),
            _D.c.code,
            _V.c.number.label("from_number"),
            func.coalesce(_FIRST_STEP, literal("")).label("step"),
        )
        .join(_D, _D.c.id == _I.c.dossier_id)
        .join(_V, _V.c.id == _I.c.from_version_id)
        .where(_I.c.move_id == batch, _I.c.state.in_([f.value for f in fates]))
        .order_by(_I.c.reason, _I.c.dossier_id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return many(ItemLine, tx.execute(statement))


def settle(tx: Transaction, row: MoveItemRow, seen: Fate) -> bool:
    """Note a dossier's fate with its reasons; False when it is not `seen` any more."""
    return tx.execute(_SET, _keys(row, seen)).rowcount == 1


def settle_all(tx: Transaction, rows: Sequence[MoveItemRow], seen: Fate) -> None:
    """The same for several."""
    if rows:
        tx.execute(_SET, [_keys(row, seen) for row in rows])


def settle_moved(
    tx: Transaction, row: MoveItemRow, seen: Fate, before: bytes, after_revision: int
) -> bool:
    """The same for one that was moved, with what brings it back."""
    return (
        tx.execute(
            _SET_MOVED, _keys(row, seen) | {"kept": before, "wrote": after_revision}
        ).rowcount
        == 1
    )


def add_moved(tx: Transaction, row: MoveItemRow, before: bytes, after_revision: int) -> None:
    """Put a dossier that was moved in a batch of its own."""
    tx.execute(into(_I), {**values(row), "before": before, "after_revision": after_revision})


def before(tx: Transaction, batch: int, dossier_id: int) -> tuple[bytes, int] | None:
    """What brings a dossier back, and the revision of the state that the move wrote."""
    statement = select(_I.c.before, _I.c.after_revision).where(_I.c.move_id == batch)
    row = tx.execute(statement.where(_I.c.dossier_id == dossier_id)).first()
    return None if row is None or row[0] is None else (bytes(row[0]), int(row[1]))


def latest_of(tx: Transaction, dossier_id: int) -> MoveItemRow | None:
    """The newest batch in which a dossier was moved and not brought back."""
    statement = _ITEM.where(_I.c.dossier_id == dossier_id, _I.c.state == Fate.MOVED.value)
    return one(MoveItemRow, tx.execute(statement.order_by(_I.c.move_id.desc()).limit(1)))


def dossiers_of(tx: Transaction, ids: Iterable[int]) -> dict[int, DossierRow]:
    """Dossiers with their states, by id."""
    statement = select(*columns(_D, DossierRow)).where(_D.c.id.in_(list(ids)))
    return {row.id: row for row in many(DossierRow, tx.execute(statement))}


def waiting(tx: Transaction, ids: Iterable[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """The node and name of each open step of these dossiers, in order of opening."""
    statement = select(_S.c.dossier_id, _S.c.node, _S.c.name).where(_OPEN_STEP)
    chosen = statement.where(_S.c.dossier_id.in_(list(ids))).order_by(_S.c.id)
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for dossier_id, node, name in tx.execute(chosen):
        found[int(dossier_id)] = (*found.get(int(dossier_id), ()), (str(node), str(name)))
    return found


def answered(tx: Transaction, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The nodes whose steps were completed in these dossiers."""
    statement = select(_S.c.dossier_id, _S.c.node).where(_S.c.dossier_id.in_(list(ids)))
    found: dict[int, set[str]] = {}
    for dossier_id, node in tx.execute(statement.where(_S.c.completed_at.is_not(None)).distinct()):
        found.setdefault(int(dossier_id), set()).add(str(node))
    return {dossier_id: frozenset(nodes) for dossier_id, nodes in found.items()}


def _keys(row: MoveItemRow, seen: Fate) -> dict[str, object]:
    return {
        "batch": row.move_id,
        "dossier": row.dossier_id,
        "seen": seen.value,
        "version": row.from_version_id,
        "word": row.state,
        "why": row.reason,
        "reason_fields": row.fields,
    }
