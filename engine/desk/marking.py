"""One reading of time for every list and page: a stored row becomes a TimeMark."""

from __future__ import annotations

from datetime import datetime

from engine.deadlines.marks import is_near, share_used
from engine.desk.rows import TimeMark, TimeState
from engine.storage.dossiers import DossierRow
from engine.storage.steps import StepRow
from sla.calendar import WorkCalendar
from sla.outcome import Outcome
from sla.remaining import remaining

_ENDED = {
    Outcome.EARLY: TimeState.EARLY,
    Outcome.ON_TIME: TimeState.ON_TIME,
    Outcome.LATE: TimeState.LATE,
}
IDLE = TimeMark(TimeState.NOT_RUNNING)


def dossier_mark(row: DossierRow, calendar: WorkCalendar, at: datetime) -> TimeMark:
    """Where the whole dossier stands: ended, paused (judged at the pause), or running."""
    if row.due_at is None or row.received_at is None:
        return IDLE
    if row.outcome is not None:
        # The end moment for scoring is the decision's, else the end (law.md).
        ended = row.resolved_at or row.ended_at or at
        return _mark(_ENDED[Outcome(row.outcome)], calendar, row, ended)
    if row.paused_at is not None:
        return _mark(TimeState.PAUSED, calendar, row, row.paused_at)
    mark = running_mark(calendar, row.received_at, row.due_at, at)
    return mark if not row.due_projected else _projected(mark)


def step_mark(step: StepRow, calendar: WorkCalendar, at: datetime) -> TimeMark:
    """Where one step stands; a step without its own limit does not run."""
    if step.due_at is None or step.cancelled_at is not None:
        return IDLE
    if step.completed_at is not None and step.outcome is not None:
        left = remaining(calendar, step.completed_at, step.due_at)
        return TimeMark(_ENDED[Outcome(step.outcome)], step.due_at, left)
    return running_mark(calendar, step.opened_at, step.due_at, at)


def running_mark(
    calendar: WorkCalendar, start: datetime, due_at: datetime, at: datetime
) -> TimeMark:
    """A deadline that runs from `start`, read at `at`."""
    left = remaining(calendar, at, due_at)
    share = share_used(calendar, start, at, due_at)
    if left.overdue:
        return TimeMark(TimeState.OVERDUE, due_at, left, 1.0)
    state = TimeState.NEAR if is_near(left, share) else TimeState.WITHIN
    return TimeMark(state, due_at, left, share)


def _mark(state: TimeState, calendar: WorkCalendar, row: DossierRow, at: datetime) -> TimeMark:
    assert row.due_at is not None  # noqa: S101 - narrowed by the caller
    assert row.received_at is not None  # noqa: S101 - narrowed by the caller
    left = remaining(calendar, at, row.due_at)
    share = share_used(calendar, row.received_at, at, row.due_at)
    return TimeMark(state, row.due_at, left, share, row.paused_at, row.due_projected)


def _projected(mark: TimeMark) -> TimeMark:
    return TimeMark(mark.state, mark.due_at, mark.remaining, mark.share, None, True)
