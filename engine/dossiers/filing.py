"""A filing: what every way of filing has in common, at the desk, by post and online."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.definitions.applicant import Applicant
from engine.definitions.forms.form_validation import check_form
from engine.definitions.manifests.papers import PAPER_KINDS
from engine.definitions.organisation.agencies import Unit
from engine.definitions.status import Channel
from engine.errors import FieldProblem, Invalid, Refused
from engine.installation import Installation
from engine.parties.applicant_check import check_applicant
from engine.procedures.version import Version
from engine.workflow.form_feel import FormFeel
from sla.calendar import VIETNAM


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


def check_filing(
    installation: Installation, version: Version, filing: Filing, at: datetime, problems: Problems
) -> dict[str, object]:
    """Return the form's clean values; what is wrong with the filing goes to `problems`."""
    procedure, today = version.procedure, at.astimezone(VIETNAM).date()
    if not procedure.internal:  # which nobody files
        problems.found += check_applicant(
            filing.applicant, procedure.applicant_required, installation, today
        )
    chosen = procedure.cases and not procedure.case_decision  # by people; else by `choose_case`
    if (chosen and procedure.case(filing.case) is None) or (filing.case and not procedure.cases):
        problems.found.append(case_problem(filing))
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


def case_problem(filing: Filing) -> FieldProblem:
    """No case was chosen, or one that the procedure does not have."""
    return FieldProblem("case", "option" if filing.case else "required", "Quy trình")
