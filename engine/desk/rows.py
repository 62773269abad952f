"""What the pages and the command line show: frozen rows, all moments aware (UTC)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.deadlines.marks import TimeMark
from engine.definitions.forms.answers import LabelledValue
from engine.definitions.forms.form import Form
from engine.definitions.parties import PartyKind, PartyRole
from engine.definitions.status import Channel, Status
from engine.errors import BadState
from engine.journal.journal_line import JournalLine
from sla.explain import Fact
from sla.limits import Limit
from sla.outcome import Outcome


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One line of the inbox: a dossier with the open step that concerns the reader."""

    code: str
    procedure: str
    procedure_name: str
    subject: str  # what it is about, where somebody said so
    field: str
    limit: Limit | None
    channel: Channel
    status: Status
    received_at: datetime | None
    time: TimeMark
    applicant: str
    organisation: str
    address: str
    step: str
    step_id: int | None
    task_id: str
    step_role: str
    step_unit: str
    step_time: TimeMark
    assignee: str  # display name, "" when nobody has claimed it
    mine: bool
    opened: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of a tab. `counts` has a number for every tab."""

    tab: str
    items: tuple[InboxItem, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[str, int]
    fields: tuple[str, ...]
    procedures: tuple[tuple[str, str], ...]  # code, name


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a dossier: done, open or cancelled, in order of opening."""

    id: int
    task_id: str
    node: str
    name: str
    role: str
    role_name: str
    unit_name: str
    limit: Limit | None
    opened_at: datetime
    completed_at: datetime | None
    cancelled: bool
    by: str
    outcome: Outcome | None
    time: TimeMark
    held: int  # microseconds of worked time so far, pauses out


@dataclass(frozen=True, slots=True)
class Holder:
    """Who held a dossier how long: `worked` microseconds, `share` of all that the office held it.

    What the applicant held is no part of that: `share` is 0.0 there.
    """

    name: str
    unit_name: str
    worked: int
    share: float
    applicant: bool
    late: int  # steps done late or overdue


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that the diagram may reach from here; order of the diagram.

    `role_name` and `unit_name` are "" where they are computed when the step opens; `named` says
    that the diagram itself names the unit, most often one of another agency.
    """

    node: str
    name: str
    role_name: str
    unit_name: str
    named: bool
    limit: Limit | None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A step that the reader may act on, with its form.

    `values` are what the form is shown with: the dossier's variables, then the draft.
    """

    step_id: int
    task_id: str
    name: str
    role: str
    assignee_id: int | None
    assignee: str
    can_claim: bool
    can_release: bool
    can_complete: bool
    form: Form | None
    values: Mapping[str, object]
    draft_at: datetime | None
    time: TimeMark
    limit: Limit | None
    documentation: str
    asks: int  # which request for supplements completing it may make, 0 when it makes none


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of the dossier: what the procedure asks for and whether it was handed in."""

    paper: str
    name: str
    copies: int
    kind: str  # "original", "copy" or "" when not handed in
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A period in which the legal clock is stopped."""

    reason: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party of the dossier as it was filed; `details` has what else is known, "" nothing."""

    role: PartyRole
    kind: PartyKind
    name: str
    identifier: str
    phone: str
    email: str
    address: str
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything the dossier page shows to one reader at one moment."""

    code: str
    procedure: str
    procedure_name: str
    subject: str  # what it is about, where somebody said so
    field: str
    version: int
    agency_name: str
    one_stop_name: str
    channel: Channel
    status: Status
    limit: Limit | None
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    first_due_at: datetime | None
    resolved_at: datetime | None
    ended_at: datetime | None
    time: TimeMark
    reappointed_to: datetime | None  # the new date of form 4
    why: tuple[Fact, ...]  # the chain that leads to the due moment; empty where no limit runs
    applicant: str
    organisation: str
    id_number: str
    phone: str
    email: str
    address: str
    parties: tuple[PartyLine, ...]
    supplements: int
    revision: int
    tasks: tuple[OpenTask, ...]
    unreadable: BadState | None  # why its state, and so its tasks, cannot be read
    steps: tuple[StepLine, ...]
    holders: tuple[Holder, ...]
    next_steps: tuple[NextStep, ...]
    papers: tuple[PaperLine, ...]
    answers: tuple[LabelledValue, ...]
    journal: tuple[JournalLine, ...]
    journal_intact: bool
    pauses: tuple[PauseLine, ...]
    incidents: tuple[str, ...]  # the kind of each open one
    diagram_xml: bytes
    done_nodes: tuple[str, ...]
    current_nodes: tuple[str, ...]
    can_supplement: bool
    can_withdraw: bool
    withdraw_refusal: str  # error code when it cannot be withdrawn, "" otherwise
