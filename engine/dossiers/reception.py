"""Receiving at the desk: a dossier is opened and its first check done, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.access.permission import require, units
from engine.access.table import RECEIVE
from engine.accounts import Person
from engine.definitions.applicant import Applicant
from engine.definitions.forms.form_validation import check_form
from engine.definitions.organisation.agencies import Unit
from engine.definitions.status import Channel, Status
from engine.dossiers.choosing import DecidedCase, choose_case
from engine.dossiers.complete import first_done
from engine.dossiers.filing import (
    Filing,
    FilingPlace,
    PaperGiven,
    Problems,
    check_filing,
    require_fileable,
)
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act
from engine.dossiers.opening import open_case
from engine.errors import Invalid
from engine.installation import Installation
from engine.journal.events import Received
from engine.procedures.version import Version, active_version
from engine.workflow.form_feel import FormFeel


@dataclass(frozen=True, slots=True)
class ReceiveRequest:
    """What the desk sends: `values` of the application form, `decision` of the first step.

    `case` is the id of one of the procedure's cases (Quy trình), "" where there is but one.
    """

    procedure: str
    applicant: Applicant
    values: Mapping[str, object]
    decision: Mapping[str, object]
    papers: tuple[PaperGiven, ...] = ()
    channel: Channel = Channel.DESK
    case: str = ""


@dataclass(frozen=True, slots=True)
class Reception:
    """The opened dossier. `due_at` is None when it was not received, or has no limit.

    `choice` says which case it is and why, where a decision chose.
    """

    code: str
    status: Status
    due_at: datetime | None
    choice: DecidedCase | None = None


@at_its_moment
def receive(
    installation: Installation,
    who: Person,
    request: ReceiveRequest,
    *,
    at: datetime,
    address: str = "",
) -> Reception:
    """Open a dossier at the desk and complete its first step with the clerk's decision.

    Raises Invalid with all problems of applicant, case, papers and both forms together (keys of
    the first step's form begin with "decision.", the applicant's with "applicant."), Refused for
    a procedure that is published as information only, Forbidden away from one's one-stop.
    """
    filing = Filing(
        applicant=request.applicant,
        values=request.values,
        papers=request.papers,
        channel=request.channel,
        case=request.case,
    )
    with installation.store.begin() as tx:
        version = active_version(tx, request.procedure)
        one_stop = one_stop_of(installation, who, version)
        filing, values, choice = _check(installation, version, filing, request.decision, at)
        act = Act(who, at, address)
        place = FilingPlace(one_stop, version.procedure.agency)
        new = open_case(installation, tx, version, place, filing, values, act)
        row = first_done(new, act, request.decision, choice, kind=Received)
        return Reception(row.code, row.status, row.due_at, choice)


def one_stop_of(installation: Installation, who: Person, version: Version) -> Unit:
    """The one-stop unit of the procedure's agency at which this person receives.

    Raises Refused when the procedure cannot be filed, Forbidden when the person may not receive.
    """
    require_fileable(version)
    agency = version.procedure.agency
    require(installation, who, RECEIVE, agency)
    return installation.organisation.units[units(installation, who, RECEIVE, agency)[0]]


def _check(
    installation: Installation,
    version: Version,
    filing: Filing,
    decision: Mapping[str, object],
    at: datetime,
) -> tuple[Filing, dict[str, object], DecidedCase | None]:
    problems = Problems()
    values = check_filing(installation, version, filing, at, problems)
    filing, choice = choose_case(version, filing, values, at, problems)
    form = version.forms.get(version.first_step.form)
    try:
        if form:
            check_form(form, decision, FormFeel())
    except Invalid as error:
        problems.take(error, "decision.")
    problems.refuse()
    return filing, values, choice
