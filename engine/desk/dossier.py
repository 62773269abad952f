"""The dossier page: everything about one dossier that one reader may see at one moment."""

from __future__ import annotations

from datetime import datetime

from engine.access.dossiers import find
from engine.access.permission import may
from engine.access.table import SUPPLEMENT, WITHDRAW
from engine.accounts import Person
from engine.deadlines.explanation.chain import chain
from engine.deadlines.marking import dossier_mark, step_mark
from engine.deadlines.stopwatches import past_pauses
from engine.definitions.forms.answers import labelled_values
from engine.definitions.organisation.roles import APPLICANT
from engine.desk.holders import holders, worked_time
from engine.desk.rows import (
    Answer,
    DossierView,
    JournalLine,
    PaperLine,
    PauseLine,
    StepLine,
)
from engine.desk.sight import Sight
from engine.desk.tasks import next_steps, open_tasks
from engine.dossiers.withdrawal import withdrawal_refusal
from engine.installation import Installation
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.dossiers import journal, papers, pauses, steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.journal import JournalRow
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
        return _view(Sight(installation, tx, who, row, version, at), all_steps, rows)


def _view(
    sight: Sight, all_steps: tuple[StepRow, ...], rows: tuple[JournalRow, ...]
) -> DossierView:
    installation, tx, row, version = sight.installation, sight.tx, sight.row, sight.version
    past = pauses.of(tx, row.id)
    lines = tuple(_step_line(sight, s, past_pauses(past)) for s in all_steps)
    opened = [s for s in all_steps if s.open]
    refusal = withdrawal_refusal(row)
    return DossierView(
        code=row.code,
        procedure=row.procedure,
        procedure_name=row.procedure_name,
        subject=row.subject,
        field=row.field,
        version=version.number,
        agency_name=installation.unit_name(row.agency, sight.at),
        one_stop_name=installation.unit_name(row.one_stop, sight.at),
        channel=row.channel,
        status=row.status,
        limit_text=row.limit_text,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        due_at=row.due_at,
        first_due_at=row.first_due_at,
        resolved_at=row.resolved_at,
        ended_at=row.ended_at,
        reappointed_to=row.reappointed_to,
        time=dossier_mark(row, sight.calendar, sight.at),
        why=chain(row, past_pauses(past), installation.calendars),
        applicant=row.applicant_name,
        organisation=row.organisation,
        id_number=row.applicant_id_number,
        phone=row.applicant_phone,
        email=row.applicant_email,
        address=row.applicant_address,
        supplements=row.supplements,
        revision=row.revision,
        tasks=open_tasks(sight, opened),
        steps=lines,
        holders=holders(lines),
        next_steps=next_steps(sight, [s.node for s in opened]),
        papers=_papers(tx, version, row),
        answers=_answers(version, row),
        journal=tuple(JournalLine(r.seq, r.at, r.actor_name, r.action, r.fields) for r in rows),
        journal_intact=journal.intact(rows, row.journal_head),
        pauses=tuple(PauseLine(p.reason, p.started_at, p.ended_at) for p in past),
        incidents=tuple(i.message for i in incidents.of(tx, row.id) if i.resolved_at is None),
        diagram_xml=version.diagram.xml,
        done_nodes=_done(rows),
        current_nodes=tuple(s.node for s in opened),
        can_supplement=any(s.role == APPLICANT for s in opened)
        and may(installation, sight.who, SUPPLEMENT, row),
        can_withdraw=not refusal and may(installation, sight.who, WITHDRAW, row),
        withdraw_refusal=refusal,
    )


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
        limit_text=step.limit_text,
        opened_at=step.opened_at,
        completed_at=step.completed_at,
        cancelled=step.cancelled_at is not None,
        by=step.completed_by_name or step.assignee_name or "",
        outcome=Outcome(step.outcome) if step.outcome else None,
        time=step_mark(step, sight.row, calendar, sight.at),
        held=worked_time(step, past, calendar, sight.row.ended_at or sight.at),
    )


def _papers(tx: Transaction, version: Version, row: DossierRow) -> tuple[PaperLine, ...]:
    given = {p.paper: p for p in papers.of(tx, row.id)}
    lines = []
    for paper in version.procedure.papers:
        brought = given.get(paper.id)
        lines.append(
            PaperLine(
                paper.id,
                brought.name,
                brought.copies,
                brought.kind,
                brought.received_at,
            )
            if brought
            else PaperLine(paper.id, paper.name, paper.copies, "", None)
        )
    return tuple(lines)


def _answers(version: Version, row: DossierRow) -> tuple[Answer, ...]:
    form = version.forms.get(version.procedure.form)
    if form is None:
        return ()
    return tuple(
        Answer(s.key, s.label, s.value, s.group) for s in labelled_values(form.fields, row.data)
    )


def _done(rows: tuple[JournalRow, ...]) -> tuple[str, ...]:
    passed: dict[str, None] = {}
    for row in rows:
        path = row.fields.get("path", ())
        passed.update(dict.fromkeys(path if isinstance(path, list) else ()))
    return tuple(passed)
