"""Every act on a dossier: one class each, its fields as they are written. See docs/journal.md.

An act is named by `ACTION`. A field that holds what it holds by default is not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from engine.definitions.parties import PartyRole
from engine.definitions.status import Channel
from engine.journal.effects import Effects, Moment, SetTimer, StepState
from sla.limits import Limit
from sla.outcome import Outcome
from sla.pauses import PausePolicy
from sla.receipt import ReceiptRule

NO_EFFECTS = Effects()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all acts have. `answers` are salted digests by node, "" for the application."""

    ACTION: ClassVar[str] = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    effects: Effects = NO_EFFECTS


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPaper:
    """A paper that was handed in with the application."""

    id: str
    copies: int = 1
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFacts:
    """How a dossier was opened: all that does not change afterwards, by which rules it counts.

    `case` is the id of the case of the procedure; `rules` are those of the decision that gave it.
    `parties` are salted digests of the snapshots, by role.
    """

    procedure: str
    version: int
    agency: str
    one_stop: str
    hours: str
    channel: Channel
    limit: Limit | None = None
    case: str = ""
    decision: str = ""
    rules: tuple[int, ...] = ()
    pause_policy: PausePolicy = PausePolicy.RESUME
    receipt_rule: ReceiptRule = ReceiptRule.AS_RECEIVED
    timetable: int = 0
    subject: str = ""
    papers: tuple[GivenPaper, ...] = ()
    parties: Mapping[PartyRole, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Event):
    """An applicant sent a dossier online."""

    ACTION: ClassVar[str] = "submitted"
    filing: FilingFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Event):
    """The one-stop took a dossier in and did its first step.

    `reason` as in `Completed`.
    """

    ACTION: ClassVar[str] = "received"
    filing: FilingFacts
    first: StepState
    outcome: Outcome | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Event):
    """An internal dossier was opened; its first step is done with it where `first` is given."""

    ACTION: ClassVar[str] = "opened"
    filing: FilingFacts
    first: StepState | None = None
    outcome: Outcome | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfStep(Event):
    """An act on one step."""

    task: str
    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(OfStep):
    """Somebody took an open step."""

    ACTION: ClassVar[str] = "claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(OfStep):
    """The holder of a step gave it back."""

    ACTION: ClassVar[str] = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed(OfStep):
    """A step was done; `outcome` by its own limit, `reason` the key of the answer that says why.

    `new_due` and `late_request` where an apology was asked for with it.
    """

    ACTION: ClassVar[str] = "completed"
    outcome: Outcome | None = None
    reason: str = ""
    new_due: Moment | None = None
    late_request: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRecorded(Completed):
    """The desk recorded what the applicant brought."""

    ACTION: ClassVar[str] = "supplement_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecorded(Completed):
    """The desk recorded what the applicant paid."""

    ACTION: ClassVar[str] = "payment_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Completed):
    """The result was handed over to the applicant."""

    ACTION: ClassVar[str] = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Event):
    """The applicant withdrew the dossier."""

    ACTION: ClassVar[str] = "withdrawn"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedUnanswered(Event):
    """The dossier was closed: nobody brought in time what was requested at `since`."""

    ACTION: ClassVar[str] = "closed_unanswered"
    since: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class NotClosed(Event):
    """Nobody brought what was requested at `since`, but the diagram cannot be closed so."""

    ACTION: ClassVar[str] = "not_closed"
    since: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Event):
    """Another system sent the message that the dossier waited for."""

    ACTION: ClassVar[str] = "message_received"
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(OfStep):
    """The moment of a timer has come; `again` is when the next round of a cycle is due."""

    ACTION: ClassVar[str] = "timer_fired"
    due: Moment
    again: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAnswered(OfStep):
    """A service task was done, or ended with `error`, an error of the procedure."""

    ACTION: ClassVar[str] = "service_answered"
    service: str
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyRequested(Event):
    """Form 4 was put before the leader."""

    ACTION: ClassVar[str] = "apology_asked"
    reason: str
    new_due: Moment
    late_request: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologySigned(Event):
    """The leader signed form 4."""

    ACTION: ClassVar[str] = "apology_signed"
    new_due: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologySentBack(Event):
    """The leader gave form 4 back."""

    ACTION: ClassVar[str] = "apology_sent_back"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounted(Event):
    """Due moments were counted anew, by this timetable."""

    ACTION: ClassVar[str] = "recounted"
    timetable: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionMoved(Event):
    """The dossier goes on under another version of its procedure; by their numbers."""

    ACTION: ClassVar[str] = "version_moved"
    source: int
    target: int
    reason: str = ""
    batch: int = 0
    steps: tuple[StepState, ...] = ()
    timers: tuple[SetTimer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRestored(VersionMoved):
    """The dossier goes on again under the version that it came from."""

    ACTION: ClassVar[str] = "version_restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataErased(Event):
    """Answers and parties of an ended dossier were erased."""

    ACTION: ClassVar[str] = "personal_data_erased"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfIncident(Event):
    """An administrator's act on an incident of this kind."""

    incident: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRetried(OfIncident):
    """An administrator let an incident be tried again."""

    ACTION: ClassVar[str] = "incident_retried"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentResolved(OfIncident):
    """An administrator closed an incident that was mended outside."""

    ACTION: ClassVar[str] = "incident_resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRebuilt(OfIncident):
    """The stored state could not be read and was made again from the journal."""

    ACTION: ClassVar[str] = "state_rebuilt"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentAnswered(OfIncident):
    """An administrator answered a service task by hand."""

    ACTION: ClassVar[str] = "incident_answered"
    task: str
    node: str


def filing_of(event: Event) -> FilingFacts | None:
    """How the dossier was opened, where this is the act that did it."""
    return event.filing if isinstance(event, Submitted | Received | Opened) else None
