"""Form 4 as people see it: the page of one dossier, and what waits for a leader's signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.access.dossiers import find
from engine.access.permission import agencies, may, require
from engine.access.rules import OpenSteps
from engine.access.table import ASK_APOLOGY, SIGN_APOLOGY
from engine.accounts import Person
from engine.deadlines.forecast import Forecast, forecast
from engine.deadlines.marking import dossier_mark
from engine.deadlines.marks import TimeMark
from engine.deadlines.reappointment import last_moment_to_ask, new_appointment, prepares_from
from engine.dossiers.apologies.apology import refusal
from engine.installation import Installation
from engine.installation.paging import page_of
from engine.procedures.version import load_version
from engine.storage import Transaction
from engine.storage.dossiers import apologies, parties, steps
from engine.storage.dossiers.apologies import ApologyLine, ApologyRow, ApologyState
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.parties import Parties
from sla.errors import OutsideCalendar

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class ApologyForm:
    """What form 4 says (TT 03/2025/TT-VPCP). `governing` is "" where the content names no body."""

    governing: str
    agency: str
    one_stop: str
    code: str
    procedure: str
    procedure_name: str
    applicant: str
    organisation: str
    id_number: str
    received_at: datetime | None
    first_due_at: datetime | None
    due_at: datetime | None  # as it was when the apology was written
    reason: str
    new_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApologyView:
    """The apology of one dossier for one reader. `state` is "" where there is none."""

    state: str
    form: ApologyForm
    forecast: Forecast | None  # as of now; None while nothing runs
    ask_until: datetime | None  # a day before the due moment
    too_late_to_ask: bool
    refusal: str  # error code when none can be asked for now, "" otherwise
    can_ask: bool
    can_decide: bool
    near: bool  # time to think of it, or past
    sent_back: str
    asked_at: datetime | None
    asked_by: str
    decided_at: datetime | None
    decided_by: str

    @property
    def concerns(self) -> bool:
        """Whether the dossier's page has something to say about it."""
        late = self.near or (self.forecast is not None and self.forecast.late)
        return bool(self.state) or (self.can_ask and late)


@dataclass(frozen=True, slots=True)
class ApologyItem:
    """One apology that waits for the signature."""

    code: str
    procedure: str
    procedure_name: str
    applicant: str
    reason: str
    old_due_at: datetime
    new_due_at: datetime
    asked_at: datetime | None
    asked_by: str
    time: TimeMark


@dataclass(frozen=True, slots=True)
class ApologyPage:
    """One page of them, what is due first in front."""

    items: tuple[ApologyItem, ...]
    total: int
    page: int
    pages: int


def apology(installation: Installation, who: Person, code: str, at: datetime) -> ApologyView:
    """The apology of a dossier, or what one would say. Raises NotFound, Forbidden as `find`."""
    with installation.store.read() as tx:
        row = find(installation, tx, who, code)
        return _view(installation, tx, who, row, at)


def waiting(installation: Installation, who: Person, *, page: int, at: datetime) -> ApologyPage:
    """What waits for this leader's signature; past the end the last page. Raises Forbidden."""
    require(installation, who, SIGN_APOLOGY)
    led = agencies(installation, who, SIGN_APOLOGY)
    with installation.store.read() as tx:
        total = apologies.count(tx, led)
        here, pages = page_of(page, total, PAGE_SIZE)
        lines = apologies.requested(tx, led, here, PAGE_SIZE)
        filed_by = parties.of_many(tx, [line.dossier.id for line in lines])
    items = (_item(installation, line, filed_by[line.dossier.id], at) for line in lines)
    return ApologyPage(tuple(items), total, here, pages)


def waiting_count(installation: Installation, who: Person) -> int | None:
    """How many wait for this leader; None for whoever leads no agency."""
    led = agencies(installation, who, SIGN_APOLOGY)
    if not led:
        return None
    with installation.store.read() as tx:
        return apologies.count(tx, led)


