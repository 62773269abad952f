"""`holidays/office-hours.yaml`: sessions of the working day, by office, validity and season."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from engine.definitions.calendars.calendar_notes import Notes
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.located import Located
from sla.errors import BadHours
from sla.hours import EVERY_WEEKDAY, MonthDay, OfficeHours, Session

SESSION = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
SEASON = re.compile(r"(\d\d)-(\d\d)/(\d\d)-(\d\d)", re.ASCII)
LEAP_YEAR = 2024  # so that 29 February is a day of a season


@dataclass(frozen=True, slots=True)
class Period:
    """Hours and the line that says so."""

    hours: OfficeHours
    line: int


@dataclass(frozen=True, slots=True)
class HoursSet:
    """The hours of one kind of office, through all their periods."""

    id: str
    name: str
    source: str
    periods: tuple[Period, ...]
    line: int


@dataclass(frozen=True, slots=True)
class HoursFile:
    """Everything that the file says."""

    weekly_off: frozenset[int]
    default: str
    sets: Mapping[str, HoursSet]


def read_hours(node: Located, notes: Notes) -> HoursFile | None:
    """All sets of hours; None, noted, when the file has not its parts."""
    if not notes.keys(node, ("weekly_off", "default", "hours"), ()):
        return None
    sets: dict[str, HoursSet] = {}
    for item in notes.items(node, "hours"):
        found = _read_set(item, notes)
        if found is None:
            continue
        if found.id in sets:
            message = quoting(
                'hours "{}" stand twice (first on line {line})', found.id, line=sets[found.id].line
            )
            notes.add("E502", found.line, message, found.id)
        sets.setdefault(found.id, found)
    default = notes.word(node, "default", sets) or ""
    return HoursFile(notes.weekdays(node, "weekly_off"), default, sets)


def note_cover(hours: HoursSet, days: Iterable[date], notes: Notes) -> None:
    """Note the first working day without hours, and the first with two sets of them."""
    noted: set[int] = set()
    for day in days:
        lines = [period.line for period in hours.periods if period.hours.cover(day)]
        line = hours.line if not lines else lines[-1]
        if len(lines) == 1 or line in noted:
            continue
        noted.add(line)
        how = f"has the hours of line {lines[0]} as well" if lines else "has no office hours"
        notes.add(
            "E505", line, f"{day}, a working day, {how}" + quoting(' in "{}"', hours.id), hours.id
        )


def _read_set(item: Located, notes: Notes) -> HoursSet | None:
    if not notes.keys(item, ("id", "name", "source", "periods"), ()):
        return None
    id_, name = notes.text(item, "id"), notes.text(item, "name")
    source = notes.text(item, "source")
    periods = [_read_period(period, notes) for period in notes.items(item, "periods")]
    if id_ is None or name is None or source is None:
        return None
    return HoursSet(id_, name, source, tuple(p for p in periods if p), item.line)


def _read_period(item: Located, notes: Notes) -> Period | None:
    if not notes.keys(item, ("sessions",), ("from", "until", "season", "weekdays")):
        return None
    start = notes.date(item, "from") if item.get("from") else None
    end = notes.date(item, "until") if item.get("until") else None
    weekdays = notes.weekdays(item, "weekdays") if item.get("weekdays") else EVERY_WEEKDAY
    season = _season(item, notes) if item.get("season") else None
    read = [_session(session, notes) for session in notes.items(item, "sessions")]
    sessions = tuple(session for session in read if session)
    if len(sessions) < len(read):
        return None
    try:
        hours = OfficeHours(
            sessions=sessions, start=start, end=end, season=season, weekdays=weekdays
        )
    except BadHours as error:
        notes.add("E504", item.line_of("sessions"), str(error), "sessions")
        return None
    return Period(hours, item.line)


def _session(item: Located, notes: Notes) -> Session | None:
    match = SESSION.fullmatch(item.text)
    try:
        if match is None:
            raise ValueError(item.text)
        hour, minute, last_hour, last_minute = map(int, match.groups())
        return time(hour, minute), time(last_hour, last_minute)
    except ValueError:
        message = quoting('"{}" is no session: write "07:30-11:30"', item.text)
        notes.add("E504", item.line, message, "sessions")
        return None


def _season(item: Located, notes: Notes) -> tuple[MonthDay, MonthDay] | None:
    text = notes.text(item, "season") or ""
    match = SEASON.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        month, day, last_month, last_day = map(int, match.groups())
        date(LEAP_YEAR, month, day), date(LEAP_YEAR, last_month, last_day)
        return (month, day), (last_month, last_day)
    except ValueError:
        message = quoting('"{}" is no season: write "04-16/10-15"', text)
        notes.add("E501", item.line_of("season"), message, "season")
        return None
