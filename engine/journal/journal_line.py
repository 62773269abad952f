"""A line of the journal as values, and what reading the lines in order has come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from engine.definitions.forms.answers import LabelledValue
from engine.definitions.status import Channel, Status
from engine.errors import NotFound
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.procedures import versions
from sla.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenCase:
    """The case (Quy trình) that a decision gave, by which of its rules, with their remarks."""

    name: str
    decision: str
    rules: tuple[int, ...]
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One act in values; what does not belong to its action is empty.

    `step` is the name of the step, timer or service task, `waits` are those where a moved dossier
    waits. Answers are by the labels of their version; those of older rows whose label no field has
    any more stand as they were stored.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    step: str = ""
    channel: Channel | None = None
    subject: str = ""
    case: ChosenCase | None = None
    message: str = ""
    note: str = ""  # of the timetable by which it was counted anew
    source: int = 0  # numbers of versions
    target: int = 0
    waits: tuple[str, ...] = ()
    reason: str = ""
    exception: str = ""
    status: Status | None = None
    due_from: datetime | None = None
    due_to: datetime | None = None
    new_due: datetime | None = None
    late_request: bool = False
    paused: bool = False
    outcome: Outcome | None = None
    answers: tuple[LabelledValue, ...] = ()
    path: tuple[str, ...] = ()


@dataclass(slots=True)
class Course:
    """What reading in order has come to: the version it ran under, its due moment."""

    tx: Transaction
    procedure: str
    version: Version
    due: datetime | None = None
    _numbers: dict[int, int] = field(default_factory=dict)

    def goes_on_under(self, number: int) -> None:
        """The dossier was moved to this version of its procedure."""
        if not self._numbers:
            self._numbers = {v.number: v.id for v in versions.all_of(self.tx, self.procedure)}
        if number in self._numbers:
            self.version = load_version(self.tx, self._numbers[number])

    def step(self, node: str) -> str:
        """The name of a node, its id where the version has none such."""
        try:
            return self.version.node(node).label
        except NotFound:
            return node