def _view(
    installation: Installation, tx: Transaction, who: Person, row: DossierRow, at: datetime
) -> ApologyView:
    stored = apologies.of(tx, row.id)
    found = stored if stored and stored.state != ApologyState.DROPPED else None
    opened = steps.open_of(tx, row.id)
    refused = refusal(row, found)
    expected = _forecast(installation, tx, row, {s.node: s.due_at for s in opened}, at)
    until, near = _moments(installation, row, at)
    new_date = _new_date(installation, row, found, expected, at)
    requested = found is not None and found.state == ApologyState.REQUESTED
    runs = refused == "apology_asked" and row.paused_at is None
    return ApologyView(
        state=found.state if found else "",
        form=_form(installation, tx, row, found, new_date, at),
        forecast=expected,
        ask_until=until,
        too_late_to_ask=until is not None and at > until,
        refusal=refused,
        can_ask=not refused and may(installation, who, ASK_APOLOGY, OpenSteps(row, opened)),
        can_decide=requested and runs and may(installation, who, SIGN_APOLOGY, row.agency),
        near=near and not refused,
        sent_back=found.sent_back if found else "",
        asked_at=found.asked_at if found else None,
        asked_by=(found.asked_by_name or "") if found else "",
        decided_at=found.decided_at if found else None,
        decided_by=(found.decided_by_name or "") if found else "",
    )


def _forecast(
    installation: Installation,
    tx: Transaction,
    row: DossierRow,
    opened: dict[str, datetime | None],
    at: datetime,
) -> Forecast | None:
    if row.due_at is None or row.resolved_at or row.ended_at or row.paused_at:
        return None
    version, calendar = load_version(tx, row.version_id), installation.calendars.get(row.hours)
    try:
        return forecast(version, opened, row.due_at, calendar, at)
    except OutsideCalendar:  # the page shows the rest all the same
        return None


def _moments(
    installation: Installation, row: DossierRow, at: datetime
) -> tuple[datetime | None, bool]:
    """Until when an apology is in time, and whether it is time to think of one."""
    if row.due_at is None:
        return None, False
    calendar = installation.calendars.get(row.hours)
    try:
        return last_moment_to_ask(calendar, row.due_at), at >= prepares_from(calendar, row.due_at)
    except OutsideCalendar:
        return None, False


def _new_date(
    installation: Installation,
    row: DossierRow,
    found: ApologyRow | None,
    expected: Forecast | None,
    at: datetime,
) -> datetime | None:
    """The date on the form: the one asked for, else one that still leaves what is needed."""
    if found and found.state != ApologyState.PREPARED:
        return found.new_due_at
    if row.due_at is None:
        return None
    if found and found.new_due_at > max(row.due_at, at, expected.ready_at if expected else at):
        return found.new_due_at
    try:
        return new_appointment(installation.calendars.get(row.hours), expected, row.due_at, at)
    except OutsideCalendar:
        return None


def _form(
    installation: Installation,
    tx: Transaction,
    row: DossierRow,
    found: ApologyRow | None,
    new_due: datetime | None,
    at: datetime,
) -> ApologyForm:
    filed_by = parties.of(tx, row.id)
    written = found is not None and found.state != ApologyState.PREPARED
    return ApologyForm(
        governing=_governing(installation, row.agency),
        agency=installation.unit_name(row.agency, at),
        one_stop=installation.unit_name(row.one_stop, at),
        code=row.code,
        procedure=row.procedure,
        procedure_name=row.procedure_name,
        applicant=filed_by.submitter.name,
        organisation=filed_by.organisation,
        id_number=filed_by.submitter.identifier,
        received_at=row.received_at,
        first_due_at=row.first_due_at,
        due_at=found.old_due_at if found and written else row.due_at,
        reason=found.reason if found else "",
        new_due_at=new_due,
    )


def _governing(installation: Installation, agency: str) -> str:
    units = installation.organisation.units
    unit = units.get(agency)
    above = units.get(unit.parent) if unit and unit.parent else None
    return above.name if above else ""


def _item(
    installation: Installation, line: ApologyLine, filed_by: Parties, at: datetime
) -> ApologyItem:
    found, row = line.apology, line.dossier
    return ApologyItem(
        code=row.code,
        procedure=row.procedure,
        procedure_name=row.procedure_name,
        applicant=filed_by.addressed,
        reason=found.reason,
        old_due_at=found.old_due_at,
        new_due_at=found.new_due_at,
        asked_at=found.asked_at,
        asked_by=found.asked_by_name or "",
        time=dossier_mark(row, installation.calendars.get(row.hours), at),
    )
