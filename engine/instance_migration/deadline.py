"""Limits of steps and timers that go on under another version, counted from when they began."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.deadlines.alerting import latest_alert, next_alert
from engine.deadlines.stopwatches import step_watch, timer_watch
from engine.deadlines.timers import fires_at, working_limit
from engine.definitions.organisation.alert_rules import AlertSubject
from engine.dossiers.open_dossier import OpenDossier
from engine.dossiers.timing import stands_still
from engine.storage.dossiers.steps import StepRow
from engine.storage.dossiers.timers import TimerRow
from engine.storage.instance_migration.moved_rows import TimerAs
from engine.storage.limits import amount_of, unit_of
from engine.workflow.waits import Wait
from sla.pauses import Pause

Pauses = tuple[Pause, ...]


def deadline(
    there: OpenDossier, at: datetime, before: StepRow, step: StepRow, past: Pauses
) -> tuple[datetime | None, datetime | None]:
    """When a step is due by the limit it has now, and when the rules speak of it next.

    At once, where the change made it more urgent than it was `before`. Raises SlaError.
    """
    watch = step_watch(step, past, there.row.receipt_rule)
    if watch is None:
        return None, None
    calendar, alerts = there.calendar, there.timetable.alerts
    due_at = watch.due(calendar).at
    if there.row.paused_at is not None and not step.runs_in_pause:
        return due_at, None
    if due_at == before.due_at:
        return due_at, before.alert_at
    if before.due_at is None or due_at < before.due_at:
        alert = latest_alert(alerts, AlertSubject.STEP, calendar, watch, due_at, at)
        if alert is not None and alert[0].id != _alert_before(there, at, before, past):
            return due_at, at
    return due_at, next_alert(alerts, AlertSubject.STEP, calendar, watch, due_at, at)


def _alert_before(there: OpenDossier, at: datetime, before: StepRow, past: Pauses) -> str:
    watch = step_watch(before, past, there.row.receipt_rule)
    if watch is None or before.due_at is None:
        return ""
    alerts = there.timetable.alerts
    alert = latest_alert(alerts, AlertSubject.STEP, there.calendar, watch, before.due_at, at)
    return alert[0].id if alert else ""


def retimed(case: OpenDossier, there: OpenDossier, timer: TimerRow) -> bool:
    """Whether a timer runs otherwise under the other version."""
    before, after = case.node(timer.node), there.node(timer.node)
    was_paused, is_paused = stands_still(case, before), stands_still(there, after)
    return before.event != after.event or was_paused != is_paused


def timer_under(there: OpenDossier, timer: TimerRow, wait: Wait, past: Pauses) -> TimerAs:
    """A running timer as the new version has it. Raises BadExpression, SlaError."""
    node, began = there.node(wait.node), timer.started_at
    if node.event is None or began is None:
        return recounted(there, timer, past)
    seen = there.run.local(wait.task_id)
    limit = working_limit(node.event, seen)
    new = replace(
        timer,
        limit_amount=amount_of(limit),
        limit_unit=unit_of(limit),
        runs_in_pause=not stands_still(there, node),
        due_at=fires_at(node.event, seen, began, there.calendar),
    )
    return recounted(there, new, past)


def recounted(there: OpenDossier, timer: TimerRow, past: Pauses) -> TimerAs:
    """A timer with its moment by the calendar of today, where it counts working time."""
    watch = timer_watch(timer, past, there.row.pause_policy)
    return TimerAs(
        id=timer.id,
        limit_amount=timer.limit_amount,
        limit_unit=timer.limit_unit,
        runs_in_pause=timer.runs_in_pause,
        due_at=timer.due_at if watch is None else watch.due(there.calendar).at,
    )
