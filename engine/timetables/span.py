"""What a change of the calendars can touch: days between the first and the last that differ."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from engine.definitions.calendars.calendar_folder import Calendars
from engine.definitions.calendars.special_days import SpecialDay
from engine.storage.timetables.recounting import Span
from sla.calendar import VIETNAM


def changed_days(before: Calendars, after: Calendars) -> tuple[date, ...]:
    """The days that one says otherwise than the other, in order."""
    was, now = _special(before), _special(after)
    return tuple(day for day in sorted(was.keys() | now.keys()) if was.get(day) != now.get(day))


def span_of(before: Calendars, after: Calendars) -> Span | None:
    """What the change can touch; None when there is none."""
    days = changed_days(before, after)
    if not days:
        return None
    return Span(_midnight(days[0]), _midnight(days[-1] + timedelta(days=1)))


def _special(calendars: Calendars) -> dict[date, tuple[object, ...]]:
    days = (day for year in calendars.years.values() for day in year)
    return {day.date: _meaning(day) for day in days}


def _meaning(day: SpecialDay) -> tuple[object, ...]:
    return day.kind, day.confidence, day.name, day.source


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)
