"""The values of a comparison of two versions: what is other, where, and what stood there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.definitions.manifests.manifest import PauseRule, Portal, ServiceLevel
from engine.definitions.status import Milestone, Status
from engine.procedures.bundle import Parts
from engine.procedures.version import Version
from sla.limits import Limit

Value = str | int | bool | Limit | Status | Milestone | ServiceLevel | PauseRule | Portal
"""What stands before or after; "" where there was nothing."""


class Area(StrEnum):
    """Parts of a procedure, those first that matter most to dossiers in hand."""

    LIMITS = "limits"
    STEPS = "steps"
    ORDER = "order"
    ROLES = "roles"
    CONDITIONS = "conditions"
    STATUS = "status"
    FORMS = "forms"
    DECISIONS = "decisions"
    PAPERS = "papers"
    FACTS = "facts"


class DifferenceKind(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"  # known by another name, or a field by another key
    MOVED = "moved"
    RECREATED = "recreated"  # the same to a person, under another id


class DifferenceSubject(StrEnum):
    """What kind of thing an item speaks of."""

    PROCEDURE = "procedure"
    PROCESS = "process"
    STEP = "step"
    SYSTEM = "system"  # what the system does by itself: service, script, decision, call
    GATEWAY = "gateway"
    EVENT = "event"
    SUB_PROCESS = "sub_process"
    FLOW = "flow"
    LANE = "lane"
    CASE = "case"
    FORM = "form"
    FIELD = "field"
    DECISION = "decision"
    RULE = "rule"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceItem:
    """One difference. `element` is a node or flow of `process`, to be marked in its drawing.

    `aspect` is the attribute that differs, "" for the whole thing. A `quiet` item only follows
    from another: it is marked but not put in words.
    """

    area: Area
    kind: DifferenceKind
    subject: DifferenceSubject
    name: str = ""  # as people know it; "" where it has none
    aspect: str = ""
    process: str = ""
    element: str = ""
    old_process: str = ""  # in the earlier version, where it has other ids
    old_element: str = ""
    within: str = ""  # the form of a field, the decision of a rule
    beside: str = ""  # what stands before it, or uses it: for what has no telling name
    before: Value = ""
    after: Value = ""
    quiet: bool = False


Published = Version | Parts
"""A version, or the parts of one that is not stored yet."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All items, most important first; `first`: there was no earlier version.

    `pairs` ties the process ids of the drawings to be laid side by side, old and new; "" where
    there is none.
    """

    items: tuple[DifferenceItem, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    first: bool = False
    recreated: Mapping[str, str] = field(default_factory=dict)  # old node id → the one drawn anew

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.items)

    @property
    def worded(self) -> tuple[DifferenceItem, ...]:
        """The items that are put in words."""
        return tuple(item for item in self.items if not item.quiet)


def kind_of(before: Value, after: Value) -> DifferenceKind:
    """Whether a value came, went or became another; "" stands for nothing."""
    if before == "":
        return DifferenceKind.ADDED
    return DifferenceKind.REMOVED if after == "" else DifferenceKind.CHANGED
