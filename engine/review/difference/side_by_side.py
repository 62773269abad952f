"""Two versions of a procedure side by side: what differs, in groups and on their drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from engine.access.permission import require
from engine.access.table import READ_VERSIONS
from engine.accounts import Person
from engine.definitions.bpmn.graph import Diagram
from engine.installation import Installation
from engine.procedures.heads import chosen, heads_of
from engine.procedures.version import load_version
from engine.review.difference import difference
from engine.review.difference.items import (
    Area,
    Difference,
    DifferenceItem,
    DifferenceKind,
    Published,
)
from engine.review.difference.wording import OrganisationNames
from engine.storage.procedures.versions import VersionHead

Marks = Mapping[str, tuple[DifferenceItem, ...]]
"""Items by the node or flow that they speak of, the whole first."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One process before and after; None where it was not there. Ids are those of each side."""

    old: Diagram | None
    new: Diagram | None
    old_marks: Marks = field(default_factory=dict)
    new_marks: Marks = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the process is called now, or was."""
        known = self.new or self.old
        return (known.name or known.id) if known else ""


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """What pages show: the items by area, and the drawings on which something is marked."""

    difference: Difference
    groups: tuple[tuple[Area, tuple[DifferenceItem, ...]], ...]
    drawings: tuple[Drawing, ...]

    @property
    def total(self) -> int:
        """How many items are put in words."""
        return sum(len(items) for _, items in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two stored versions; `old` is None where `new` is the first. `versions`: newest first."""

    code: str
    name: str
    agency: str
    versions: tuple[VersionHead, ...]
    old: VersionHead | None
    new: VersionHead
    view: DifferenceView


def names_of(installation: Installation) -> OrganisationNames:
    """How the office calls roles and units."""
    return OrganisationNames(role=installation.role_name, unit=installation.unit_name)


def difference_view(old: Published | None, new: Published) -> DifferenceView:
    """What differs, ready to be shown. `old` is None for a procedure's first version."""
    found = difference(old, new)
    groups = groupby(found.worded, key=lambda item: item.area)
    return DifferenceView(
        difference=found,
        groups=tuple((area, tuple(items)) for area, items in groups),
        drawings=tuple(_drawings(found, old, new)),
    )


def compare(
    installation: Installation,
    who: Person,
    code: str,
    *,
    old: int | None = None,
    new: int | None = None,
) -> Comparison:
    """Two versions by their numbers: else the one in force, and the one stored before it.

    Raises NotFound for a procedure or number that is not stored, Forbidden `not_designer` for
    whoever neither designs nor publishes for the agency.
    """
    with installation.store.read() as tx:
        heads = heads_of(tx, code)
        require(installation, who, READ_VERSIONS, heads[-1].agency)
        later = chosen(heads, new)
        earlier = chosen(heads, old) if old is not None else _before(heads, later)
        view = difference_view(
            load_version(tx, earlier.id) if earlier else None, load_version(tx, later.id)
        )
    return Comparison(
        code=code,
        name=later.name,
        agency=later.agency,
        versions=heads[::-1],
        old=earlier,
        new=later,
        view=view,
    )


def _before(heads: tuple[VersionHead, ...], later: VersionHead) -> VersionHead | None:
    return next((head for head in reversed(heads) if head.number < later.number), None)


def _drawings(found: Difference, old: Published | None, new: Published) -> list[Drawing]:
    """The main process, and every other one in which something differs."""
    drawings = []
    for number, (before, after) in enumerate(found.pairs):
        items = [item for item in found.items if item.process == (after or before)]
        if items or not number:
            one = old.diagrams.get(before) if old else None
            drawings.append(_drawing(items, one, new.diagrams.get(after)))
    return drawings


def _drawing(items: list[DifferenceItem], old: Diagram | None, new: Diagram | None) -> Drawing:
    gone = [item for item in items if item.kind is not DifferenceKind.ADDED or item.aspect]
    come = [item for item in items if item.kind is not DifferenceKind.REMOVED or item.aspect]
    marked = [item for item in items if item.element]
    return Drawing(
        old=old,
        new=new,
        old_marks=_marks({i: i.old_element or i.element for i in marked if i in gone}),
        new_marks=_marks({i: i.element for i in marked if i in come}),
    )


def _marks(places: Mapping[DifferenceItem, str]) -> Marks:
    found: dict[str, list[DifferenceItem]] = {}
    for item, place in places.items():
        found.setdefault(place, []).append(item)
    return {place: tuple(sorted(items, key=_weight)) for place, items in found.items()}


def _weight(item: DifferenceItem) -> bool:
    """What came or went as a whole stands before what is other about it."""
    return bool(item.aspect)


def state_of(items: tuple[DifferenceItem, ...], *, later: bool) -> str:
    """The state that a mark shows: what came, what went, else what is other."""
    whole = next((item.kind for item in items if not item.aspect), None)
    if whole is DifferenceKind.RECREATED:
        return "added" if later else "removed"
    return {DifferenceKind.ADDED: "added", DifferenceKind.REMOVED: "removed"}.get(
        whole or DifferenceKind.CHANGED, "changed"
    )
