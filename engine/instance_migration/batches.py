"""Moving running dossiers to another version by the batch: propose, count, apply, undo, drop.

Each of these lets the first dossiers follow at once; the scheduler goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from engine.access.permission import require
from engine.access.table import MIGRATE
from engine.accounts import Person
from engine.dossiers.moment import at_its_moment
from engine.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from engine.installation import Installation
from engine.instance_migration.work import FIRST, work_batch
from engine.l10n.text import _
from engine.procedures.heads import chosen, heads_of
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.instance_migration import move_items, moves
from engine.storage.instance_migration.move_items import Fate
from engine.storage.instance_migration.moves import BatchRow, MoveState
from engine.storage.procedures import versions

NOTE_LENGTH = 300
MOST_MAPPED = 200


@at_its_moment
def propose(  # noqa: PLR0913 - what a batch is
    installation: Installation,
    who: Person,
    procedure: str,
    to_version: int,
    mapping: Mapping[str, str],
    note: str,
    *,
    at: datetime,
    codes: Collection[str] | None = None,
    instead_of: int | None = None,
) -> int:
    """Store a batch of the dossiers that run on other versions, all or these; its id.

    Which of them can go is found out for the first at once, for the rest by the scheduler. The
    batch `instead_of` which it is made is dropped, unless it is settled already.
    Raises Forbidden `not_mover`, NotFound `no_procedure`, `no_version` or `no_move`, Refused
    `information_only` or `nothing_to_move`, Invalid without a note.
    """
    check_request(note, mapping)
    with installation.store.begin() as tx:
        target = target_of(installation, tx, who, procedure, to_version)
        if instead_of is not None:
            _replace(installation, tx, who, procedure, instead_of)
        others = [v.id for v in versions.all_of(tx, procedure) if v.id != target.id]
        batch = moves.insert(
            tx,
            procedure=procedure,
            to_version_id=target.id,
            mapping=mapping,
            note=note.strip(),
            at=at,
            by=who.id,
        )
        total = move_items.list_running(tx, batch, others, codes)
        if not total:
            raise Refused("nothing_to_move", f"No dossier of {procedure} runs on another version.")
        moves.begin(tx, batch, MoveState.PROPOSED, MoveState.PROPOSED, total)
    work_batch(installation, batch, at=at, most=FIRST)
    return batch


@at_its_moment
def apply(installation: Installation, who: Person, batch: int, *, at: datetime) -> None:
    """Move the dossiers of a batch that can go; each is judged anew as it is then.

    Raises NotFound `no_move`, Forbidden, Refused `move_counting` while it is not known of all
    whether they can, Conflict `move_changed` when it was applied or dropped already.
    """
    with installation.store.begin() as tx:
        row = batch_of(installation, tx, who, batch)
        if row.state == MoveState.PROPOSED:
            raise Refused("move_counting", f"Move {batch} is still counted.")
        total = move_items.fates(tx, batch).get(Fate.CAN, 0)
        signed: dict[str, object] = {"applied_at": at, "applied_by": who.id}
        _begin(tx, batch, MoveState.COUNTED, MoveState.APPLYING, total, **signed)
    work_batch(installation, batch, at=at, most=FIRST)


@at_its_moment
def undo(installation: Installation, who: Person, batch: int, *, at: datetime) -> None:
    """Bring back the dossiers of a batch that nobody has gone on with since.

    Raises NotFound `no_move`, Forbidden, Refused `move_applying` while it is being applied,
    Conflict `move_changed` when it was not applied or is undone already.
    """
    with installation.store.begin() as tx:
        row = batch_of(installation, tx, who, batch)
        if row.state == MoveState.APPLYING:
            raise Refused("move_applying", f"Move {batch} is still being applied.")
        total = move_items.fates(tx, batch).get(Fate.MOVED, 0)
        _begin(
            tx, batch, MoveState.APPLIED, MoveState.UNDOING, total, undone_at=at, undone_by=who.id
        )
    work_batch(installation, batch, at=at, most=FIRST)


def drop(installation: Installation, who: Person, batch: int, *, at: datetime) -> None:
    """Give a batch up that was not applied. Raises NotFound, Forbidden, Conflict `move_changed`."""
    del at  # the row says when it was made; that nothing came of it has no moment
    with installation.store.begin() as tx:
        row = batch_of(installation, tx, who, batch)
        seen = MoveState.PROPOSED if row.state == MoveState.PROPOSED else MoveState.COUNTED
        _begin(tx, batch, seen, MoveState.DROPPED, row.total)


def batch_of(installation: Installation, tx: Transaction, who: Person, batch: int) -> BatchRow:
    """A batch that the person may see. Raises NotFound `no_move`, Forbidden `not_mover`."""
    row = moves.load(tx, batch)
    if row is None:
        raise NotFound("no_move", f"There is no move {batch}.", move=batch)
    require(installation, who, MIGRATE, load_version(tx, row.to_version_id).procedure.agency)
    return row


def target_of(
    installation: Installation, tx: Transaction, who: Person, procedure: str, number: int
) -> Version:
    """The version of a procedure with this number, if the person may move dossiers to it.

    Raises NotFound `no_procedure` or `no_version`, Forbidden `not_mover`, Refused
    `information_only`.
    """
    target = load_version(tx, chosen(heads_of(tx, procedure), number).id)
    require(installation, who, MIGRATE, target.procedure.agency)
    target.first_step  # noqa: B018 - refuses what no dossier runs on
    return target


def check_request(note: str, mapping: Mapping[str, str]) -> None:
    """Refuse a move without a reason, or that maps more than a diagram has. Raises Invalid."""
    if len(mapping) > MOST_MAPPED:
        raise Invalid([FieldProblem("mapping", "max_rows", _("Bước tương ứng"), MOST_MAPPED)])
    if not note.strip():
        raise Invalid([FieldProblem("note", "required", "Lý do")])
    if len(note) > NOTE_LENGTH:
        raise Invalid([FieldProblem("note", "max_length", "Lý do", NOTE_LENGTH)])


def _replace(
    installation: Installation, tx: Transaction, who: Person, procedure: str, batch: int
) -> None:
    row = batch_of(installation, tx, who, batch)
    if row.procedure != procedure:
        raise NotFound("no_move", f"Move {batch} is none of {procedure}.", move=batch)
    if row.state in (MoveState.PROPOSED, MoveState.COUNTED):
        moves.begin(tx, batch, MoveState(row.state), MoveState.DROPPED, row.total)


def _begin(
    tx: Transaction, batch: int, seen: MoveState, state: MoveState, total: int, **changes: object
) -> None:
    if not moves.begin(tx, batch, seen, state, total, **changes):
        raise Conflict("move_changed", f"Move {batch} is not {seen} (any more).", move=batch)
