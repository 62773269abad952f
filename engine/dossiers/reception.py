"""Receiving at the desk: a dossier is opened and its first check done, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.accounts import Person
from engine.catalog.versions import Version, active_version
from engine.definitions.form_check import check_form
from engine.definitions.organisation import Unit
from engine.definitions.status import Channel, Status
from engine.dossiers.case import ONE_STOP, Act, Case, row_by_id, waiting
from engine.dossiers.complete import finish_step
from engine.dossiers.record import record
from engine.errors import FieldProblem, Forbidden, Invalid, Refused
from engine.office import Office
from engine.storage import Transaction, codes, dossiers, papers, steps
from engine.storage.dossiers import NewDossier
from engine.storage.papers import NewPaper
from engine.workflow import feel
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec
from sla.calendar import VIETNAM
from sla.limits import limit_text_vi


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who files, as printed on the receipt (TT 03/2025/TT-VPCP, form 1)."""

    name: str
    organisation: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


PAPER_KINDS = ("original", "copy")


@dataclass(frozen=True, slots=True)
class PaperGiven:
    """A paper that was handed in, once each; `kind` is one of PAPER_KINDS."""

    id: str
    kind: str = "copy"
    copies: int = 1


@dataclass(frozen=True, slots=True)
class ReceiveRequest:
    """What the desk sends: `values` of the application form, `decision` of the first step."""

    procedure: str
    applicant: Applicant
    values: Mapping[str, object]
    decision: Mapping[str, object]
    papers: tuple[PaperGiven, ...] = ()
    channel: Channel = Channel.DESK


@dataclass(frozen=True, slots=True)
class Received:
    """The opened dossier. `due_at` is None when it was not received, or has no limit."""

    code: str
    status: Status
    due_at: datetime | None


@dataclass(slots=True)
class _Problems:
    found: list[FieldProblem] = field(default_factory=list)

    def take(self, error: Invalid, prefix: str = "") -> None:
        self.found += [
            FieldProblem(prefix + p.key, p.code, p.label, p.limit) for p in error.problems
        ]


def receive(
    office: Office, who: Person, request: ReceiveRequest, *, at: datetime, address: str = ""
) -> Received:
    """Open a dossier at the desk and complete its first step with the clerk's decision.

    Raises Invalid with all problems of applicant, papers and both forms together (keys of the
    first step's form begin with "decision.", the applicant's with "applicant."), Refused for a
    procedure that is published as information only, Forbidden away from one's one-stop.
    """
    with office.store.begin() as tx:
        version = active_version(tx, request.procedure)
        one_stop = one_stop_of(office, who, version)
        values = _check(version, request)
        act = Act(who, at, address)
        case = _open(office, tx, version, one_stop, request, values, act)
        record(case, act, "opened", {"channel": request.channel})
        status = _decide(case, act, request)
        row = row_by_id(tx, case.row.id)
        return Received(row.code, status, row.due_at)


def one_stop_of(office: Office, who: Person, version: Version) -> Unit:
    """The one-stop unit of the procedure's agency at which this person receives.

    Raises Refused when the procedure cannot be filed, Forbidden when the person may not receive.
    """
    procedure = version.procedure
    if not procedure.fileable:
        raise Refused("information_only", f"{procedure.code} is published as information only.")
    units = office.organisation
    for grant in who.grants:
        if grant.role == ONE_STOP and units.agency_of(grant.unit).id == procedure.agency:
            return units.units[grant.unit]
    raise Forbidden("not_one_stop", "Only the one-stop of the agency receives this procedure.")


def _check(version: Version, request: ReceiveRequest) -> dict[str, object]:
    problems = _Problems()
    if not request.applicant.name.strip():
        problems.found.append(FieldProblem("applicant.name", "required", "Họ tên người nộp"))
    problems.found += _paper_problems(version, request)
    values: dict[str, object] = {}
    form = version.forms.get(version.procedure.form or "")
    try:
        values = check_form(form, request.values, feel.evaluate) if form else {}
    except Invalid as error:
        problems.take(error)
    try:
        _check_decision(version, request)
    except Invalid as error:
        problems.take(error, "decision.")
    if problems.found:
        raise Invalid(problems.found)
    return values


def _paper_problems(version: Version, request: ReceiveRequest) -> list[FieldProblem]:
    asked = {p.id: p.name for p in version.procedure.papers}
    found, given = [], set()
    for paper in request.papers:
        key, name = f"papers.{paper.id}", asked.get(paper.id, paper.id)
        if paper.id not in asked or paper.id in given:
            found.append(FieldProblem(key, "unknown", name))
        elif paper.kind not in PAPER_KINDS:
            found.append(FieldProblem(key, "option", name))
        elif paper.copies < 1:
            found.append(FieldProblem(key, "min", name, 1))
        given.add(paper.id)
    return found


def _check_decision(version: Version, request: ReceiveRequest) -> None:
    form = version.forms.get(version.first_step.form)
    if form:
        check_form(form, request.decision, feel.evaluate)


def _open(  # noqa: PLR0913, PLR0917 - all of it goes into one row
    office: Office,
    tx: Transaction,
    version: Version,
    one_stop: Unit,
    request: ReceiveRequest,
    values: dict[str, object],
    act: Act,
) -> Case:
    procedure, person = version.procedure, request.applicant
    agency = office.organisation.units[procedure.agency]
    code = codes.next_code(tx, agency.code, act.at.astimezone(VIETNAM).date())
    variables = {**values, "so_ho_so": code, "kenh": request.channel.value}
    run = Run.start(compile_spec(version.diagram, version.diagrams), variables, act.at)
    new = NewDossier(
        code=code,
        procedure=procedure.code,
        procedure_name=procedure.name,
        field=procedure.field,
        version_id=version.id,
        agency=agency.id,
        one_stop=one_stop.id,
        hours=one_stop.hours,
        channel=request.channel,
        status=Status.REGISTERED,
        limit_text=limit_text_vi(procedure.time_limit) if procedure.time_limit else "",
        applicant_name=person.name.strip(),
        applicant_id_number=person.id_number.strip(),
        applicant_phone=person.phone.strip(),
        applicant_email=person.email.strip(),
        applicant_address=person.address.strip(),
        organisation=person.organisation.strip(),
        submitted_at=act.at,
        state=run.dump(office.key),
        data=values,
        opened_by=act.user_id,
    )
    row = row_by_id(tx, dossiers.insert(tx, new))
    _keep_papers(tx, row.id, version, request, act.at)
    return Case(office, tx, row, version, run, frozenset())


def _keep_papers(
    tx: Transaction, dossier_id: int, version: Version, request: ReceiveRequest, at: datetime
) -> None:
    names = {asked.id: asked.name for asked in version.procedure.papers}
    given = [NewPaper(p.id, names[p.id], p.copies, p.kind, at) for p in request.papers]
    papers.replace(tx, dossier_id, given)


def _decide(case: Case, act: Act, request: ReceiveRequest) -> Status:
    row = row_by_id(case.tx, case.row.id)
    fresh = Case(case.office, case.tx, row, case.version, case.run, waiting(case.run))
    first = next(s for s in steps.open_of(case.tx, row.id) if s.node == case.version.first_step.id)
    return finish_step(fresh, act, first, request.decision, "received")
