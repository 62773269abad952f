"""Reading a deadline: which of the few time states holds at a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sla.calendar import WorkCalendar
from sla.remaining import Remaining, remaining
from sla.stopwatch import Stopwatch

NEAR_SHARE = 0.8
"""A deadline is near when this share of the limit is used up, or one working day is left."""


MINUTES_A_DAY = 480
"""A working day of internal steps is 8 working hours; here only the scale of a bar."""


class TimeState(StrEnum):
    """The one reading of a deadline that every list and page shows."""

    NOT_RUNNING = "not_running"  # not received yet, or a procedure without limit
    WITHIN = "within"
    NEAR = "near"  # at most 20 % of the limit or one working day left
    OVERDUE = "overdue"
    PAUSED = "paused"
    EARLY = "early"  # ended
    ON_TIME = "on_time"  # ended
    LATE = "late"  # ended


@dataclass(frozen=True, slots=True)
class TimeMark:
    """Where a dossier or step stands against its due moment, as of one moment.

    `share` is the part of the limit used up, 0.0 to 1.0. `remaining` is None when nothing runs.
    """

    state: TimeState
    due_at: datetime | None = None
    remaining: Remaining | None = None
    share: float = 0.0
    paused_at: datetime | None = None
    projected: bool = False


def share_used(calendar: WorkCalendar, watch: Stopwatch, at: datetime, due: datetime) -> float:
    """The part of the limit that is used up at `at`, 0.0 to 1.0, in working time.

    What pauses took is no part of it: the whole is the limit as it ran undisturbed.
    """
    undisturbed = replace(watch, pauses=())
    start = undisturbed.counted_from(calendar)
    whole = _minutes(remaining(calendar, start, undisturbed.due(calendar).at))
    left = remaining(calendar, at, due)
    if left.overdue or whole <= 0:
        return 1.0
    return min(1.0, max(0.0, 1 - _minutes(left) / whole))


def is_near(left: Remaining, share: float) -> bool:
    """Whether a deadline that still runs is near: ≤ 20 % or at most one working day left."""
    within_a_day = left.days == 0 or (left.days == 1 and left.hours == left.minutes == 0)
    return not left.overdue and (share >= NEAR_SHARE or within_a_day)


def _minutes(left: Remaining) -> int:
    amount = left.days * MINUTES_A_DAY + left.hours * 60 + left.minutes
    return -amount if left.overdue else amount
