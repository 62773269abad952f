"""One dossier to another version, from its own page (Đổi qui trình thủ tục), and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.access.dossiers import find
from engine.access.permission import require
from engine.access.table import MIGRATE
from engine.accounts import Person
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, reopen
from engine.errors import Conflict, Refused
from engine.installation import Installation
from engine.instance_migration.batches import check_request, target_of
from engine.instance_migration.carrying import carry
from engine.instance_migration.judging import Judge
from engine.instance_migration.reasons import as_fields
from engine.instance_migration.route import MoveJudgement
from engine.instance_migration.snapshot import Kept
from engine.instance_migration.undo import bring_back, is_as_moved
from engine.procedures.version import load_version
from engine.storage import Transaction
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.instance_migration import move_items, moves
from engine.storage.instance_migration.move_items import Fate, MoveItemRow
from engine.storage.instance_migration.moves import BatchRow, MoveState


@at_its_moment
def preview_one(
    installation: Installation,
    who: Person,
    code: str,
    to_version: int,
    mapping: Mapping[str, str],
    *,
    at: datetime,
) -> MoveJudgement:
    """Whether a dossier can go, and why not. Nothing is written. Raises as `move_one` does."""
    with installation.store.read() as tx:
        row = _mine(installation, tx, who, code)
        target = target_of(installation, tx, who, row.procedure, to_version)
        return Judge(installation, target.id, mapping).judge_one(tx, row)[1]


@at_its_moment
def move_one(  # noqa: PLR0913 - whose dossier, where to, and why
    installation: Installation,
    who: Person,
    code: str,
    to_version: int,
    mapping: Mapping[str, str],
    *,
    at: datetime,
    reason: str,
    address: str = "",
) -> int:
    """Move one dossier; the id of the batch that it is alone in.

    Raises NotFound, Forbidden `other_agency` or `not_mover`, Invalid without a reason, Refused
    `cannot_move` with its `reasons`, Conflict when somebody else was first.
    """
    check_request(reason, mapping)
    with installation.store.begin() as tx:
        row = _mine(installation, tx, who, code)
        target = target_of(installation, tx, who, row.procedure, to_version)
        case, judged = Judge(installation, target.id, mapping).judge_one(tx, row)
        if case is None or judged.case is None:
            raise _cannot(code, to_version, judged)
        batch = moves.insert(
            tx,
            procedure=row.procedure,
            to_version_id=target.id,
            mapping=mapping,
            note=reason.strip(),
            at=at,
            by=who.id,
        )
        before, after = carry(case, judged.case, Act(who, at, address), batch, reason.strip())
        fields = as_fields((), judged.warnings)
        item = MoveItemRow(batch, row.id, row.version_id, Fate.MOVED.value, "", fields)
        move_items.add_moved(tx, item, before, after)
        signed: dict[str, object] = {"applied_at": at, "applied_by": who.id}
        moves.begin(tx, batch, MoveState.PROPOSED, MoveState.APPLIED, 1, **signed)
        return batch


@at_its_moment
def undo_one(
    installation: Installation, who: Person, code: str, *, at: datetime, address: str = ""
) -> None:
    """Bring one dossier back from the move that was made last, of its own or of a batch.

    Raises NotFound, Forbidden as above, Refused `not_moved` or `acted_since`, Conflict.
    """
    with installation.store.begin() as tx:
        row = _mine(installation, tx, who, code)
        batch, item, kept = _last(tx, row)
        source = load_version(tx, item.from_version_id)
        case = reopen(installation, tx, row)
        bring_back(case, source, kept, Act(who, at, address), batch.id, batch.note)
        if not move_items.settle(tx, replace(item, state=Fate.UNDONE.value), Fate.MOVED):
            raise Conflict("dossier_changed", f"Dossier {code} was brought back meanwhile.")
        if batch.total == 1:
            signed: dict[str, object] = {"undone_at": at, "undone_by": who.id}
            moves.begin(tx, batch.id, MoveState.APPLIED, MoveState.UNDONE, 1, **signed)


def _cannot(code: str, to_version: int, judged: MoveJudgement) -> Refused:
    codes = ", ".join(r.code for r in judged.reasons)
    text = f"Dossier {code} cannot go on under version {to_version}: {codes}."
    return Refused("cannot_move", text, dossier=code, reasons=judged.reasons)


def can_undo_one(tx: Transaction, row: DossierRow) -> BatchRow | None:
    """The move that `undo_one` would undo; None when there is none, or somebody acted since."""
    try:
        return _last(tx, row)[0]
    except Refused:
        return None


def _last(tx: Transaction, row: DossierRow) -> tuple[BatchRow, MoveItemRow, Kept]:
    item = move_items.latest_of(tx, row.id)
    batch = moves.load(tx, item.move_id) if item is not None else None
    kept = move_items.before(tx, item.move_id, row.id) if item is not None else None
    if item is None or batch is None or kept is None:
        raise Refused("not_moved", f"Dossier {row.code} was not moved.", dossier=row.code)
    if not is_as_moved(row, batch.to_version_id, kept[1]):
        text = f"Somebody has gone on with dossier {row.code} since it was moved."
        raise Refused("acted_since", text, dossier=row.code)
    return batch, item, Kept.unpacked(kept[0])


def _mine(installation: Installation, tx: Transaction, who: Person, code: str) -> DossierRow:
    row = find(installation, tx, who, code)
    require(installation, who, MIGRATE, row.agency)
    return row
