"""What a one-stop desk may receive, and what it needs to do so."""

from __future__ import annotations

from dataclasses import dataclass

from engine.access.permission import agencies
from engine.access.table import RECEIVE
from engine.accounts import Person
from engine.definitions.forms.form import Form
from engine.dossiers.reception import one_stop_of
from engine.installation import Installation
from engine.l10n.limits import limit_words
from engine.procedures.version import Version, active_procedures, active_version


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """One of several cases (Quy trình) of a procedure, each with a limit of its own."""

    id: str
    name: str
    limit_text: str


@dataclass(frozen=True, slots=True)
class ProcedureChoice:
    """A procedure that a one-stop may receive; `cases` are those to choose from, if any.

    `decided_by` is the name of the decision that chooses, "" where people do.
    `limit_text` has all limits, each with the name of its case where there are several.
    """

    code: str
    name: str
    field: str
    agency: str
    agency_name: str
    limit_text: str
    cases: tuple[CaseChoice, ...]
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class RequiredPaper:
    """A paper that the procedure asks for; `kind` is what applicants usually bring."""

    id: str
    name: str
    copies: int
    kind: str  # "original" or "copy"


@dataclass(frozen=True, slots=True)
class ReceptionView:
    """What the desk needs to open a dossier of one procedure."""

    procedure: ProcedureChoice
    form: Form | None
    first_step: str
    first_form: Form | None
    papers: tuple[RequiredPaper, ...]
    applicant_required: tuple[str, ...]  # fields of `Applicant` besides the name


def procedures(installation: Installation, who: Person) -> tuple[ProcedureChoice, ...]:
    """The procedures in force that this person's one-stop receives, by field and name."""
    with installation.store.read() as tx:
        active = active_procedures(tx, agencies(installation, who, RECEIVE))
    mine = [v for v in active if v.procedure.fileable and not v.procedure.internal]
    return tuple(sorted((choice(installation, v) for v in mine), key=lambda c: (c.field, c.name)))


def reception(installation: Installation, who: Person, procedure: str) -> ReceptionView:
    """Forms and papers of one procedure. Raises as `one_stop_of` does."""
    with installation.store.read() as tx:
        version = active_version(tx, procedure)
    one_stop_of(installation, who, version)
    first = version.first_step
    papers = version.procedure.papers
    return ReceptionView(
        procedure=choice(installation, version),
        form=version.forms.get(version.procedure.form),
        first_step=first.label,
        first_form=version.forms.get(first.form),
        papers=tuple(RequiredPaper(p.id, p.name, p.copies, p.usual_kind) for p in papers),
        applicant_required=version.procedure.applicant_required,
    )


def choice(installation: Installation, version: Version) -> ProcedureChoice:
    """The procedure's line in a list."""
    p = version.procedure
    cases = tuple(CaseChoice(c.id, c.name, limit_words(c.limit)) for c in p.cases)
    several = len(cases) > 1
    return ProcedureChoice(
        code=p.code,
        name=p.name,
        field=p.field,
        agency=p.agency,
        agency_name=installation.unit_name(p.agency),
        limit_text="; ".join(
            f"{c.name}: {c.limit_text}" if several else c.limit_text for c in cases
        ),
        cases=cases if several and not p.case_decision else (),
        decided_by=version.decided_by,
    )
