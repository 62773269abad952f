"""The days off inside a limit: what a person asks first when a date looks late."""

from __future__ import annotations

from datetime import datetime

from engine.definitions.calendars import Calendars
from engine.definitions.special_days import DayKind
from sla.calendar import VIETNAM, WorkCalendar
from sla.table import every_day


def days_off(
    calendars: Calendars, calendar: WorkCalendar, start: datetime | None, end: datetime | None
) -> tuple[tuple[tuple[str, str], ...], int]:
    """Days off by law as (ISO date, name), and the number of weekly days off, after `start`.

    Nothing when the limit does not run (either moment is None).
    """
    if start is None or end is None:
        return (), 0
    first, last = start.astimezone(VIETNAM).date(), end.astimezone(VIETNAM).date()
    days = [d for d in every_day(first, last) if d > first and not calendar.is_working(d)]
    names = {
        special.date: special.name
        for year in range(first.year, last.year + 1)
        for special in calendars.year(year)
        if special.kind is DayKind.OFF
    }
    named = tuple((d.isoformat(), names[d]) for d in days if d in names)
    return named, len(days) - len(named)
