"""From which moment a limit counts when the receipt came out of hours: three rules in use."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from sla.calendar import VIETNAM, WorkCalendar, local
from sla.position import in_session, position, worked_until
from sla.shift import HOUR

LAST_OF_THE_DAY, FIRST_OF_THE_DAY = time(17), time(8)  # by the text of NEXT_MORNING itself


class ReceiptRule(StrEnum):
    """What a unit does with receipts out of hours, mostly online ones; a setting of each unit.

    The end of a session still belongs to it, and 17:00 is not after 17:00.
    """

    AS_RECEIVED = "as_received"  # at the desk: nothing but the place rule of `due`
    NEXT_SESSION = "next_session"  # out of hours, noon break as well: the next session's start
    NEXT_MORNING = "next_morning"  # after 17:00 or on a day off: 08:00 of the next working day
    LAST_HOUR = "last_hour"  # from the last worked hour on or on a day off: the next day's opening


def counted_from(calendar: WorkCalendar, received: datetime, rule: ReceiptRule) -> datetime:
    """Give the moment that stands for the receipt, in Vietnam's time; its own when none is told.

    Raises `OutsideCalendar` (not `AS_RECEIVED`, which looks nothing up), `NaiveMoment`.
    """
    here = local(received)
    if rule is ReceiptRule.NEXT_SESSION:
        return here if in_session(calendar, here) else _next_session(calendar, here)
    if rule is ReceiptRule.NEXT_MORNING:
        late = here.time() > LAST_OF_THE_DAY or not calendar.is_working(here.date())
        return _next_morning(calendar, here) if late else here
    if rule is ReceiptRule.LAST_HOUR:
        place = position(calendar, here)
        return calendar.moment(place.number + 1, 0) if place.rest <= HOUR else here
    return here


def _next_session(calendar: WorkCalendar, received: datetime) -> datetime:
    """Give the start of the first session after a moment in none: just before its first work."""
    first = calendar.moment_of_work(worked_until(calendar, received) + 1)
    return first - timedelta(microseconds=1)


def _next_morning(calendar: WorkCalendar, received: datetime) -> datetime:
    day = calendar.day(calendar.working_days(until=received.date()))
    return datetime.combine(day, FIRST_OF_THE_DAY, VIETNAM)
