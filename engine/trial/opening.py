"""What opening a dossier of a version that is tried asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from engine.accounts import AccountKind, Grant, Person
from engine.definitions.forms.form import Form
from engine.definitions.organisation.roles import ONE_STOP
from engine.desk.internal import opening
from engine.desk.reception import ProcedureChoice, RequiredPaper, reception
from engine.installation import Installation
from engine.trial.sandbox import Sandbox
from engine.trial.sources import number_of, open_source
from engine.trial.trial_content import Candidate
from sla.calendar import VIETNAM, WorkCalendar
from sla.limits import Limit

OPENS_AT = time(8)
"""When in the day a trial begins where nothing else is said."""


@dataclass(frozen=True, slots=True)
class OpeningRequirements:
    """Forms, papers and cases with which a dossier is opened.

    `at` is a moment to begin at. `units` are those that could open an internal one, (id, name),
    `subject_from` is the field that says what it is about, "" where only the page's own does.
    `first_by` is whose the first step is. `number` is the version's, 0 for one that is proposed.
    """

    procedure: ProcedureChoice
    internal: bool
    at: datetime
    form: Form | None
    first_step: str
    first_form: Form | None
    first_limit: Limit | None
    first_by: str
    papers: tuple[RequiredPaper, ...] = ()
    applicant_required: tuple[str, ...] = ()  # fields of `Applicant` besides the name
    units: tuple[tuple[str, str], ...] = ()
    subject_from: str = ""
    source: str = ""
    number: int = 0


def opening_requirements(
    installation: Installation, who: Person, source: str, procedure: str = "", *, at: datetime
) -> OpeningRequirements:
    """What a page asks for, beginning in the morning of the first working day from `at` on.

    Raises as `open_source` does, OutsideCalendar, and Refused for what cannot be opened.
    """
    candidate = open_source(installation, who, source, procedure)
    with installation.store.read() as tx:
        number = number_of(tx, source)
    sandbox = Sandbox(candidate, at)
    try:
        begins = _morning(sandbox.calendar, at)
        return replace(_requirements(sandbox), at=begins, source=source, number=number)
    finally:
        sandbox.close()


def requirements_of(candidate: Candidate, at: datetime) -> OpeningRequirements:
    """The same of any candidate, at this moment. Raises Refused for what cannot be opened."""
    sandbox = Sandbox(candidate, at)
    try:
        return _requirements(sandbox)
    finally:
        sandbox.close()


def _requirements(sandbox: Sandbox) -> OpeningRequirements:
    return _inside(sandbox) if sandbox.candidate.procedure.internal else _at_the_desk(sandbox)


def _at_the_desk(sandbox: Sandbox) -> OpeningRequirements:
    clerk = sandbox.person(ONE_STOP, sandbox.one_stop.id)
    view = reception(sandbox.installation, clerk, sandbox.candidate.procedure.code)
    first = sandbox.first_step
    return OpeningRequirements(
        procedure=view.procedure,
        internal=False,
        at=sandbox.now,
        form=view.form,
        first_step=view.first_step,
        first_form=view.first_form,
        first_limit=first.limit,
        first_by=clerk.name,
        papers=view.papers,
        applicant_required=view.applicant_required,
    )


def _inside(sandbox: Sandbox) -> OpeningRequirements:
    first, installation = sandbox.first_step, sandbox.installation
    everywhere = tuple(Grant(first.role, unit) for unit in installation.organisation.units)
    anybody = Person(0, "trial", "", AccountKind.STAFF, everywhere)
    view = opening(installation, anybody, sandbox.candidate.procedure.code)
    return OpeningRequirements(
        procedure=view.procedure,
        internal=True,
        at=sandbox.now,
        form=view.form,
        first_step=view.first_step,
        first_form=view.first_form,
        first_limit=view.first_limit,
        first_by=installation.role_name(first.role),
        units=view.units,
        subject_from=view.subject_from,
    )


def _morning(calendar: WorkCalendar, at: datetime) -> datetime:
    """Today at eight where that is a working day, else the next one. Raises OutsideCalendar."""
    day = at.astimezone(VIETNAM).date()
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENS_AT, VIETNAM)
