"""Writing down what an act led to: one compare-and-set, then everything that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.deadlines.alerting import next_alert
from engine.definitions.bpmn.graph import FlowNode, NodeKind
from engine.definitions.organisation.alert_rules import AlertSubject
from engine.definitions.status import Status
from engine.dossiers.answering import is_answer, own_limit
from engine.dossiers.apologies.apology import note_request
from engine.dossiers.assigning import holder_of
from engine.dossiers.change import Change
from engine.dossiers.clock import move_clock, pass_milestones
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.dossiers.supplements import count_supplement
from engine.dossiers.timing import set_timer
from engine.errors import Conflict
from engine.storage.dossiers import dossiers, steps, timers
from engine.storage.dossiers.steps import ANSWER, NewStep
from engine.storage.services import outbox
from engine.workflow.waits import Wait, WaitKind
from sla.limits import limit_text_vi
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


def record(
    case: OpenDossier,
    act: Act,
    action: str,
    fields: Mapping[str, object],
    *,
    closed: str = "",
    exception: str = "",
) -> Status:
    """Persist the present state of the workflow; returns the status it derives.

    Writes the state under compare-and-set, then steps, timers, pauses, supplements, outbox and
    one journal row. `closed` is the wait that the caller has written off itself, `exception`
    why one more request for supplements is made than is allowed. Raises Conflict when somebody
    else changed the dossier since it was loaded, Invalid as `count_supplement` does.
    """
    waits = case.run.waits()
    change = Change()
    pass_milestones(case, act, change)
    note_request(case, act, change)
    status = derive_status(case, waits)
    move_clock(case, act, change, waits, status)
    # A recount that stamped the dossier since it was loaded knew nothing of this act: once more.
    change.columns.setdefault("timetable_id", case.row.timetable_id)
    change.columns |= {"status": status, "state": case.run.dump(case.installation.key)}
    change.notes["path"] = list(case.run.passed)
    if status != case.row.status:
        change.notes |= {"status_from": case.row.status, "status_to": status}
    count_supplement(case, act, change, status, {**fields, "exception": exception})
    entry = act.entry(action, {**fields, **change.notes})
    if not dossiers.advance(case.tx, case.row, entry, **change.columns):
        raise Conflict("dossier_changed", f"Dossier {case.row.code} was changed meanwhile.")
    _write_waits(case, act, waits, change, closed)
    return status


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


def _write_waits(
    case: OpenDossier, act: Act, waits: tuple[Wait, ...], change: Change, closed: str
) -> None:
    # The run itself knows what it waited for before, so the tables need not be asked.
    _cancel(case, act, case.before - {w.task_id for w in waits} - {closed})
    paused = change.moment("paused_at", case.row) is not None
    for wait in waits:
        if wait.task_id in case.before:
            continue
        if wait.kind is WaitKind.USER:
            steps.insert(case.tx, new_step(case, act, wait, paused=paused))
        elif wait.kind is WaitKind.TIMER:
            set_timer(case, act, wait)
        elif wait.kind is WaitKind.SERVICE:
            _order_service(case, act, wait)


def _cancel(case: OpenDossier, act: Act, gone: frozenset[str]) -> None:
    if not gone:
        return
    tx, dossier_id = case.tx, case.row.id
    steps.cancel(tx, [s.id for s in steps.open_of(tx, dossier_id) if s.task_id in gone], act.at)
    timers.cancel(tx, [t.id for t in timers.open_of(tx, dossier_id) if t.task_id in gone], act.at)


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
        limit_text=limit_text_vi(limit) if limit else "",
        runs_in_pause=node.stops_clock,
        opened_at=act.at,
        due_at=due_at,
        alert_at=alert,
    )


def _order_service(case: OpenDossier, act: Act, wait: Wait) -> None:
    # The key makes a second order of the same task a no-op: the receiver sees each key once.
    outbox.add(
        case.tx,
        f"{case.row.id}:{wait.task_id}",
        case.row.id,
        case.node(wait.node).service,
        {"task_id": wait.task_id, "node": wait.node},
        act.at,
    )
