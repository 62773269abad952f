"""The folder `holidays/`: one calendar of working time for each set of office hours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from engine.definitions.calendar_notes import Notes
from engine.definitions.office_hours import HoursFile, HoursSet, note_cover, read_hours
from engine.definitions.special_days import Confidence, DayKind, SpecialDay, read_year
from engine.definitions.yaml import read_yaml
from engine.errors import BrokenContent, Finding, NotFound
from sla.calendar import WorkCalendar
from sla.table import every_day

OFFICE_HOURS = "office-hours.yaml"
YEAR = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Calendars:
    """All calendars, by id of their office hours; `names` are those people read.

    `default` is the id for a unit that names none, `years` the special days as they were written.
    """

    default: str
    names: Mapping[str, str]
    years: Mapping[int, tuple[SpecialDay, ...]]
    by_hours: Mapping[str, WorkCalendar] = field(repr=False)

    def get(self, hours_id: str) -> WorkCalendar:
        """Give the calendar of these office hours; raises NotFound `unknown_hours`."""
        calendar = self.by_hours.get(hours_id)
        if calendar is None:
            known = ", ".join(self.names)
            raise NotFound(
                "unknown_hours",
                f"There are no office hours '{hours_id}' (known: {known}).",
                hours=hours_id,
            )
        return calendar

    def year(self, year: int) -> tuple[SpecialDay, ...]:
        """Give the special days of a year; raises NotFound `unknown_year`."""
        days = self.years.get(year)
        if days is None:
            known = f"{min(self.years)} to {max(self.years)}"
            raise NotFound("unknown_year", f"There is no calendar of {year} (known: {known}).")
        return days


def read_calendars(folder: Path) -> Calendars:
    """Read every year and the office hours; raises BrokenContent with all that is wrong."""
    findings: list[Finding] = []
    years = _read_years(folder, findings)
    hours = _read_hours(folder, findings)
    if hours is not None and years:
        _cross_check(folder, years, hours, findings)
    if findings or hours is None:
        raise BrokenContent(sorted(findings))
    special = [day for days in years.values() for day in days]
    calendars = {
        set_.id: _calendar(set_, hours.weekly_off, years, special) for set_ in hours.sets.values()
    }
    names = {set_.id: set_.name for set_ in hours.sets.values()}
    return Calendars(hours.default, names, years, calendars)


def _read_years(folder: Path, findings: list[Finding]) -> dict[int, tuple[SpecialDay, ...]]:
    years: dict[int, tuple[SpecialDay, ...]] = {}
    paths = [path for path in sorted(folder.glob("*.yaml")) if YEAR.fullmatch(path.stem)]
    for path in paths:
        notes = _notes(path)
        years[int(path.stem)] = ()
        try:
            node = read_yaml(path, notes.file)
            years[int(path.stem)] = read_year(node, int(path.stem), notes)
        except BrokenContent as error:
            findings.extend(error.findings)
        findings.extend(notes.findings)
    _note_gaps(folder, years, findings)
    return years


def _note_gaps(folder: Path, years: Mapping[int, object], findings: list[Finding]) -> None:
    """Note missing years: without a file a year would be counted as one without holidays."""
    wanted = range(min(years), max(years)) if years else range(1)
    for year in wanted:
        if year not in years:
            notes = _notes(folder / (f"{year}.yaml" if years else "*.yaml"))
            notes.add("E506", 1, f"there is no calendar of {year}" if years else "no year at all")
            findings.extend(notes.findings)


def _read_hours(folder: Path, findings: list[Finding]) -> HoursFile | None:
    path = folder / OFFICE_HOURS
    notes = _notes(path)
    try:
        hours = read_hours(read_yaml(path, notes.file), notes)
    except BrokenContent as error:
        findings.extend(error.findings)
        return None
    findings.extend(notes.findings)
    return None if notes.findings else hours


def _cross_check(
    folder: Path,
    years: Mapping[int, tuple[SpecialDay, ...]],
    hours: HoursFile,
    findings: list[Finding],
) -> None:
    """Days worked that are worked anyway, and working days without exactly one set of hours."""
    special = {day.date: day for days in years.values() for day in days}
    for day in special.values():
        if day.kind is DayKind.WORKED and day.date.weekday() not in hours.weekly_off:
            notes = Notes(day.file)
            said = f"{day.date} is a working day anyway: only a weekly day off can be worked"
            notes.add("E503", day.line, said, day.date.isoformat())
            findings.extend(notes.findings)
    notes = _notes(folder / OFFICE_HOURS)
    working = [
        day
        for day in every_day(*_span(years))
        if (
            special[day].kind is DayKind.WORKED
            if day in special
            else day.weekday() not in hours.weekly_off
        )
    ]
    for set_ in hours.sets.values():
        note_cover(set_, working, notes)
    findings.extend(notes.findings)


def _calendar(
    hours: HoursSet,
    weekly_off: frozenset[int],
    years: Mapping[int, object],
    special: list[SpecialDay],
) -> WorkCalendar:
    first, last = _span(years)
    return WorkCalendar(
        first=first,
        last=last,
        hours=tuple(period.hours for period in hours.periods),
        days_off=frozenset(day.date for day in special if day.kind is DayKind.OFF),
        days_worked=frozenset(day.date for day in special if day.kind is DayKind.WORKED),
        projected=frozenset(d.date for d in special if d.confidence is Confidence.PROJECTED),
        weekly_off=weekly_off,
    )


def _span(years: Mapping[int, object]) -> tuple[date, date]:
    return date(min(years), 1, 1), date(max(years), 12, 31)


def _notes(path: Path) -> Notes:
    return Notes(f"{path.parent.name}/{path.name}")
