"""Before dossiers are moved: who has older ones, what differs, which of their steps are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.access.permission import agencies, require
from engine.access.table import MIGRATE
from engine.accounts import Person
from engine.definitions.bpmn.graph import NodeKind
from engine.installation import Installation
from engine.installation.paging import page_of
from engine.instance_migration.pages.moves import StepChoice, step_choices, versions_of
from engine.procedures.heads import chosen
from engine.procedures.version import Version, load_version
from engine.review.difference.side_by_side import DifferenceView, difference_view
from engine.review.version_lines import VersionLine
from engine.storage import Transaction
from engine.storage.instance_migration import move_items, moves
from engine.storage.instance_migration.move_items import Fate
from engine.storage.instance_migration.moves import BatchRow, MoveState
from engine.storage.procedures import versions
from engine.storage.procedures.versions import WaitingRow

PAGE_SIZE = 25
PENDING = (MoveState.PROPOSED, MoveState.COUNTED, MoveState.APPLYING, MoveState.UNDOING)


@dataclass(frozen=True, slots=True)
class Behind:
    """A procedure of which dossiers run on versions other than the one in force."""

    code: str
    name: str
    agency_name: str
    number: int  # of the version in force
    dossiers: int


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in a list, and how many of its dossiers had which fate."""

    row: BatchRow
    fates: Mapping[Fate, int]


@dataclass(frozen=True, slots=True)
class MovesPage:
    """The procedures with dossiers on other versions, and one page of the batches so far."""

    behind: tuple[Behind, ...]
    batches: tuple[BatchLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A version whose dossiers would go, and what the target says otherwise."""

    line: VersionLine
    view: DifferenceView


@dataclass(frozen=True, slots=True)
class Gone:
    """A step where dossiers wait and which the target does not have, or has as another thing.

    `numbers` are the versions that they run on; `instead` is the id of the step that was drawn in
    its place, "" where none is known.
    """

    step: StepChoice
    numbers: tuple[int, ...]
    dossiers: int
    instead: str


@dataclass(frozen=True, slots=True)
class MovePlan:
    """What a batch needs to be asked. `pending` are batches of the procedure not yet settled."""

    procedure: str
    name: str
    target: VersionLine
    versions: tuple[VersionLine, ...]
    sources: tuple[PlanVersion, ...]
    gone: tuple[Gone, ...]
    choices: tuple[StepChoice, ...]
    pending: tuple[BatchRow, ...]

    @property
    def dossiers(self) -> int:
        """How many run on other versions than the target."""
        return sum(source.line.dossiers for source in self.sources)


def moves_page(installation: Installation, who: Person, *, page: int = 1) -> MovesPage:
    """What the person's agencies may move, and have moved. Raises Forbidden `not_mover`."""
    require(installation, who, MIGRATE)
    theirs = agencies(installation, who, MIGRATE)
    with installation.store.read() as tx:
        here, pages = page_of(page, moves.count(tx, theirs), PAGE_SIZE)
        rows = moves.listed(tx, theirs, here, PAGE_SIZE)
        fates = move_items.fates_of(tx, [row.id for row in rows])
        return MovesPage(
            behind=tuple(_behind(installation, tx, theirs)),
            batches=tuple(BatchLine(row, fates[row.id]) for row in rows),
            page=here,
            pages=pages,
        )


def move_plan(
    installation: Installation, who: Person, procedure: str, number: int | None = None
) -> MovePlan:
    """What moving to a version (else the one in force) would need to be told.

    Raises NotFound `no_procedure` or `no_version`, Forbidden `not_mover`.
    """
    found = versions_of(installation, who, procedure)
    target = chosen(found.versions, number)
    others = [line for line in found.versions if line.dossiers and line.id != target.id]
    with installation.store.read() as tx:
        there = load_version(tx, target.id)
        sources = [PlanVersion(x, difference_view(load_version(tx, x.id), there)) for x in others]
        return MovePlan(
            procedure=procedure,
            name=found.name,
            target=target,
            versions=found.versions,
            sources=tuple(sources),
            gone=tuple(_gone(tx, procedure, sources, there)),
            choices=step_choices(tx, target.id),
            pending=tuple(row for row in found.batches if row.state in PENDING),
        )


def _behind(installation: Installation, tx: Transaction, theirs: Sequence[str]) -> Iterator[Behind]:
    all_of, by_version = versions.under_way(tx), versions.running(tx)
    for head in versions.active_list(tx):
        older = all_of.get(head.procedure, 0) - by_version.get(head.id, 0)
        if head.agency in theirs and older:
            unit = installation.unit_name(head.agency)
            yield Behind(head.procedure, head.name, unit, head.number, older)


def _gone(
    tx: Transaction, procedure: str, sources: Sequence[PlanVersion], there: Version
) -> Iterator[Gone]:
    known = {n.id: n.kind for d in there.diagrams.values() for n in d.nodes.values()}
    by_id = {source.line.id: source for source in sources}
    found: dict[str, list[tuple[PlanVersion, WaitingRow]]] = {}
    for row in versions.waiting(tx, [procedure]):
        if row.version_id in by_id and known.get(row.node) is not NodeKind.USER_TASK:
            found.setdefault(row.node, []).append((by_id[row.version_id], row))
    for node, rows in found.items():
        first = rows[0][0]
        name = load_version(tx, first.line.id).node(node).label
        yield Gone(
            step=StepChoice(node, name, NodeKind.USER_TASK),
            numbers=tuple(sorted(source.line.number for source, _ in rows)),
            dossiers=sum(row.dossiers for _, row in rows),
            instead=first.view.difference.recreated.get(node, ""),
        )
