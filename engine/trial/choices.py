"""What a designer may try, and what opening a dossier of it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engine.accounts import Grant, Kind, Person
from engine.catalog.versions import Version, active_procedures, load_version
from engine.definitions.form import Form
from engine.desk.internal import opening
from engine.desk.reception import reception
from engine.desk.rows import PaperAsked, ProcedureChoice
from engine.dossiers.case import ONE_STOP
from engine.errors import NotFound
from engine.office import Office
from engine.publishing.rights import designs, require_designer
from engine.storage import Transaction, publications, versions
from engine.storage.publications import PENDING
from engine.trial.sandbox import Sandbox
from engine.trial.store import open_source, source_of_publication, source_of_version
from sla.calendar import VIETNAM, WorkCalendar
from sla.limits import limit_text_vi

OPENS_AT = time(8)
"""When in the day a trial begins where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version that can still be tried."""

    source: str
    number: int
    deployed_at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure in force, with its versions before the present one, newest first."""

    source: str
    procedure: str
    name: str
    field: str
    agency_name: str
    internal: bool
    number: int
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A version that somebody proposed and that is not in force yet."""

    source: str
    procedure: str
    name: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that a person may try."""

    in_force: tuple[Choice, ...]
    proposed: tuple[Proposed, ...]


@dataclass(frozen=True, slots=True)
class OpeningAsked:
    """What opening a dossier of a version asks for.

    `at` is a moment to begin at. `units` are those that could open an internal one, (id, name),
    `subject_from` is the field that says what it is about, "" where only the page's own does.
    `first_by` is whose the first step is. `number` is the version's, 0 for one that is proposed.
    """

    source: str
    number: int
    procedure: ProcedureChoice
    internal: bool
    at: datetime
    form: Form | None
    first_step: str
    first_form: Form | None
    first_limit: str
    first_by: str
    papers: tuple[PaperAsked, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    subject_from: str = ""


def choices(office: Office, who: Person) -> Choices:
    """The versions that a person may try, by field and name. Raises Forbidden `not_designer`."""
    require_designer(office, who)
    agencies = designs(office, who)
    with office.store.read() as tx:
        active = [v for v in active_procedures(tx) if _can_be_tried(v, agencies)]
        found = [_choice(office, tx, v) for v in active]
        waiting = tuple(_proposed(tx, agencies))
    return Choices(tuple(sorted(found, key=lambda c: (c.field, c.name))), waiting)


def source_in_force(office: Office, who: Person, procedure: str) -> str:
    """The source of a procedure's version in force. Raises NotFound, Forbidden."""
    require_designer(office, who)
    with office.store.read() as tx:
        heads = [h for h in versions.active_list(tx) if h.procedure == procedure]
    if not heads:
        raise NotFound("no_procedure", f"There is no procedure {procedure!r}.")
    require_designer(office, who, heads[0].agency)
    return source_of_version(heads[0].id)


def opening_asked(
    office: Office, who: Person, source: str, procedure: str = "", *, at: datetime
) -> OpeningAsked:
    """Forms, papers and cases with which a version is opened.

    Raises as `open_source` does, and Refused for a version that cannot be opened.
    """
    candidate = open_source(office, who, source, procedure)
    number = _number(office, source)
    sandbox = Sandbox(candidate, at)
    try:
        begins = _morning(sandbox.calendar, at)
        asked = _inside if candidate.procedure.internal else _at_the_desk
        return asked(sandbox, source, number, begins)
    finally:
        sandbox.close()


def _can_be_tried(version: Version, agencies: Iterable[str]) -> bool:
    return version.procedure.fileable and version.procedure.agency in agencies


def _choice(office: Office, tx: Transaction, version: Version) -> Choice:
    p = version.procedure
    before = [h for h in reversed(versions.all_of(tx, p.code)) if h.id != version.id]
    return Choice(
        source=source_of_version(version.id),
        procedure=p.code,
        name=p.name,
        field=p.field,
        agency_name=office.unit_name(p.agency),
        internal=p.internal,
        number=version.number,
        earlier=tuple(
            Earlier(source_of_version(h.id), h.number, h.deployed_at)
            for h in before
            if load_version(tx, h.id).procedure.fileable
        ),
    )


def _proposed(tx: Transaction, agencies: tuple[str, ...]) -> Iterator[Proposed]:
    rows = [row for row in publications.recent(tx, agencies) if row.state in PENDING]
    items = publications.items(tx, [row.id for row in rows])
    for row in rows:
        for item in items:
            if item.publication_id == row.id and item.agency in agencies:
                source = source_of_publication(row.id)
                yield Proposed(source, item.procedure, item.name, row.made_by_name, row.made_at)


def _at_the_desk(sandbox: Sandbox, source: str, number: int, begins: datetime) -> OpeningAsked:
    clerk = sandbox.person(ONE_STOP, sandbox.one_stop.id)
    view = reception(sandbox.office, clerk, sandbox.candidate.procedure.code)
    first = sandbox.first_step
    return OpeningAsked(
        source=source,
        number=number,
        procedure=view.procedure,
        internal=False,
        at=begins,
        form=view.form,
        first_step=view.first_step,
        first_form=view.first_form,
        first_limit=limit_text_vi(first.limit) if first.limit else "",
        first_by=clerk.name,
        papers=view.papers,
    )


def _inside(sandbox: Sandbox, source: str, number: int, begins: datetime) -> OpeningAsked:
    first, office = sandbox.first_step, sandbox.office
    everywhere = tuple(Grant(first.role, unit) for unit in office.organisation.units)
    anybody = Person(0, "trial", "", Kind.STAFF, everywhere)
    view = opening(office, anybody, sandbox.candidate.procedure.code)
    return OpeningAsked(
        source=source,
        number=number,
        procedure=view.procedure,
        internal=True,
        at=begins,
        form=view.form,
        first_step=view.first_step,
        first_form=view.first_form,
        first_limit=view.first_limit,
        first_by=office.role_name(first.role),
        units=view.units,
        subject_from=view.subject_from,
    )


def _number(office: Office, source: str) -> int:
    """Of a version that `open_source` has found."""
    kind, _, number = source.partition(":")
    if source_of_version(int(number)) != f"{kind}:{number}":
        return 0
    with office.store.read() as tx:
        return load_version(tx, int(number)).number


def _morning(calendar: WorkCalendar, at: datetime) -> datetime:
    """Today at eight where that is a working day, else the next one. Raises OutsideCalendar."""
    day = at.astimezone(VIETNAM).date()
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENS_AT, VIETNAM)
