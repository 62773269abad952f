"""Writing down what an act led to: one compare-and-set, then everything that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.definitions.graph import Node, NodeKind
from engine.definitions.status import Milestone, Status
from engine.dossiers.case import APPLICANT, ONE_STOP, Act, Case
from engine.dossiers.timing import resume_timers, set_timer
from engine.errors import Conflict
from engine.storage import dossiers, outbox, pauses, steps, supplements, timers
from engine.storage.steps import NewStep
from engine.workflow.waits import Wait, WaitKind
from sla.due import due
from sla.limits import limit_text_vi
from sla.outcome import classify
from sla.pauses import Pause, PausePolicy

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


@dataclass(slots=True)
class Change:
    """What one act changes in the dossier's own row, collected before anything is written."""

    columns: dict[str, object] = field(default_factory=dict)
    notes: dict[str, object] = field(default_factory=dict)  # for the journal


def record(
    case: Case, act: Act, action: str, fields: Mapping[str, object], *, closed: str = ""
) -> Status:
    """Persist the workflow where it stands now; returns the status it derives.

    Writes the state under compare-and-set, then steps, timers, pauses, supplements, outbox and
    one journal row. `closed` is the wait that the caller has written off itself. Raises Conflict
    when somebody else changed the dossier since it was loaded.
    """
    waits = case.run.waits()
    change = Change()
    _pass_milestones(case, act, change)
    status = _derive_status(case, waits)
    _move_clock(case, act, change, waits, status)
    _end(case, act, change, status)
    change.columns |= {"status": status, "state": case.run.dump(case.office.key)}
    change.notes["path"] = list(case.run.passed)
    if status != case.row.status:
        change.notes |= {"status_from": case.row.status, "status_to": status}
    _count_supplement(case, act, change, status, fields)
    told = act.told(action, {**fields, **change.notes})
    if not dossiers.advance(case.tx, case.row, told, **change.columns):
        raise Conflict("dossier_changed", f"Dossier {case.row.code} was changed meanwhile.")
    _write_waits(case, act, waits, change, closed)
    return status


def _pass_milestones(case: Case, act: Act, change: Change) -> None:
    for node_id in case.run.passed:
        milestone = case.node(node_id).milestone
        if milestone is Milestone.RECEIVED and case.row.received_at is None:
            change.columns["received_at"] = act.at
            _start_clock(case, act, change)
        elif milestone is Milestone.RESOLVED and case.row.resolved_at is None:
            change.columns["resolved_at"] = act.at
            _judge(case, act.at, change)


def _start_clock(case: Case, act: Act, change: Change) -> None:
    limit = case.version.procedure.time_limit
    if limit is None:
        return
    moment = due(case.calendar, act.at, limit)
    change.columns |= {
        "due_at": moment.at,
        "first_due_at": moment.at,
        "due_projected": moment.projected,
    }
    change.notes["due_to"] = moment.at


def _judge(case: Case, ended: datetime, change: Change) -> None:
    due_at = change.columns.get("due_at", case.row.due_at)
    if isinstance(due_at, datetime):
        outcome = classify(case.calendar, due_at, ended)
        change.columns["outcome"] = outcome
        change.notes["outcome"] = outcome


def _derive_status(case: Case, waits: tuple[Wait, ...]) -> Status:
    if case.run.ended:
        ends = [n for n in map(case.node, case.run.passed) if n.kind is NodeKind.END and n.status]
        return next((n.status for n in reversed(ends) if n.status), case.row.status)
    shown = {_status_of(case.node(w.node)) for w in waits}
    return next((s for s in _PRECEDENCE if s in shown), case.row.status)


def _status_of(node: Node) -> Status | None:
    if node.status is None and node.kind is NodeKind.USER_TASK:
        return Status.IN_PROGRESS
    return node.status


def _move_clock(
    case: Case, act: Act, change: Change, waits: tuple[Wait, ...], status: Status
) -> None:
    """Stop or restart the legal clock; a restart moves the due moment by what stood still.

    The clock runs only between receipt and resolution (the portal's formula, law.md).
    """
    resolved = change.columns.get("resolved_at", case.row.resolved_at)
    stopped = any(case.node(w.node).stops_clock for w in waits) and resolved is None
    change.columns["clock_stopped"] = stopped
    running = case.row.due_at
    if stopped and case.row.paused_at is None and running is not None:
        change.columns["paused_at"] = act.at
        change.notes["paused_at"] = act.at
        pauses.open(case.tx, case.row.id, status.value, act.at)
    elif not stopped and case.row.paused_at is not None:
        change.columns["paused_at"] = None
        pauses.close(case.tx, case.row.id, act.at)
        resume_timers(case, act, case.row.paused_at)
        _resume(case, act, change)


