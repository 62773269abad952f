"""One reading of time for every list and page: a stored row becomes a TimeMark."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.deadlines.marks import TimeMark, TimeState, is_near, share_used
from engine.deadlines.stopwatches import dossier_watch, step_watch
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import StepRow
from sla.calendar import WorkCalendar, local
from sla.outcome import Outcome, classify
from sla.remaining import remaining
from sla.stopwatch import Stopwatch

_ENDED = {
    Outcome.EARLY: TimeState.EARLY,
    Outcome.ON_TIME: TimeState.ON_TIME,
    Outcome.LATE: TimeState.LATE,
}
IDLE = TimeMark(TimeState.NOT_RUNNING)


def dossier_mark(row: DossierRow, calendar: WorkCalendar, at: datetime) -> TimeMark:
    """Where the whole dossier stands: ended, paused (judged at the pause), or running."""
    watch = dossier_watch(row, ())
    if row.due_at is None or watch is None:
        return IDLE
    if row.outcome is not None:
        # The end moment for scoring is the decision's, else the end (law.md).
        ended = row.resolved_at or row.ended_at or at
        mark = running_mark(calendar, watch, row.due_at, ended)
        mark = replace(mark, state=_ENDED[Outcome(row.outcome)])
    elif row.paused_at is not None:
        mark = paused_mark(calendar, watch, row.due_at, row.paused_at)
    else:
        mark = running_mark(calendar, watch, row.due_at, at)
    return replace(mark, projected=row.due_projected)


def step_mark(step: StepRow, row: DossierRow, calendar: WorkCalendar, at: datetime) -> TimeMark:
    """Where one step stands; a step without its own limit does not run.

    It stands still with the dossier's clock, unless it measures the very pause.
    """
    if step.due_at is None or step.cancelled_at is not None:
        return IDLE
    if step.completed_at is not None and step.outcome is not None:
        left = remaining(calendar, step.completed_at, step.due_at)
        return TimeMark(_ENDED[Outcome(step.outcome)], step.due_at, left)
    watch = step_watch(step, (), row.receipt_rule)
    if watch is None:
        return IDLE
    if row.paused_at is None or step.runs_in_pause:
        mark = running_mark(calendar, watch, step.due_at, at)
    else:
        mark = paused_mark(calendar, watch, step.due_at, row.paused_at)
    return replace(mark, projected=rests_on_projection(calendar, step.opened_at, step.due_at))


def paused_mark(
    calendar: WorkCalendar, watch: Stopwatch, due_at: datetime, since: datetime
) -> TimeMark:
    """A deadline that stands still since a moment, read as of then."""
    mark = running_mark(calendar, watch, due_at, max(since, watch.start))
    return replace(mark, state=TimeState.PAUSED, paused_at=since)


def ended_mark(
    calendar: WorkCalendar, watch: Stopwatch, due_at: datetime, ended: datetime
) -> TimeMark:
    """A deadline that was met or missed at a moment."""
    mark = running_mark(calendar, watch, due_at, ended)
    return replace(mark, state=_ENDED[classify(calendar, due_at, ended)])


def rests_on_projection(calendar: WorkCalendar, start: datetime, end: datetime) -> bool:
    """Whether a day between these moments, their own included, is only projected."""
    first, last = local(start).date(), local(end).date()
    return first <= last and calendar.rests_on_projection(first, last)


def running_mark(
    calendar: WorkCalendar, watch: Stopwatch, due_at: datetime, at: datetime
) -> TimeMark:
    """A limit that runs, read at `at`; `due_at` is the moment that counts."""
    left = remaining(calendar, at, due_at)
    share = share_used(calendar, watch, at, due_at)
    if left.overdue:
        return TimeMark(TimeState.OVERDUE, due_at, left, 1.0)
    state = TimeState.NEAR if is_near(left, share) else TimeState.WITHIN
    return TimeMark(state, due_at, left, share)
