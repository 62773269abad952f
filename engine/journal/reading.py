"""The journal as it is shown: each act with the names and answers that its version gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.definitions.forms.answers import LabelledValue, labelled_values
from engine.journal.coding import event_of
from engine.journal.events import (
    ApologyRequested,
    ApologySentBack,
    Completed,
    Event,
    MessageReceived,
    OfIncident,
    Opened,
    PersonalDataErased,
    Received,
    Recounted,
    VersionMoved,
    Withdrawn,
    filing_of,
)
from engine.journal.format1 import line_of_format_1
from engine.journal.journal_line import ChosenCase, Course, JournalLine
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.dossiers import answers
from engine.storage.dossiers.answers import AnswersRow
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.journal import JournalRow


def lines_of(
    tx: Transaction, row: DossierRow, rows: Sequence[JournalRow]
) -> tuple[JournalLine, ...]:
    """All rows of a dossier as they are shown, in order."""
    given: dict[int, list[AnswersRow]] = {}
    for each in answers.of(tx, row.id):
        given.setdefault(each.seq, []).append(each)
    course = Course(tx, row.procedure, load_version(tx, row.version_id))
    moved = next((r.fields for r in rows if r.action in _MOVES), None)
    if moved is not None:
        course.goes_on_under(int(str(moved.get("source", moved.get("from")))))
    return tuple(
        line_of_format_1(course, each)
        if each.format == 1
        else _line(course, each, given.get(each.seq, ()))
        for each in rows
    )


_REASONED = (Withdrawn, ApologyRequested, ApologySentBack, OfIncident, PersonalDataErased)
_MOVES = frozenset({"version_moved", "version_restored"})


def _line(course: Course, row: JournalRow, given: Sequence[AnswersRow]) -> JournalLine:
    event = event_of(row.action, row.fields)
    if isinstance(event, VersionMoved):
        course.goes_on_under(event.target)
    effects, before = event.effects, course.due
    course.due = effects.due or before
    filing = filing_of(event)
    return JournalLine(
        seq=row.seq,
        at=row.at,
        actor=row.actor_name,
        action=row.action,
        step=_step(course, event),
        channel=filing.channel if filing else None,
        subject=filing.subject if filing else "",
        case=_case(course.version, event),
        message=event.message if isinstance(event, MessageReceived) else "",
        note=event.note if isinstance(event, Recounted) else "",
        source=event.source if isinstance(event, VersionMoved) else 0,
        target=event.target if isinstance(event, VersionMoved) else 0,
        waits=_waits(course, event),
        reason=_reason(event, given),
        exception=effects.exception,
        status=effects.status,
        due_from=before if effects.due else None,
        due_to=effects.due,
        new_due=getattr(event, "new_due", None),
        late_request=bool(getattr(event, "late_request", False)),
        paused=effects.paused is not None,
        outcome=effects.outcome,
        answers=_answers(course.tx, given),
        path=effects.path,
    )


def _step(course: Course, event: Event) -> str:
    node = getattr(event, "node", "")
    if isinstance(event, Received | Opened):
        node = event.first.node if event.first else ""
    return course.step(node) if node else ""


def _case(version: Version, event: Event) -> ChosenCase | None:
    filing = filing_of(event)
    if filing is None or not filing.decision:
        return None
    file = version.decisions.get(filing.decision)
    case = version.procedure.case(filing.case)
    if file is None or case is None:
        return None
    decision = file.decisions[filing.decision]
    return ChosenCase(
        name=case.name,
        decision=decision.label,
        rules=filing.rules,
        remark=decision.remark(filing.rules),
    )


def _waits(course: Course, event: Event) -> tuple[str, ...]:
    if not isinstance(event, VersionMoved):
        return ()
    return tuple(course.step(step.node) for step in (*event.steps, *event.effects.opened))


def _reason(event: Event, given: Sequence[AnswersRow]) -> str:
    if isinstance(event, _REASONED):
        return event.reason
    if isinstance(event, VersionMoved):
        return event.reason if event.ACTION == VersionMoved.ACTION else ""
    if not isinstance(event, Completed | Received | Opened) or not event.reason:
        return ""
    node = event.node if isinstance(event, Completed) else event.first.node if event.first else ""
    found: object = next((row.data for row in given if row.node == node), None)
    for key in event.reason.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def _answers(tx: Transaction, given: Sequence[AnswersRow]) -> tuple[LabelledValue, ...]:
    """Those of a step, or of a message; the application has a place of its own."""
    found: list[LabelledValue] = []
    for row in given:
        if row.node == answers.APPLICATION and row.form:
            continue
        found += [each for each in labelled(tx, row) if each.value not in (None, "", [])]
    return tuple(found)


def labelled(tx: Transaction, row: AnswersRow) -> tuple[LabelledValue, ...]:
    """Answers by the labels of the form in the version that they were given under."""
    form = load_version(tx, row.version_id).forms.get(row.form) if row.form else None
    if form is None:
        return tuple(LabelledValue(k, k, v) for k, v in (row.data or {}).items())
    return tuple(labelled_values(form.fields, row.data or {}))
