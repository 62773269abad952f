"""Submitting online: a dossier is opened and waits for the one-stop's answer.

The limit runs from receipt, which is the one-stop's; until then it has eight working hours to
receive the dossier or to say what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.definitions.applicant import Applicant
from engine.definitions.organisation.agencies import Unit
from engine.definitions.status import Channel
from engine.dossiers.choosing import choose_case
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
from engine.errors import FieldProblem, Refused
from engine.installation import Installation
from engine.journal.events import Submitted
from engine.l10n.text import _
from engine.procedures.version import Version, active_version


@dataclass(frozen=True, slots=True)
class SubmitRequest:
    """What a portal sends. `one_stop` is a unit's id, "" for the agency's own one-stop."""

    procedure: str
    applicant: Applicant
    values: Mapping[str, object]
    papers: tuple[PaperGiven, ...] = ()
    case: str = ""
    one_stop: str = ""


@at_its_moment
def submit(
    installation: Installation, request: SubmitRequest, *, at: datetime, address: str = ""
) -> str:
    """Open an online dossier without any decision yet; returns its code.

    Raises Invalid with all problems of applicant, case, one-stop, papers and form together,
    Refused for a procedure that is published as information only or that nobody receives.
    """
    filing = Filing(
        applicant=request.applicant,
        values=request.values,
        papers=request.papers,
        channel=Channel.ONLINE,
        case=request.case,
    )
    with installation.store.begin() as tx:
        version = active_version(tx, request.procedure)
        require_fileable(version)
        problems = Problems()
        one_stop = _one_stop(installation, version, request.one_stop, at, problems)
        values = check_filing(installation, version, filing, at, problems)
        filing, choice = choose_case(version, filing, values, at, problems)
        problems.refuse()
        act = Act(None, at, address)
        place = FilingPlace(one_stop, version.procedure.agency)
        new = open_case(installation, tx, version, place, filing, values, act)
        return new.store(act, Submitted(filing=new.facts(choice))).code


def _one_stop(
    installation: Installation, version: Version, wanted: str, at: datetime, problems: Problems
) -> Unit:
    agency = version.procedure.agency
    desks = installation.organisation.one_stops(agency, at)
    if not desks:
        raise Refused("no_one_stop", f"{agency} has no one-stop.", agency=agency)
    found = next((unit for unit in desks if unit.id == wanted), None)
    if wanted and found is None:
        problems.found.append(FieldProblem("one_stop", "option", _("Nơi tiếp nhận")))
    return found or desks[0]
