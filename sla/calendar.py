"""A calendar of working time: which days are worked, in which sessions, and the sums over them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sla.errors import NaiveMoment, OutsideCalendar
from sla.hours import OfficeHours, Session
from sla.shift import Shift, clock_of
from sla.table import DayTable, every_day, tabulate

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKEND = frozenset({5, 6})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Working time from `first` to `last`, both included; built once, never changed.

    `weekly_off` are weekdays (Monday is 0), `days_worked` the days worked all the same, such as a
    Saturday swapped for a Monday. A day is `projected` when no decision about it is known yet.
    A day outside raises `OutsideCalendar`: an error, never a guess.
    """

    first: date
    last: date
    hours: tuple[OfficeHours, ...]
    days_off: frozenset[date]
    days_worked: frozenset[date] = frozenset()
    projected: frozenset[date] = frozenset()
    weekly_off: frozenset[int] = WEEKEND
    _table: DayTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        days = every_day(self.first, self.last)
        works = [self._works(day) for day in days]
        table = tabulate(days, works, self.projected, self.hours)
        object.__setattr__(self, "_table", table)

    def _works(self, day: date) -> bool:
        if day in self.days_worked:
            return True
        return day not in self.days_off and day.weekday() not in self.weekly_off

    # Days

    def is_working(self, day: date) -> bool:
        """Whether time limits count this day."""
        self._offset(day)
        return self._works(day)

    def is_projected(self, day: date) -> bool:
        """Whether no decision about this day is known yet."""
        self._offset(day)
        return day in self.projected

    def sessions(self, day: date) -> tuple[Session, ...]:
        """Give the opening and closing times of this day, in order; none on a day off."""
        return self.shift(self.working_days(until=day) - 1).sessions if self.is_working(day) else ()

    def working_days(self, *, until: date) -> int:
        """How many working days there are from the calendar's first day until this one."""
        return self._table.through[self._offset(until)]

    def rests_on_projection(self, start: date, end: date) -> bool:
        """Whether any day from start to end, both included, is only projected."""
        sums = self._table.projected
        before = self._offset(start)
        return sums[self._offset(end)] > (sums[before - 1] if before else 0)

    def _offset(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise OutsideCalendar(day, self.first, self.last)
        return (day - self.first).days

    # Working days by number: 0 is the first of the calendar

    def day(self, number: int) -> date:
        """Give the date of that working day."""
        return self._table.days[self._checked(number)]

    def shift(self, number: int) -> Shift:
        """Give the worked time of that working day."""
        return self._table.shifts[self._checked(number)]

    def moment(self, number: int, worked: int) -> datetime:
        """Give the first moment of that working day by which so many microseconds were worked."""
        clock = self.shift(number).clock_at(worked)
        midnight = datetime.combine(self.day(number), time.min, VIETNAM)
        return midnight + timedelta(microseconds=clock)

    def worked_before(self, number: int) -> int:
        """All worked time before that working day, in microseconds."""
        return self._table.before[number]

    def moment_of_work(self, worked: int) -> datetime:
        """Give the first moment by which so much (more than 0) was worked since the first day."""
        number = bisect_left(self._table.before, worked) - 1
        return self.moment(number, worked - self._table.before[number])

    def _checked(self, number: int) -> int:
        if not 0 <= number < len(self._table.days):
            raise OutsideCalendar(None, self.first, self.last)
        return number


def local(moment: datetime) -> datetime:
    """Give the moment as people and law in Vietnam tell it; raises `NaiveMoment`."""
    if moment.utcoffset() is None:
        raise NaiveMoment(moment)
    return moment.astimezone(VIETNAM)


def clock(moment: datetime) -> int:
    """Microseconds since the midnight of a local moment."""
    return clock_of(moment.time())
