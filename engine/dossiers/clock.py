"""The legal clock: started by the receipt, stopped while the applicant is awaited, judged once.

It runs from receipt to the end moment for scoring: the decision, else the stop or the withdrawal
(the national portal's formula). Handing the result over is not counted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.deadlines.alerting import next_alert
from engine.deadlines.closing import closes_at
from engine.deadlines.reappointment import later_by
from engine.deadlines.stopwatches import dossier_watch, past_pauses, step_watch
from engine.definitions.organisation.alert_rules import AlertSubject
from engine.definitions.status import Channel, Milestone, Status
from engine.dossiers.change import Change, NewDue, NewPause
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.dossiers.timing import resumed_timers
from engine.storage.dossiers import pauses, steps
from engine.workflow.waits import Wait
from sla.calendar import local
from sla.due import Due
from sla.outcome import classify
from sla.pauses import Pause, PausePolicy

_STOPPING = frozenset({Status.WITHDRAWN, Status.STOPPED})


def pass_milestones(case: OpenDossier, act: Act, change: Change) -> None:
    """Note receipt and decision, which the workflow passed in this act.

    Where no limit runs, no milestone needs to say when an internal dossier was received.
    """
    if case.row.channel is Channel.INTERNAL and case.row.limit is None and case.row.revision == 0:
        change.row = replace(change.row, received_at=act.at)
    for node_id in case.run.passed:
        milestone = case.node(node_id).milestone
        if milestone is Milestone.RECEIVED and change.row.received_at is None:
            change.row = replace(change.row, received_at=act.at)
            _start(case, act, change)
        elif milestone is Milestone.RESOLVED and change.row.resolved_at is None:
            change.row = replace(change.row, resolved_at=act.at)


def move_clock(
    case: OpenDossier, act: Act, change: Change, waits: tuple[Wait, ...], status: Status
) -> None:
    """Stop the clock or let it run on, and judge the dossier once its end moment has come."""
    if status in _STOPPING and change.row.resolved_at is None:
        change.row = replace(change.row, resolved_at=act.at)
    scored = change.row.resolved_at is not None
    stopped = any(case.node(w.node).stops_clock for w in waits) and not scored
    if stopped != change.row.clock_stopped:
        change.row = replace(change.row, clock_stopped=stopped)
    if stopped and change.row.paused_at is None and change.row.due_at is not None:
        _pause(case, act, change, status)
    elif not stopped and change.row.paused_at is not None:
        _resume(case, act, change, change.row.paused_at)
    ended = case.run.ended and status is not Status.NOT_ACCEPTED
    if (scored or ended) and change.row.outcome is None:
        _judge(case, act, change)
    if case.run.ended:
        change.row = replace(change.row, ended_at=act.at, alert_at=None)


def _start(case: OpenDossier, act: Act, change: Change) -> None:
    timetable, calendar = case.timetable, case.calendar
    watch = dossier_watch(change.row, ())
    if watch is None:
        return
    moment = watch.due(calendar)
    alert = next_alert(timetable.alerts, AlertSubject.DOSSIER, calendar, watch, moment.at, act.at)
    change.row = replace(
        change.row,
        due_at=moment.at,
        first_due_at=moment.at,
        due_projected=moment.projected,
        timetable_id=timetable.id,
        alert_at=alert,
    )


def _pause(case: OpenDossier, act: Act, change: Change, status: Status) -> None:
    closing = None
    if case.row.pause_policy is PausePolicy.RESTART and status is Status.SUPPLEMENT:
        closing = closes_at(case.calendar, act.at)
    change.pause = NewPause(status, closing)
    change.row = replace(change.row, paused_at=act.at, alert_at=None)


def _resume(case: OpenDossier, act: Act, change: Change, paused_at: datetime) -> None:
    """Move due moments by a pause that ends: the dossier, steps beside the pause, timers.

    Where another host's clock is a little fast, the pause has no length; it never ends before
    it began.
    """
    ends = max(act.at, paused_at)
    change.resumed_at = ends
    change.row = replace(change.row, paused_at=None)
    past = past_pauses(pauses.of(case.tx, case.row.id), ends)
    change.timers = resumed_timers(case, past)
    change.steps = _resumed_steps(case, act, past)
    watch = dossier_watch(case.row, past)
    if watch is None:
        return
    alerts, calendar = case.timetable.alerts, case.calendar
    moment = _as_promised(case, act, watch.due(calendar))
    alert = next_alert(alerts, AlertSubject.DOSSIER, calendar, watch, moment.at, act.at)
    change.row = replace(
        change.row, due_at=moment.at, due_projected=moment.projected, alert_at=alert
    )


def _as_promised(case: OpenDossier, act: Act, counted: Due) -> Due:
    """Where the office counts by the new date of form 4, the pause moves that date as well."""
    row, calendar = case.row, case.calendar
    by_appointment = row.reappointed_to and case.installation.settings.late_by == "appointment"
    if not by_appointment or row.due_at is None or row.paused_at is None:
        return counted
    promised = later_by(calendar, row.due_at, row.paused_at, act.at)
    first, last = local(row.received_at or row.submitted_at).date(), promised.date()
    found = Due(promised, calendar.rests_on_projection(first, last))
    return max(counted, found, key=lambda due: due.at)


def _resumed_steps(case: OpenDossier, act: Act, past: tuple[Pause, ...]) -> list[NewDue]:
    alerts, calendar, found = case.timetable.alerts, case.calendar, []
    for step in steps.open_of(case.tx, case.row.id):
        watch = step_watch(step, past, case.row.receipt_rule)
        if watch is None or step.runs_in_pause:
            continue
        due_at = watch.due(calendar).at
        alert = next_alert(alerts, AlertSubject.STEP, calendar, watch, due_at, act.at)
        found.append(NewDue(step.id, step.task_id, due_at, alert))
    return found


def _judge(case: OpenDossier, act: Act, change: Change) -> None:
    due_at, ended = change.row.due_at, change.row.resolved_at or act.at
    outcome = classify(case.calendar, due_at, ended) if due_at is not None else None
    change.row = replace(change.row, alert_at=None, outcome=outcome)
