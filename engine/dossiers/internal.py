"""Internal procedures: a dossier between offices, opened by whoever holds its first step.

There is no applicant and no one-stop. A legal limit runs only where the manifest gives one; each
step may have its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from textwrap import shorten
from unicodedata import normalize

from engine.access.opening import named_unit, opening_units
from engine.access.permission import refusal
from engine.access.table import OPEN_INTERNAL
from engine.accounts import Person
from engine.definitions.forms.form_validation import check_form
from engine.definitions.status import Channel, Status
from engine.dossiers.choosing import choose_case
from engine.dossiers.complete import finish_step
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, OpenDossier, row_by_id, waiting
from engine.dossiers.opening import (
    Applicant,
    Filing,
    FilingPlace,
    Problems,
    check_filing,
    open_case,
)
from engine.dossiers.record import record
from engine.errors import Conflict, FieldProblem, Invalid, Refused
from engine.installation import Installation
from engine.procedures.version import Version, active_version
from engine.storage.dossiers import dossiers, drafts, steps
from engine.storage.dossiers.steps import StepRow
from engine.workflow.form_feel import FormFeel

LONGEST = {"subject": 500, "requester": 300}
"""Characters that each may have."""
SUBJECT = "trich_yeu"
"""The key of a form's field that says what a dossier is about, where nothing else does."""
_LABELS = {"subject": "Về việc", "requester": "Đơn vị, cá nhân yêu cầu"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalRequest:
    """What opens an internal dossier.

    `subject` says what it is about ("": what the field `trich_yeu` says), `requester` who asked
    for it ("": the opener's unit). `values` are of the procedure's own form, if it has one;
    `first` of the first step's, which is then completed at once. With `first` None that step stays
    open in the opener's hands, and `draft` is kept for it. `unit` is where it is opened, for people
    who may open it in several.
    """

    procedure: str
    subject: str
    requester: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    first: Mapping[str, object] | None = None
    draft: Mapping[str, object] = field(default_factory=dict)
    unit: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The opened dossier. `due_at` is None where no limit runs."""

    code: str
    status: Status
    due_at: datetime | None


@at_its_moment
def open_internal(
    installation: Installation,
    who: Person,
    request: InternalRequest,
    *,
    at: datetime,
    address: str = "",
) -> Opened:
    """Open an internal dossier; its first step is done at once, or the opener holds it.

    Raises Invalid with all problems together (keys of the first step's form begin with "first."),
    Refused for any other procedure, Forbidden for whoever does not hold the first step's role.
    """
    with installation.store.begin() as tx:
        version = active_version(tx, request.procedure)
        place = _chosen(installation, who, version, request.unit)
        filing, values, fields = _check(version, place, request, at)
        act = Act(who, at, address)
        case = open_case(installation, tx, version, place, filing, values, act)
        fields |= {"channel": Channel.INTERNAL, "subject": filing.subject}
        status = record(case, act, "opened", fields)
        status = _begin(case, act, request) or status
        row = row_by_id(tx, case.row.id)
        return Opened(row.code, status, row.due_at)


def places(installation: Installation, who: Person, version: Version) -> tuple[FilingPlace, ...]:
    """Where this person may open the procedure: the units in which they may do its first step.

    A first step whose unit is named is the one of the procedure's agency; else each opens for the
    agency of its own unit. Raises Refused for a procedure that is not internal, or lacks its
    diagram.
    """
    procedure, tree = version.procedure, installation.organisation
    if not procedure.internal:
        raise Refused("not_internal", f"{procedure.code} is not an internal procedure.")
    agency, found = procedure.agency, opening_units(installation, who, version)
    if named_unit(version):
        return tuple(FilingPlace(unit, agency) for unit in found)
    return tuple(FilingPlace(unit, tree.agency_of(unit.id).id) for unit in found)


def _chosen(installation: Installation, who: Person, version: Version, unit: str) -> FilingPlace:
    found = places(installation, who, version)
    fits = [place for place in found if unit in ("", place.unit.id)]
    if not fits:
        raise refusal(who, OPEN_INTERNAL, version)
    return fits[0]


def _check(
    version: Version, place: FilingPlace, request: InternalRequest, at: datetime
) -> tuple[Filing, dict[str, object], dict[str, object]]:
    """The filing, the clean values of the procedure's form, and what the journal keeps of it."""
    problems = Problems()
    subject, requester = _subject(request), _line(request.requester)
    problems.found += _texts({"subject": subject, "requester": requester})
    filing = Filing(
        applicant=Applicant(requester or place.unit.name),
        values=request.values,
        channel=Channel.INTERNAL,
        case=request.case,
        subject=subject,
    )
    values = check_filing(version, filing, problems)
    filing, choice = choose_case(version, filing, values, at, problems)
    form = version.forms.get(version.first_step.form)
    if form is not None and request.first is not None:
        try:
            check_form(form, request.first, FormFeel())
        except Invalid as error:
            problems.take(error, "first.")
    problems.refuse()
    return filing, values, choice.fields() if choice else {}


def _subject(request: InternalRequest) -> str:
    typed = _line(request.subject)
    for form in (request.first or request.draft, request.values):
        text = form.get(SUBJECT)
        if not typed and isinstance(text, str):
            typed = shorten(_line(text), LONGEST["subject"], placeholder="…")
    return typed


def _line(text: str) -> str:
    """What was typed, on one line, without what cannot be seen."""
    return "".join(c for c in normalize("NFC", " ".join(text.split())) if c.isprintable())


def _texts(given: Mapping[str, str]) -> list[FieldProblem]:
    found = [
        FieldProblem(key, "max_length", _LABELS[key], LONGEST[key])
        for key, text in given.items()
        if len(text) > LONGEST[key]
    ]
    if not given["subject"]:
        found.append(FieldProblem("subject", "required", _LABELS["subject"]))
    return found


def _begin(case: OpenDossier, act: Act, request: InternalRequest) -> Status | None:
    """Complete the first step with its values, else put it into the opener's hands."""
    row = row_by_id(case.tx, case.row.id)
    node = case.version.first_step.id
    first = next((s for s in steps.open_of(case.tx, row.id) if s.node == node), None)
    if first is None:
        if request.first:
            raise Refused("step_gone", f"The first step of {row.code} does not open at once.")
        return None
    if request.first is not None:
        fresh = replace(case, row=row, before=waiting(case.run))
        return finish_step(fresh, act, first, request.first, "completed")
    _hold(replace(case, row=row), act, first, request.draft)
    return None


def _hold(case: OpenDossier, act: Act, step: StepRow, draft: Mapping[str, object]) -> None:
    user = act.user_id
    if user is None or not steps.claim(case.tx, step.id, user, act.at):
        raise Conflict("step_held", f'Step "{step.name}" is held by another.', step=step.name)
    if draft:
        drafts.save(case.tx, step.id, user, draft, act.at)
    if not dossiers.advance(case.tx, case.row, act.entry("claimed", {"step": step.name})):
        raise Conflict("dossier_changed", f"Dossier {case.row.code} was changed meanwhile.")