def _resume(case: Case, act: Act, change: Change) -> None:
    limit, received = case.version.procedure.time_limit, case.row.received_at
    if limit is None or received is None:
        return
    held = [Pause(p.started_at, p.ended_at or act.at) for p in pauses.of(case.tx, case.row.id)]
    moment = due(
        case.calendar, received, limit, held, PausePolicy(case.version.procedure.pause_policy)
    )
    change.columns |= {"due_at": moment.at, "due_projected": moment.projected}
    change.notes |= {"due_from": case.row.due_at, "due_to": moment.at}


def _end(case: Case, act: Act, change: Change, status: Status) -> None:
    if not case.run.ended:
        return
    change.columns["ended_at"] = act.at
    unjudged = "outcome" not in change.columns and case.row.outcome is None
    if unjudged and status is not Status.NOT_ACCEPTED:
        _judge(case, act.at, change)


def _count_supplement(
    case: Case, act: Act, change: Change, status: Status, fields: Mapping[str, object]
) -> None:
    asked, was_asked = status is Status.SUPPLEMENT, case.row.status is Status.SUPPLEMENT
    if was_asked and not asked:
        supplements.answer(case.tx, case.row.id, act.at)
    if asked and not was_asked:
        reason = str(fields.get("reason", ""))
        number = case.row.supplements + 1
        supplements.insert(case.tx, case.row.id, number, act.at, act.user_id, reason)
        change.columns["supplements"] = number
        change.notes["supplement"] = number


def _write_waits(
    case: Case, act: Act, waits: tuple[Wait, ...], change: Change, closed: str
) -> None:
    # The run itself knows what it waited for before, so the tables need not be asked.
    _cancel(case, act, case.before - {w.task_id for w in waits} - {closed})
    paused_at = change.columns.get("paused_at", case.row.paused_at)
    for wait in waits:
        if wait.task_id in case.before:
            continue
        if wait.kind is WaitKind.USER:
            steps.insert(case.tx, _new_step(case, act, wait))
        elif wait.kind is WaitKind.TIMER:
            set_timer(case, act, wait, paused_at if isinstance(paused_at, datetime) else None)
        elif wait.kind is WaitKind.SERVICE:
            _order_service(case, act, wait)


def _cancel(case: Case, act: Act, gone: frozenset[str]) -> None:
    if not gone:
        return
    tx, dossier_id = case.tx, case.row.id
    steps.cancel(tx, [s.id for s in steps.open_of(tx, dossier_id) if s.task_id in gone], act.at)
    timers.cancel(tx, [t.id for t in timers.open_of(tx, dossier_id) if t.task_id in gone], act.at)


def _new_step(case: Case, act: Act, wait: Wait) -> NewStep:
    node = case.node(wait.node)
    moment = due(case.calendar, act.at, node.limit) if node.limit else None
    return NewStep(
        dossier_id=case.row.id,
        task_id=wait.task_id,
        node=node.id,
        name=node.label,
        role=node.role,
        unit=unit_for(case, node.role),
        kind="user",
        status=_status_of(node) or Status.IN_PROGRESS,
        limit_text=limit_text_vi(node.limit) if node.limit else "",
        opened_at=act.at,
        due_at=moment.at if moment else None,
    )


def unit_for(case: Case, role: str) -> str:
    """The unit whose holders of `role` do the step: the manifest's, else the natural one."""
    if role in (ONE_STOP, APPLICANT):
        return case.row.one_stop
    return case.version.procedure.units.get(role, case.row.agency)


def _order_service(case: Case, act: Act, wait: Wait) -> None:
    # The key makes a second order of the same task a no-op: the receiver sees each key once.
    outbox.add(
        case.tx,
        f"{case.row.id}:{wait.task_id}",
        case.row.id,
        case.node(wait.node).service,
        {"task_id": wait.task_id, "node": wait.node},
        act.at,
    )
