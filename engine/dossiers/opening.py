"""Opening a dossier: what every way of filing has in common, at the desk, by post and online."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.definitions.forms.form_validation import check_form
from engine.definitions.manifests.papers import PAPER_KINDS
from engine.definitions.organisation.agencies import Unit
from engine.definitions.status import Channel, Status
from engine.dossiers.open_dossier import Act, OpenDossier, row_by_id
from engine.errors import FieldProblem, Invalid, Refused
from engine.installation import Installation
from engine.procedures.version import Version
from engine.storage import Transaction
from engine.storage.dossiers import codes, dossiers, papers
from engine.storage.dossiers.dossiers import NewDossier
from engine.storage.dossiers.papers import NewPaper
from engine.workflow.form_feel import FormFeel
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec
from sla.calendar import VIETNAM
from sla.limits import limit_text_vi
from sla.pauses import PausePolicy
from sla.receipt import ReceiptRule


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who files, as printed on the receipt (TT 03/2025/TT-VPCP, form 1)."""

    name: str
    organisation: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PaperGiven:
    """A paper that was handed in, once each; `kind` is one of PAPER_KINDS."""

    id: str
    kind: str = "copy"
    copies: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What an applicant files: `values` of the application form, the papers, how it came in.

    `case` is the id of one of the procedure's cases (Quy trình), "" where there is but one or a
    decision chooses.
    """

    applicant: Applicant
    values: Mapping[str, object]
    papers: tuple[PaperGiven, ...] = ()
    channel: Channel = Channel.DESK
    case: str = ""
    subject: str = ""  # what an internal dossier is about


@dataclass(frozen=True, slots=True)
class FilingPlace:
    """Where a dossier is opened: the unit, and the agency whose dossier it is."""

    unit: Unit
    agency: str


@dataclass(slots=True)
class Problems:
    """What is wrong with a filing, collected so that all of it is reported at once."""

    found: list[FieldProblem] = field(default_factory=list)

    def take(self, error: Invalid, prefix: str = "") -> None:
        """Add the problems of a form, its keys after a prefix."""
        self.found += [
            FieldProblem(prefix + p.key, p.code, p.label, p.limit) for p in error.problems
        ]

    def refuse(self) -> None:
        """Raise Invalid when there is any."""
        if self.found:
            raise Invalid(self.found)


def require_fileable(version: Version) -> None:
    """Raise Refused for a procedure that no applicant files: information only, or internal."""
    code = version.procedure.code
    if version.procedure.internal:
        raise Refused("internal_only", f"{code} is internal: no applicant files it.")
    if not version.procedure.fileable:
        raise Refused("information_only", f"{code} is published as information only.")


def require_valid(installation: Installation, place: FilingPlace, at: datetime) -> None:
    """Raise Refused where the unit or the agency opens no new dossiers at this moment.

    The codes: `unit_replaced` and `unit_ended` after its last day, `unit_not_yet` before its first.
    """
    tree = installation.organisation
    closed = tree.closed(place.unit.id, at) or tree.closed(place.agency, at)
    if closed is None:
        return
    names = installation.successor_names(closed.id, at)
    if names:
        text = f"{closed.name} opens no new dossiers: it is now {names}."
        raise Refused("unit_replaced", text, unit=closed.name, successors=names)
    code = "unit_ended" if closed.has_ended(at) else "unit_not_yet"
    text = f"{closed.name} opens no new dossiers: the moment is not within its dates."
    raise Refused(code, text, unit=closed.name)


def check_filing(version: Version, filing: Filing, problems: Problems) -> dict[str, object]:
    """Return the form's clean values; what is wrong with the filing goes to `problems`."""
    if not filing.applicant.name.strip():
        problems.found.append(FieldProblem("applicant.name", "required", "Họ tên người nộp"))
    procedure = version.procedure
    chosen = procedure.cases and not procedure.case_decision  # by people; else by `choose_case`
    if (chosen and procedure.case(filing.case) is None) or (filing.case and not procedure.cases):
        problems.found.append(_case_problem(filing))
    problems.found += _paper_problems(version, filing)
    form = version.forms.get(procedure.form or "")
    try:
        return check_form(form, filing.values, FormFeel()) if form else {}
    except Invalid as error:
        problems.take(error)
        return {}


