"""The dossier page: everything about one dossier that one reader may see at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.access.dossiers import find
from engine.access.permission import may
from engine.access.table import SUPPLEMENT, WITHDRAW
from engine.accounts import Person
from engine.deadlines.explanation.chain import chain
from engine.deadlines.marking import dossier_mark, step_mark
from engine.deadlines.stopwatches import past_pauses
from engine.definitions.forms.answers import LabelledValue, labelled_values
from engine.definitions.organisation.roles import APPLICANT
from engine.definitions.parties import PartyRole
from engine.desk.holders import holders, worked_time
from engine.desk.rows import (
    DossierView,
    OpenTask,
    PaperLine,
    PartyLine,
    PauseLine,
    StepLine,
)
from engine.desk.sight import Sight
from engine.desk.tasks import next_steps, open_tasks
from engine.dossiers.withdrawal import withdrawal_refusal
from engine.errors import BadState
from engine.installation import Installation
from engine.journal.reading import lines_of
from engine.parties.address import whole_address
from engine.parties.applicant_check import ETHNIC_GROUPS
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.dossiers import answers, journal, papers, parties, pauses, steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.journal import JournalRow
from engine.storage.dossiers.parties import Parties
from engine.storage.dossiers.steps import StepRow
from engine.storage.services import incidents
from sla.outcome import Outcome
from sla.pauses import Pause


def dossier(installation: Installation, who: Person, code: str, at: datetime) -> DossierView:
    """The whole page, from one consistent read.

    Raises NotFound and Forbidden as `find` does.
    """
    with installation.store.read() as tx:
        row = find(installation, tx, who, code)
        version = load_version(tx, row.version_id)
        all_steps = steps.all_of(tx, row.id)
        rows = journal.of(tx, row.id)
        application = answers.application(tx, row.id)
        sight = Sight(installation, tx, who, row, version, application, at)
        return _view(sight, all_steps, rows)


def _view(
    sight: Sight, all_steps: tuple[StepRow, ...], rows: tuple[JournalRow, ...]
) -> DossierView:
    installation, tx, row, version = sight.installation, sight.tx, sight.row, sight.version
    past, filed_by = pauses.of(tx, row.id), parties.of(tx, row.id)
    acts = lines_of(tx, row, rows)
    lines = tuple(_step_line(sight, s, past_pauses(past)) for s in all_steps)
    opened = [s for s in all_steps if s.open]
    refusal = withdrawal_refusal(row)
    tasks, unreadable = _tasks(sight, opened)
    return DossierView(
        code=row.code,
        procedure=row.procedure,
        procedure_name=row.procedure_name,
        subject=row.subject or filed_by.subject,
        field=row.field,
        version=version.number,
        agency_name=installation.unit_name(row.agency, sight.at),
        one_stop_name=installation.unit_name(row.one_stop, sight.at),
        channel=row.channel,
        status=row.status,
        limit=row.limit,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        due_at=row.due_at,
        first_due_at=row.first_due_at,
        resolved_at=row.resolved_at,
        ended_at=row.ended_at,
        reappointed_to=row.reappointed_to,
        time=dossier_mark(row, sight.calendar, sight.at),
        why=chain(row, past_pauses(past), installation.calendars),
        applicant=filed_by.submitter.name,
        organisation=filed_by.organisation,
        id_number=filed_by.submitter.identifier,
        phone=filed_by.submitter.phone,
        email=filed_by.submitter.email,
        address=whole_address(installation.places, filed_by.submitter),
        parties=_parties(installation, filed_by),
        supplements=row.supplements,
        revision=row.revision,
        tasks=tasks,
        unreadable=unreadable,
        steps=lines,
        holders=holders(lines),
        next_steps=next_steps(sight, [s.node for s in opened]),
        papers=_papers(tx, version, row),
        answers=_answers(sight),
        journal=acts,
        journal_intact=journal.intact(rows, row, installation.key),
        pauses=tuple(PauseLine(p.reason, p.started_at, p.ended_at) for p in past),
        incidents=tuple(i.kind for i in incidents.of(tx, row.id) if i.resolved_at is None),
        diagram_xml=version.diagram.xml,
        done_nodes=tuple(dict.fromkeys(node for act in acts for node in act.path)),
        current_nodes=tuple(s.node for s in opened),
        can_supplement=any(s.role == APPLICANT for s in opened)
        and may(installation, sight.who, SUPPLEMENT, row),
        can_withdraw=not refusal and may(installation, sight.who, WITHDRAW, row),
        withdraw_refusal=refusal,
    )


def _tasks(sight: Sight, opened: list[StepRow]) -> tuple[tuple[OpenTask, ...], BadState | None]:
    try:
        return open_tasks(sight, opened), None
    except BadState as error:
        return (), error


def _step_line(sight: Sight, step: StepRow, past: tuple[Pause, ...]) -> StepLine:
    installation, calendar = sight.installation, sight.calendar
    return StepLine(
        id=step.id,
        task_id=step.task_id,
        node=step.node,
        name=step.name,
        role=step.role,
        role_name=installation.role_name(step.role),
        unit_name=installation.unit_name(step.unit, sight.at),
        limit=step.limit,
        opened_at=step.opened_at,
        completed_at=step.completed_at,
        cancelled=step.cancelled_at is not None,
        by=step.completed_by_name or step.assignee_name or "",
        outcome=Outcome(step.outcome) if step.outcome else None,
        time=step_mark(step, sight.row, calendar, sight.at),
        held=worked_time(step, past, calendar, sight.row.ended_at or sight.at),
    )


def _parties(installation: Installation, filed_by: Parties) -> tuple[PartyLine, ...]:
    return tuple(
        PartyLine(
            found.role,
            found.kind,
            found.name,
            found.identifier,
            found.phone,
            found.email,
            whole_address(installation.places, found),
            _named(installation, found.details),
        )
        for role in PartyRole
        if (found := filed_by.by_role.get(role)) is not None
    )


def _named(installation: Installation, details: Mapping[str, object]) -> dict[str, object]:
    """The details with the name of what is kept as a code of a list."""
    groups, code = installation.code_lists.get(ETHNIC_GROUPS), details.get("ethnicity")
    return {**details, "ethnicity": groups.name(str(code))} if groups and code else {**details}


def _papers(tx: Transaction, version: Version, row: DossierRow) -> tuple[PaperLine, ...]:
    given = {p.paper: p for p in papers.of(tx, row.id)}
    lines = []
    for paper in version.procedure.papers:
        brought = given.get(paper.id)
        lines.append(
            PaperLine(
                paper.id,
                paper.name,
                brought.copies,
                brought.kind,
                brought.received_at,
            )
            if brought
            else PaperLine(paper.id, paper.name, paper.copies, "", None)
        )
    return tuple(lines)


def _answers(sight: Sight) -> tuple[LabelledValue, ...]:
    form = sight.version.forms.get(sight.version.procedure.form)
    return tuple(labelled_values(form.fields, sight.application)) if form else ()
