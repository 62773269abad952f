"""Opening a dossier: its workflow is started, then it is stored with the act that opened it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.definitions.manifests.manifest import Procedure
from engine.definitions.organisation.agencies import Unit
from engine.definitions.status import Channel, Status
from engine.dossiers.choosing import DecidedCase
from engine.dossiers.filing import Filing, FilingPlace, case_problem, require_valid
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.dossiers.record import NOTHING, Done, new_step, record
from engine.errors import Invalid, Refused
from engine.installation import Installation
from engine.journal.events import Event, FilingFacts, GivenPaper
from engine.parties.identifier import normalised
from engine.parties.register import with_parties
from engine.parties.snapshots import snapshots_of
from engine.procedures.version import Version
from engine.storage import Transaction
from engine.storage.dossiers import answers, codes, papers, parties
from engine.storage.dossiers.answers import APPLICATION, NewAnswers
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.papers import NewPaper
from engine.storage.dossiers.parties import DossierParty
from engine.storage.dossiers.steps import NewStep
from engine.storage.folding import fold
from engine.storage.limits import amount_of, unit_of
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec
from sla.calendar import VIETNAM
from sla.pauses import PausePolicy
from sla.receipt import ReceiptRule


@dataclass(frozen=True, slots=True)
class NewCase:
    """A dossier with a started workflow that is not stored yet, and what was filed with it."""

    case: OpenDossier
    filing: Filing
    parties: tuple[DossierParty, ...]
    application: tuple[NewAnswers, ...]

    def facts(self, choice: DecidedCase | None = None) -> FilingFacts:
        """What the journal keeps of the filing; `choice` says why the case is the one it is."""
        row = self.case.row
        return FilingFacts(
            procedure=row.procedure,
            version=self.case.version.number,
            agency=row.agency,
            one_stop=row.one_stop,
            hours=row.hours,
            channel=row.channel,
            limit=row.limit,
            case=row.limit_case,
            decision=choice.decision.id if choice else "",
            rules=choice.rules if choice else (),
            pause_policy=row.pause_policy,
            receipt_rule=row.receipt_rule,
            timetable=row.timetable_id,
            subject=row.subject,
            papers=tuple(
                GivenPaper(id=p.id, copies=p.copies, kind=p.kind) for p in self.filing.papers
            ),
            parties={each.role: each.digest for each in self.parties},
        )

    def first_step(self, act: Act) -> NewStep:
        """The first step as it opens. Raises Refused where the diagram does not open it at once."""
        node = self.case.version.first_step.id
        wait = next((w for w in self.case.run.waits() if w.node == node), None)
        if wait is None:
            code = self.case.row.code
            raise Refused("step_gone", f"The first step of {code} does not open at once.")
        return new_step(self.case, act, wait, paused=False)

    def store(
        self, act: Act, event: Event, done: Done = NOTHING, *, holder: int | None = None
    ) -> DossierRow:
        """Store it with the act that opened it (see `record`)."""
        done = replace(done, answers=self.application + done.answers)
        row = record(self.case, act, event, done, holder=holder)
        parties.write(self.case.tx, row.id, with_parties(self.case.tx, self.parties, act.at))
        given = [NewPaper(p.id, p.copies, p.kind, act.at) for p in self.filing.papers]
        papers.write(self.case.tx, row.id, given)
        return row


def open_case(  # noqa: PLR0913, PLR0917 - all of it goes into one row
    installation: Installation,
    tx: Transaction,
    version: Version,
    place: FilingPlace,
    filing: Filing,
    values: dict[str, object],
    act: Act,
) -> NewCase:
    """Start the workflow of a filing that has been checked.

    Raises Refused `no_agency_code` where the agency has no code to number its dossiers by, and as
    `require_valid` does.
    """
    require_valid(installation, place, act.at)
    procedure, timetable = version.procedure, installation.timetable
    case = procedure.case(filing.case)
    if case is None and procedure.cases:
        raise Invalid([case_problem(filing)])
    unit, case_id = place.unit, case.id if case else ""
    code = _code(installation, tx, place.agency, act)
    own = own_variables(code, filing.channel, case_id, unit.id)
    spec = compile_spec(version.diagram, version.diagrams, version.decisions)
    run = Run.start(spec, {**values, **own}, act.at)
    snapshots = snapshots_of(filing.applicant, filing.channel)
    row = DossierRow(
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
        limit_amount=amount_of(case.limit if case else None),
        limit_unit=unit_of(case.limit if case else None),
        limit_case=case_id,
        pause_policy=PausePolicy(procedure.pause_policy),
        receipt_rule=_rule(unit, filing),
        timetable_id=timetable.id,
        subject=filing.subject,
        search=_search_words(code, procedure, filing, snapshots),
        submitted_at=act.at,
        opened_by=act.user_id,
    )
    form = procedure.form
    application = (answers.salted(APPLICATION, form, version.id, values),) if form else ()
    opened = OpenDossier(installation, tx, row, version, run, frozenset(), timetable)
    return NewCase(opened, filing, snapshots, application)


def own_variables(code: str, channel: Channel, case: str, unit: str) -> dict[str, object]:
    """The variables that every dossier has of its own."""
    return {"so_ho_so": code, "kenh": channel.value, "quy_trinh": case, "don_vi_mo": unit}


def _search_words(
    code: str, procedure: Procedure, filing: Filing, found: Sequence[DossierParty]
) -> str:
    words = [code, filing.subject, procedure.name]
    for party in found:
        words += [party.name, party.identifier, normalised(party.identifier), party.phone]
        words += [party.address, party.detail("subject")]
    return fold(" ".join(dict.fromkeys(words)))


def _code(installation: Installation, tx: Transaction, agency: str, act: Act) -> str:
    own = installation.organisation.units[agency].code_at(act.at)
    if not own:
        text = f'The agency "{agency}" has no code to number dossiers by.'
        raise Refused("no_agency_code", text, agency=agency)
    return codes.next_code(tx, own, act.at.astimezone(VIETNAM).date())


def _rule(unit: Unit, filing: Filing) -> ReceiptRule:
    online = filing.channel is Channel.ONLINE
    return unit.online_rule if online else ReceiptRule.AS_RECEIVED
