"""When a time limit runs out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sla.calendar import WorkCalendar, local
from sla.limits import Limit, LimitUnit
from sla.pauses import Ended, Pause, PausePolicy, ended_pauses
from sla.position import measure, position, worked_until
from sla.receipt import ReceiptRule, counted_from
from sla.shift import HOUR

LAST_IN_THE_DAY = time(15)


@dataclass(frozen=True, slots=True)
class Due:
    """The due moment, and whether it rests on days that are only projected."""

    at: datetime
    projected: bool


def due(
    calendar: WorkCalendar,
    start: datetime,
    limit: Limit,
    pauses: Sequence[Pause] = (),
    policy: PausePolicy = PausePolicy.RESUME,
    rule: ReceiptRule = ReceiptRule.AS_RECEIVED,
) -> Due:
    """When a limit that runs from `start` (receipt) runs out.

    While a pause is open, as it was when that pause began. The rule is about the receipt alone,
    not about a restart. Raises `OutsideCalendar`, `NaiveMoment`.
    """
    counted = counted_from(calendar, start, rule)
    found = _due(calendar, counted, limit, ended_pauses(pauses, counted), policy)
    moved = counted != start
    if moved and calendar.rests_on_projection(local(start).date(), counted.date()):
        return replace(found, projected=True)
    return found


def _due(
    calendar: WorkCalendar,
    received: datetime,
    limit: Limit,
    over: Sequence[Ended],
    policy: PausePolicy,
) -> Due:
    if policy is PausePolicy.RESTART and over:
        received, over = local(over[-1].end), ()
    if limit.unit is LimitUnit.WORKING_HOURS:
        at = _after_hours(calendar, received, limit.amount, over)
    elif limit.unit is LimitUnit.WORKING_DAYS:
        at = _after_days(calendar, received, limit.amount, over)
    elif limit.unit is LimitUnit.SAME_DAY:
        at = _on_day(calendar, last_day(calendar, received, limit, over)).at
    else:
        return _on_day(calendar, last_day(calendar, received, limit, over))
    return Due(at, calendar.rests_on_projection(received.date(), at.date()))


def _after_hours(
    calendar: WorkCalendar, received: datetime, hours: int, over: Sequence[Ended]
) -> datetime:
    """Worked time after receipt; pauses give back what was worked in them."""
    paused = sum(
        worked_until(calendar, pause.end) - worked_until(calendar, pause.start) for pause in over
    )
    return calendar.moment_of_work(worked_until(calendar, received) + hours * HOUR + paused)


def _after_days(
    calendar: WorkCalendar, received: datetime, days: int, over: Sequence[Ended]
) -> datetime:
    """Give the Nth working day after receipt, as far into its worked time as the receipt was.

    After closing or on a day off counts as closing. A shorter day ends at its closing, it does
    not run over into the next: dates are counted, not minutes. Only what pauses hold beyond whole
    days runs over.
    """
    here = position(calendar, received)
    paused = [measure(calendar, pause.start, pause.end) for pause in over]
    number = here.number + days + sum(stretch.days for stretch in paused)
    worked = here.place_in(calendar.shift(number).length)
    worked += sum(stretch.worked for stretch in paused)
    while worked > (length := calendar.shift(number).length):
        number, worked = number + 1, worked - length
    return calendar.moment(number, worked)


def last_day(
    calendar: WorkCalendar, received: datetime, limit: Limit, over: Sequence[Ended]
) -> date:
    """Count days, months or "in the day" by dates, pauses as well; the last day may be off.

    The day of receipt is not counted, but by "in the day".
    """
    day = received.date()
    calendar.is_working(day)  # receipt outside the calendar is an error here as well
    if limit.unit is LimitUnit.SAME_DAY:
        return _this_day(calendar, received) + midnights(over)
    if limit.unit is LimitUnit.MONTHS:
        return _months_later(day, limit.amount) + midnights(over)
    return day + timedelta(days=limit.amount) + midnights(over)


def _this_day(calendar: WorkCalendar, received: datetime) -> date:
    """Give the day of receipt, or the one after it when received after 15:00 or after closing."""
    here, day = position(calendar, received), received.date()
    late = received.time() > LAST_IN_THE_DAY or not here.rest
    return day + timedelta(days=1) if late and calendar.is_working(day) else day


def midnights(over: Sequence[Ended]) -> timedelta:
    """How many midnights the pauses hold."""
    days = [local(pause.end).date() - local(pause.start).date() for pause in over]
    return sum(days, timedelta())


def _on_day(calendar: WorkCalendar, day: date) -> Due:
    """Give the closing of that day, or of the next working day when it is off (Đ.148 BLDS 2015)."""
    number = calendar.working_days(until=day) - calendar.is_working(day)
    at = calendar.moment(number, calendar.shift(number).length)
    return Due(at, calendar.rests_on_projection(day, at.date()))


def _months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or its last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
