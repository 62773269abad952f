"""Writing down what an act led to: one compare-and-set, then everything that hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from engine.deadlines.alerting import next_alert
from engine.definitions.bpmn.graph import FlowNode, NodeKind
from engine.definitions.organisation.alert_rules import AlertSubject
from engine.definitions.status import Status
from engine.dossiers.answering import is_answer, own_limit
from engine.dossiers.apologies.apology import is_late, note_request
from engine.dossiers.assigning import holder_of
from engine.dossiers.change import Change, effects_of
from engine.dossiers.clock import move_clock, pass_milestones
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.dossiers.supplements import count_supplement
from engine.dossiers.timing import new_timer
from engine.errors import Conflict
from engine.journal.effects import SetTimer, StepState
from engine.journal.events import Completed, Event
from engine.storage.dossiers import answers, apologies, dossiers, pauses, steps, supplements, timers
from engine.storage.dossiers.answers import NewAnswers
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import ANSWER, NewStep, StepRow
from engine.storage.dossiers.timers import NewTimer, TimerRow
from engine.storage.limits import amount_of, unit_of
from engine.storage.services import outbox
from engine.workflow.waits import Wait, WaitKind
from sla.stopwatch import Stopwatch

# While a dossier waits in several places at once it shows the first of these that holds:
# what an applicant must know of comes before what the office is busy with.
_PRECEDENCE = (
    Status.WITHDRAWN,
    Status.STOPPED,
    Status.PAYMENT,
    Status.SUPPLEMENT,
    Status.RESOLVED,
    Status.RETURNED,
    Status.IN_PROGRESS,
    Status.RECEIVED,
    Status.REGISTERED,
    Status.NOT_ACCEPTED,
)


@dataclass(frozen=True, slots=True)
class Done:
    """What the actor did and said: the answers, the step that was completed with them.

    `closed` is the wait that the caller has written off itself, `first` the step that the act both
    opens and completes. `reason` and `exception` are the officer's words for a request for
    supplements: what to bring, and why there is one more than is allowed.
    """

    answers: tuple[NewAnswers, ...] = ()
    closed: str = ""
    first: NewStep | None = None
    reason: str = ""
    exception: str = ""


NOTHING = Done()


@dataclass(slots=True)
class _Waits:
    """How what the dossier waits for has changed."""

    steps: list[NewStep] = field(default_factory=list)
    timers: list[NewTimer] = field(default_factory=list)
    services: list[Wait] = field(default_factory=list)
    gone_steps: Sequence[StepRow] = ()
    gone_timers: Sequence[TimerRow] = ()


def record(
    case: OpenDossier, act: Act, event: Event, done: Done = NOTHING, *, holder: int | None = None
) -> DossierRow:
    """Persist the present state of the workflow as one act; the dossier as it is stored then.

    Writes the dossier under compare-and-set (one without revision is inserted), one journal row,
    answers, steps, timers, pauses, supplements, outbox. `holder` holds what the act opens of the
    version's first step. Raises Conflict when somebody else changed the dossier since it was
    loaded, Invalid as `count_supplement` and `note_request` do.
    """
    waits = case.run.waits()
    change = Change(case.row)
    pass_milestones(case, act, change)
    note_request(case, act, change)
    status = derive_status(case, waits)
    move_clock(case, act, change, waits, status)
    count_supplement(case, act, change, status, done.reason, done.exception)
    change.row = replace(
        change.row,
        status=status,
        state=case.run.dump(case.state_key(case.row.revision + 1)),
        state_revision=case.row.revision + 1,
    )
    found = _waits(case, act, waits, change, done.closed, holder)
    entry = act.entry(_with_effects(case, event, change, found, done))
    row = dossiers.advance(case.tx, case.installation.key, case.row, change.row, entry)
    if row is None:
        raise Conflict("dossier_changed", f"Dossier {case.row.code} was changed meanwhile.")
    answers.write(case.tx, row.id, row.revision, done.answers)
    _write_change(case, act, row, change)
    _write_waits(case, act, row, found, done.first)
    return row


def derive_status(case: OpenDossier, waits: tuple[Wait, ...]) -> Status:
    """The status that a dossier shows while it waits so, or once it has ended so."""
    if case.run.ended:
        ends = [n for n in map(case.node, case.run.passed) if n.kind is NodeKind.END and n.status]
        return next((n.status for n in reversed(ends) if n.status), case.row.status)
    shown = {_status_of(case.node(w.node)) for w in waits}
    return next((s for s in _PRECEDENCE if s in shown), case.row.status)


def _status_of(node: FlowNode) -> Status | None:
    if node.status is None and node.kind is NodeKind.USER_TASK:
        return Status.IN_PROGRESS
    return node.status


def _waits(
    case: OpenDossier,
    act: Act,
    waits: Sequence[Wait],
    change: Change,
    closed: str,
    holder: int | None,
) -> _Waits:
    # The run itself knows what it waited for before, so that the tables are read only where
    # something is waited for no more.
    found, gone = _Waits(), case.before - {w.task_id for w in waits} - {closed}
    if gone:
        tx, number = case.tx, case.row.id
        found.gone_steps = [s for s in steps.open_of(tx, number) if s.task_id in gone]
        found.gone_timers = [t for t in timers.open_of(tx, number) if t.task_id in gone]
    paused = change.row.paused_at is not None
    for wait in waits:
        if wait.task_id in case.before:
            continue
        if wait.kind is WaitKind.USER:
            step = new_step(case, act, wait, paused=paused)
            if holder is not None and step.node == case.version.first_step.id:
                step = replace(step, assignee=holder, claimed_at=act.at, seen_at=act.at)
            found.steps.append(step)
        elif wait.kind is WaitKind.TIMER and (timer := new_timer(case, act, wait)) is not None:
            found.timers.append(timer)
        elif wait.kind is WaitKind.SERVICE:
            found.services.append(wait)
    return found


def _with_effects(
    case: OpenDossier, event: Event, change: Change, found: _Waits, done: Done
) -> Event:
    effects = replace(
        effects_of(case.row, change),
        path=case.run.passed,
        opened=tuple(map(step_state, found.steps)),
        cancelled=tuple(
            [s.task_id for s in found.gone_steps] + [t.task_id for t in found.gone_timers]
        ),
        timers=tuple(map(timer_state, found.timers)),
    )
    if change.apology is not None and isinstance(event, Completed):
        late = is_late(case.calendar, change.apology)
        event = replace(event, new_due=change.apology.new_due_at, late_request=late)
    digests = {each.node: each.digest for each in done.answers}
    return replace(event, answers=digests, effects=effects)


def step_state(step: NewStep) -> StepState:
    """An open step as the journal has it."""
    return StepState(
        task=step.task_id,
        node=step.node,
        role=step.role,
        unit=step.unit,
        kind=step.kind,
        status=step.status,
        limit=step.limit,
        runs_in_pause=step.runs_in_pause,
        due=step.due_at,
        assignee=step.assignee,
        claimed=step.claimed_at,
    )


def timer_state(timer: NewTimer) -> SetTimer:
    """A running timer as the journal has it."""
    return SetTimer(
        task=timer.task_id,
        node=timer.node,
        limit=timer.limit,
        runs_in_pause=timer.runs_in_pause,
        due=timer.due_at,
    )


def _write_change(case: OpenDossier, act: Act, row: DossierRow, change: Change) -> None:
    tx = case.tx
    if change.resumed_at is not None:
        pauses.close(tx, row.id, change.resumed_at)
    for step in change.steps:
        steps.move(tx, step.id, step.due_at, step.alert_at)
    for timer in change.timers:
        timers.move(tx, timer.id, timer.due_at)
    if change.pause is not None:
        pauses.open(tx, row.id, change.pause.reason, act.at, change.pause.closes_at)
        steps.silence(tx, row.id)
    if change.answered:
        supplements.answer(tx, row.id, act.at)
    if change.request is not None:
        number, reason, exception = (
            change.request.number,
            change.request.reason,
            change.request.exception,
        )
        supplements.insert(tx, row.id, number, act.at, act.user_id, reason, exception)
    if change.apology is not None and not apologies.ask(tx, change.apology):
        raise Conflict("dossier_changed", f"Dossier {row.code} was changed meanwhile.")


def _write_waits(
    case: OpenDossier, act: Act, row: DossierRow, found: _Waits, first: NewStep | None
) -> None:
    tx = case.tx
    steps.cancel(tx, [step.id for step in found.gone_steps], act.at)
    timers.cancel(tx, [timer.id for timer in found.gone_timers], act.at)
    for step in ([first] if first else []) + found.steps:
        steps.insert(tx, replace(step, dossier_id=row.id))
    for timer in found.timers:
        timers.insert(tx, replace(timer, dossier_id=row.id))
    for wait in found.services:
        _order_service(case, act, row.id, wait)


def new_step(case: OpenDossier, act: Act, wait: Wait, *, paused: bool) -> NewStep:
    """The step that opens with this act at a wait, its limit counted from now."""
    node, calendar = case.node(wait.node), case.calendar
    role, unit = holder_of(case, node, wait)
    limit, rule = own_limit(case, node)
    due_at = alert = None
    if limit is not None:
        watch = Stopwatch(start=act.at, limit=limit, rule=rule)
        due_at = watch.due(calendar).at
        if node.stops_clock or not paused:
            alert = next_alert(
                case.timetable.alerts, AlertSubject.STEP, calendar, watch, due_at, act.at
            )
    return NewStep(
        dossier_id=case.row.id,
        task_id=wait.task_id,
        node=node.id,
        name=node.label,
        role=role,
        unit=unit,
        kind=ANSWER if is_answer(case, node) else "user",
        status=_status_of(node) or Status.IN_PROGRESS,
        limit_amount=amount_of(limit),
        limit_unit=unit_of(limit),
        runs_in_pause=node.stops_clock,
        opened_at=act.at,
        due_at=due_at,
        alert_at=alert,
    )


def _order_service(case: OpenDossier, act: Act, dossier_id: int, wait: Wait) -> None:
    # The key makes a second order of the same task a no-op: the receiver sees each key once.
    outbox.add(
        case.tx,
        f"{dossier_id}:{wait.task_id}",
        dossier_id,
        case.node(wait.node).service,
        {"task_id": wait.task_id, "node": wait.node},
        act.at,
    )