def _paper_problems(version: Version, filing: Filing) -> list[FieldProblem]:
    names = {p.id: p.name for p in version.procedure.papers}
    found, given = [], set()
    for paper in filing.papers:
        key, name = f"papers.{paper.id}", names.get(paper.id, paper.id)
        if paper.id not in names or paper.id in given:
            found.append(FieldProblem(key, "unknown", name))
        elif paper.kind not in PAPER_KINDS:
            found.append(FieldProblem(key, "option", name))
        elif paper.copies < 1:
            found.append(FieldProblem(key, "min", name, 1))
        given.add(paper.id)
    return found


def open_case(  # noqa: PLR0913, PLR0917 - all of it goes into one row
    installation: Installation,
    tx: Transaction,
    version: Version,
    place: FilingPlace,
    filing: Filing,
    values: dict[str, object],
    act: Act,
) -> OpenDossier:
    """Insert a dossier with a started workflow; the caller records the act that opened it.

    The filing has been checked. Raises Refused `no_agency_code` where the agency has no code to
    number its dossiers by, and as `require_valid` does.
    """
    require_valid(installation, place, act.at)
    procedure, person, timetable = version.procedure, filing.applicant, installation.timetable
    case = procedure.case(filing.case)
    if case is None and procedure.cases:
        raise Invalid([_case_problem(filing)])
    unit, case_id = place.unit, case.id if case else ""
    # Where no limit runs, no milestone needs to say when it was received.
    unlimited = filing.channel is Channel.INTERNAL and case is None
    code = _code(installation, tx, place.agency, act)
    own = {
        "so_ho_so": code,
        "kenh": filing.channel.value,
        "quy_trinh": case_id,
        "don_vi_mo": unit.id,
    }
    spec = compile_spec(version.diagram, version.diagrams, version.decisions)
    run = Run.start(spec, {**values, **own}, act.at)
    new = NewDossier(
        code=code,
        procedure=procedure.code,
        procedure_name=procedure.name,
        field=procedure.field,
        version_id=version.id,
        agency=place.agency,
        one_stop=unit.id,
        hours=unit.hours,
        channel=filing.channel,
        status=Status.REGISTERED,
        limit_text=limit_text_vi(case.limit) if case else "",
        limit_case=case_id,
        pause_policy=PausePolicy(procedure.pause_policy),
        receipt_rule=_rule(unit, filing),
        timetable_id=timetable.id,
        applicant_name=person.name.strip(),
        applicant_id_number=person.id_number.strip(),
        applicant_phone=person.phone.strip(),
        applicant_email=person.email.strip(),
        applicant_address=person.address.strip(),
        organisation=person.organisation.strip(),
        subject=filing.subject,
        submitted_at=act.at,
        received_at=act.at if unlimited else None,
        state=run.dump(installation.key),
        data=values,
        opened_by=act.user_id,
    )
    row = row_by_id(tx, dossiers.insert(tx, new))
    _keep_papers(tx, row.id, version, filing, act)
    return OpenDossier(installation, tx, row, version, run, frozenset(), timetable)


def _code(installation: Installation, tx: Transaction, agency: str, act: Act) -> str:
    own = installation.organisation.units[agency].code_at(act.at)
    if not own:
        text = f'The agency "{agency}" has no code to number dossiers by.'
        raise Refused("no_agency_code", text, agency=agency)
    return codes.next_code(tx, own, act.at.astimezone(VIETNAM).date())


def _rule(unit: Unit, filing: Filing) -> ReceiptRule:
    online = filing.channel is Channel.ONLINE
    return unit.online_rule if online else ReceiptRule.AS_RECEIVED


def _case_problem(filing: Filing) -> FieldProblem:
    return FieldProblem("case", "option" if filing.case else "required", "Quy trình")


def _keep_papers(
    tx: Transaction, dossier_id: int, version: Version, filing: Filing, act: Act
) -> None:
    names = {p.id: p.name for p in version.procedure.papers}
    given = [NewPaper(p.id, names[p.id], p.copies, p.kind, act.at) for p in filing.papers]
    papers.replace(tx, dossier_id, given)
