"""Internal procedures: a dossier between offices, opened by whoever holds its first step.

There is no applicant and no one-stop. A legal limit runs only where the manifest gives one; each
step may have its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import shorten
from unicodedata import normalize

from engine.access.opening import named_unit, opening_units
from engine.access.permission import refusal
from engine.access.table import OPEN_INTERNAL
from engine.accounts import Person
from engine.definitions.applicant import Applicant
from engine.definitions.forms.form import Meaning
from engine.definitions.forms.form_validation import check_form
from engine.definitions.status import Channel, Status
from engine.dossiers.choosing import DecidedCase, choose_case
from engine.dossiers.complete import first_done
from engine.dossiers.filing import Filing, FilingPlace, Problems, check_filing
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act
from engine.dossiers.opening import NewCase, open_case
from engine.errors import FieldProblem, Invalid, Refused
from engine.installation import Installation
from engine.journal.events import Opened
from engine.procedures.version import Version, active_version
from engine.storage.dossiers import drafts, steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.workflow.form_feel import FormFeel

LONGEST = {"subject": 500, "requester": 300}
"""Characters that each may have."""
_LABELS = {"subject": "Về việc", "requester": "Đơn vị, cá nhân yêu cầu"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalRequest:
    """What opens an internal dossier.

    `subject` says what it is about ("": what the field that means it says), `requester` who asked
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
class InternalOpening:
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
) -> InternalOpening:
    """Open an internal dossier; its first step is done at once, or the opener holds it.

    Raises Invalid with all problems together (keys of the first step's form begin with "first."),
    Refused for any other procedure, Forbidden for whoever does not hold the first step's role.
    """
    with installation.store.begin() as tx:
        version = active_version(tx, request.procedure)
        place = _chosen(installation, who, version, request.unit)
        filing, values, choice = _check(installation, version, place, request, at)
        act = Act(who, at, address)
        new = open_case(installation, tx, version, place, filing, values, act)
        if request.first is not None:
            row = first_done(new, act, request.first, choice, kind=Opened)
        else:
            row = _hold(new, act, choice, request.draft)
        return InternalOpening(row.code, row.status, row.due_at)


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
    installation: Installation,
    version: Version,
    place: FilingPlace,
    request: InternalRequest,
    at: datetime,
) -> tuple[Filing, dict[str, object], DecidedCase | None]:
    """The filing, the clean values of the procedure's form, the case that a decision gave."""
    problems = Problems()
    subject, requester = _subject(version, request), _line(request.requester)
    problems.found += _texts({"subject": subject, "requester": requester})
    filing = Filing(
        applicant=Applicant(requester or place.unit.name),
        values=request.values,
        channel=Channel.INTERNAL,
        case=request.case,
        subject=subject,
    )
    values = check_filing(installation, version, filing, at, problems)
    filing, choice = choose_case(version, filing, values, at, problems)
    form = version.forms.get(version.first_step.form)
    if form is not None and request.first is not None:
        try:
            check_form(form, request.first, FormFeel())
        except Invalid as error:
            problems.take(error, "first.")
    problems.refuse()
    return filing, values, choice


def _subject(version: Version, request: InternalRequest) -> str:
    typed = _line(request.subject)
    forms = (
        (version.first_step.form, request.first or request.draft),
        (
            version.procedure.form,
            request.values,
        ),
    )
    for form, values in forms:
        if not typed and form in version.forms:
            _, text = version.forms[form].with_meaning(Meaning.SUBJECT, values)
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


def _hold(
    new: NewCase, act: Act, choice: DecidedCase | None, draft: Mapping[str, object]
) -> DossierRow:
    """Store a dossier whose first step stays open in the opener's hands, with a draft for it."""
    node, tx = new.case.version.first_step.id, new.case.tx
    row = new.store(act, Opened(filing=new.facts(choice)), holder=act.user_id)
    first = next((step for step in steps.open_of(tx, row.id) if step.node == node), None)
    if draft and first is not None and act.user_id is not None:
        drafts.save(tx, first.id, act.user_id, draft, act.at)
    return row
