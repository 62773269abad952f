"""Reading moves: which dossiers run on which version, and how far a batch has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.access.dossiers import find
from engine.access.permission import require
from engine.access.table import MIGRATE
from engine.accounts import Person
from engine.definitions.bpmn.graph import NodeKind
from engine.installation import Installation
from engine.installation.paging import page_of
from engine.instance_migration.batches import batch_of
from engine.instance_migration.reasons import Reason, read
from engine.instance_migration.single import can_undo_one
from engine.instance_migration.work import FIRST
from engine.procedures.heads import heads_of
from engine.procedures.version import Version, load_version
from engine.review.version_lines import VersionLine, version_lines
from engine.storage import Transaction
from engine.storage.instance_migration import move_items, moves
from engine.storage.instance_migration.move_items import Fate, ItemLine
from engine.storage.instance_migration.moves import BatchRow, MoveState
from engine.storage.procedures import versions

PAGE_SIZE = 20
IDLE = timedelta(seconds=15)
"""None but the first handled for so long: the scheduler does not run."""
_OF_VARIABLES = ("no_value", "key_gone")


@dataclass(frozen=True, slots=True)
class VersionsView:
    """The versions of a procedure, newest first, and the batches that moved between them."""

    procedure: str
    name: str
    agency: str
    versions: tuple[VersionLine, ...]
    batches: tuple[BatchRow, ...]


@dataclass(frozen=True, slots=True)
class StepChoice:
    """A node where dossiers wait, or one that they may be mapped to."""

    node: str
    name: str
    kind: NodeKind


@dataclass(frozen=True, slots=True)
class StepChange:
    """An open step of a dossier, and the step that it would wait at; "" unless it can go.

    `stays` is whether that is the same step, not one that a person mapped it to.
    """

    step: str
    then: str
    stays: bool


@dataclass(frozen=True, slots=True)
class MovingDossier:
    """A dossier of a batch. `reasons` say why it cannot go, or why it was not brought back."""

    code: str
    from_number: int
    step: str  # the oldest open step
    places: tuple[StepChange, ...]
    fate: Fate
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MoveView:
    """A batch: how far it has come, what became of its dossiers, one page of them.

    `reasons` counts dossiers by the first reason of each. `unmapped` are the steps that need a
    step to be mapped to, `choices` those of the new version that they may be mapped to. `idle` is
    whether nobody goes on with it.
    """

    row: BatchRow
    name: str
    fates: Mapping[Fate, int]
    reasons: Mapping[str, int]
    items: tuple[MovingDossier, ...]
    page: int
    pages: int
    unmapped: tuple[StepChoice, ...]
    choices: tuple[StepChoice, ...]
    idle: bool


@dataclass(frozen=True, slots=True)
class DossierVersions:
    """What the page of one dossier offers: versions to move it to, and the move it can undo."""

    code: str
    procedure: str
    number: int
    versions: tuple[VersionLine, ...]
    undo: BatchRow | None


def versions_of(installation: Installation, who: Person, procedure: str) -> VersionsView:
    """The versions of a procedure with their dossiers. Raises NotFound, Forbidden `not_mover`."""
    with installation.store.read() as tx:
        found = heads_of(tx, procedure)
        newest = found[-1]
        require(installation, who, MIGRATE, newest.agency)
        return VersionsView(
            procedure=procedure,
            name=newest.name,
            agency=newest.agency,
            versions=version_lines(tx, procedure, found),
            batches=moves.recent(tx, procedure),
        )


def move(
    installation: Installation,
    who: Person,
    batch: int,
    *,
    fates: Collection[Fate] = tuple(Fate),
    page: int = 1,
    at: datetime,
) -> MoveView:
    """One batch, with a page of those of its dossiers that have one of these fates.

    Raises NotFound `no_move`, Forbidden `not_mover`.
    """
    with installation.store.read() as tx:
        row = batch_of(installation, tx, who, batch)
        counts = move_items.fates(tx, batch)
        total = sum(counts.get(fate, 0) for fate in fates)
        here, pages = page_of(page, total, PAGE_SIZE)
        lines = move_items.page(tx, batch, fates, here, PAGE_SIZE)
        unmapped, choices = _steps(tx, row)
        target = load_version(tx, row.to_version_id)
        return MoveView(
            row=row,
            name=target.procedure.name,
            fates=counts,
            reasons=move_items.reasons(tx, batch),
            items=tuple(_items(tx, lines, target, row.mapping)),
            page=here,
            pages=pages,
            unmapped=unmapped,
            choices=choices,
            idle=_idle(row, at),
        )


def move_fates(installation: Installation, who: Person, batch: int) -> Mapping[Fate, int]:
    """How many dossiers of a batch had which fate. Raises as `move` does."""
    with installation.store.read() as tx:
        batch_of(installation, tx, who, batch)
        return move_items.fates(tx, batch)


def dossier_versions(installation: Installation, who: Person, code: str) -> DossierVersions:
    """What moving this one dossier needs to be asked. Raises NotFound, Forbidden."""
    with installation.store.read() as tx:
        row = find(installation, tx, who, code)
        require(installation, who, MIGRATE, row.agency)
        found = versions.all_of(tx, row.procedure)
        number = next((v.number for v in found if v.id == row.version_id), 0)
        return DossierVersions(
            code=code,
            procedure=row.procedure,
            number=number,
            versions=version_lines(tx, row.procedure, found),
            undo=can_undo_one(tx, row),
        )


def step_choices(tx: Transaction, version_id: int) -> tuple[StepChoice, ...]:
    """The nodes of a version where a token may be put by hand, in the order of the diagrams."""
    version = load_version(tx, version_id)
    nodes = [n for d in version.diagrams.values() for n in d.nodes.values() if n.loop is None]
    kinds = (NodeKind.USER_TASK, NodeKind.RECEIVE_TASK, NodeKind.CATCH)
    return tuple(StepChoice(n.id, n.label, n.kind) for n in nodes if n.kind in kinds)


def unmapped(reasons: Iterable[Reason], choices: Collection[StepChoice]) -> tuple[StepChoice, ...]:
    """The places that the reasons name and that a person may map to one of the choices."""
    kinds = {choice.kind for choice in choices}
    named = (r for r in reasons if r.node and r.kind in kinds)
    return tuple(dict.fromkeys(StepChoice(r.node, r.name, NodeKind(r.kind)) for r in named))


def labelled(reasons: Sequence[Reason], source: Version, target: Version) -> tuple[Reason, ...]:
    """The same with variables by the labels of their fields, where either version has a form."""
    if not any(r.code in _OF_VARIABLES for r in reasons):
        return tuple(reasons)
    labels = {
        ".".join(field.path): field.label
        for version in (source, target)
        for form in version.forms.values()
        for field in form.walk()
    }
    return tuple(
        replace(r, other=labels.get(r.other, r.other)) if r.code in _OF_VARIABLES else r
        for r in reasons
    )


def _steps(tx: Transaction, row: BatchRow) -> tuple[tuple[StepChoice, ...], tuple[StepChoice, ...]]:
    choices = step_choices(tx, row.to_version_id)
    reasons = [r for fields in move_items.reason_fields(tx, row.id) for r in read(fields)]
    return unmapped(reasons, choices), choices


def _items(
    tx: Transaction, lines: Sequence[ItemLine], target: Version, mapping: Mapping[str, object]
) -> Iterator[MovingDossier]:
    waiting = move_items.waiting(tx, [line.dossier_id for line in lines])
    for line in lines:
        source, fate = load_version(tx, line.from_version_id), Fate(line.state)
        open_steps = waiting.get(line.dossier_id, ())
        places = [_place(target, mapping, *step, fate is Fate.CAN) for step in open_steps]
        yield MovingDossier(
            code=line.code,
            from_number=line.from_number,
            step=line.step,
            places=tuple(places),
            fate=fate,
            reasons=labelled(read(line.fields), source, target),
            warnings=labelled(read(line.fields, "warnings"), source, target),
        )


def _place(
    target: Version, mapping: Mapping[str, object], node: str, name: str, goes: bool
) -> StepChange:
    there = str(mapping.get(node, node))
    found = (d.nodes[there].label for d in target.diagrams.values() if there in d.nodes)
    return StepChange(name, next(found, "") if goes else "", stays=node not in mapping)


def _idle(row: BatchRow, at: datetime) -> bool:
    begun = {
        MoveState.PROPOSED: row.made_at,
        MoveState.APPLYING: row.applied_at,
        MoveState.UNDOING: row.undone_at,
    }.get(MoveState(row.state))
    return begun is not None and row.counted <= FIRST and at - begun > IDLE
