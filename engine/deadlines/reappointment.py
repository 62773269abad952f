"""New dates for what will be late: which may be given, until when to ask, what a pause adds.

An apology is due at least one day before the due date, with one new date at most (form 4 of
TT 03/2025/TT-VPCP; docs/working-time.md). That a day here is a working day is our reading.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from engine.deadlines.forecast import Forecast
from sla.calendar import WorkCalendar, local
from sla.errors import OutsideCalendar
from sla.points import days_after, days_before
from sla.position import in_session, measure, position

DAYS_TO_ASK = 1
DAYS_TO_PREPARE = 3
_MINUTE = timedelta(minutes=1)


def last_moment_to_ask(calendar: WorkCalendar, due_at: datetime) -> datetime:
    """Until when an apology is in time. Raises `OutsideCalendar`."""
    return days_before(calendar, due_at, DAYS_TO_ASK)


def prepares_from(calendar: WorkCalendar, due_at: datetime) -> datetime:
    """From when a dossier that will be late gets its apology. Raises `OutsideCalendar`."""
    return days_before(calendar, due_at, DAYS_TO_PREPARE)


def new_appointment(
    calendar: WorkCalendar, found: Forecast | None, due_at: datetime, at: datetime
) -> datetime:
    """The date to propose: when all can be done, and a working day after the old one at least.

    A whole minute, so that it can be printed. Raises `OutsideCalendar`.
    """
    least = days_after(calendar, max(due_at, at), 1)
    moment = max(found.ready_at, least) if found else least
    whole = local(moment).replace(second=0, microsecond=0)
    return whole if whole == moment else whole + _MINUTE


def appointment_problem(
    calendar: WorkCalendar, moment: datetime, due_at: datetime, at: datetime
) -> str:
    """Why a date cannot be promised, as the code of a field's rule; "" when it can."""
    if moment <= max(due_at, at):
        return "after_due"
    try:
        return "" if in_session(calendar, moment) else "working_time"
    except OutsideCalendar:
        return "no_calendar"


def on_day(calendar: WorkCalendar, day: date, due_at: datetime) -> datetime | None:
    """That day, as far into its worked time as the old due moment was; None on a day off.

    Raises `OutsideCalendar`.
    """
    if not calendar.is_working(day):
        return None
    number = calendar.working_days(until=day) - 1
    place = position(calendar, due_at).place_in(calendar.shift(number).length)
    return calendar.moment(number, place)


def later_by(calendar: WorkCalendar, moment: datetime, start: datetime, end: datetime) -> datetime:
    """A date that was promised, later by the working time from `start` to `end`.

    Whole working days are counted by dates, only the rest by the clock, as in a limit. Raises
    `OutsideCalendar`.
    """
    here, pause = position(calendar, moment), measure(calendar, start, end)
    number, worked = here.number + pause.days, here.worked + pause.worked
    while worked > (length := calendar.shift(number).length):
        number, worked = number + 1, worked - length
    return calendar.moment(number, worked)
