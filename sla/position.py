"""Where a moment stands in working time, and how far apart two moments are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sla.calendar import WorkCalendar, clock, local


@dataclass(frozen=True, slots=True)
class Position:
    """Working day `number` (-1: before the first), `worked` of it behind and `rest` ahead.

    Both are microseconds. After closing and on a day off there is no `rest`: the moment stands at
    the closing of the last working day.
    """

    number: int
    worked: int
    rest: int

    def place_in(self, length: int) -> int:
        """Give the same place in a day with so much worked time: closing in closing.

        A shorter day ends at its closing.
        """
        return min(self.worked, length) if self.rest else length


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole working days and microseconds of worked time on top."""

    days: int
    worked: int


def position(calendar: WorkCalendar, moment: datetime) -> Position:
    """Where this moment stands; raises `OutsideCalendar`, `NaiveMoment`."""
    here = local(moment)
    number = calendar.working_days(until=here.date()) - 1
    if number < 0:
        return Position(number, 0, 0)
    shift = calendar.shift(number)
    if not calendar.is_working(here.date()):
        return Position(number, shift.length, 0)
    worked = shift.worked_at(clock(here))
    return Position(number, worked, shift.length - worked)


def in_session(calendar: WorkCalendar, moment: datetime) -> bool:
    """Whether this moment is in a session, its end included; raises as `position` does."""
    here = local(moment)
    now = clock(here)
    return calendar.is_working(here.date()) and any(
        opening <= now <= closing
        for opening, closing in calendar.shift(position(calendar, here).number).clock
    )


def worked_until(calendar: WorkCalendar, moment: datetime) -> int:
    """Microseconds worked from the calendar's first day until this moment."""
    here = position(calendar, moment)
    return calendar.worked_before(max(here.number, 0)) + here.worked


def measure(calendar: WorkCalendar, start: datetime, end: datetime) -> Stretch:
    """Working time from start to end (not before start): days by number, the rest by the clock.

    Closing time and the next opening are the same place, so a start without rest counts from the
    next opening, and a whole day from opening to closing is one day. When the end is earlier in
    its day than the start was in its own, one day is paid out as the rest of the start's day.
    """
    here, there = position(calendar, start), position(calendar, end)
    number, worked = (here.number, here.worked) if here.rest else (here.number + 1, 0)
    days = there.number - number
    if worked == 0 and there.rest == 0:
        return Stretch(days + 1, 0)
    if there.worked >= worked:
        return Stretch(days, there.worked - worked)
    return Stretch(days - 1, here.rest + there.worked)
