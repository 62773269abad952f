"""The folder `holidays/`: one calendar of working time for each set of office hours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from engine.definitions.calendars.calendar_notes import Notes
from engine.definitions.calendars.entered_days import EnteredDay, laid_over
from engine.definitions.calendars.office_hours import HoursFile, HoursSet, note_cover, read_hours
from engine.definitions.calendars.special_days import Confidence, DayKind, SpecialDay, read_year
from engine.definitions.text.decoding import file_bytes
from engine.definitions.text.report import broken
from engine.definitions.text.yaml import read_yaml
from engine.errors import BrokenContent, Finding, NotFound
from sla.calendar import WorkCalendar
from sla.table import every_day

FOLDER = "holidays"
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
    return calendars_of(calendar_files(folder), folder=folder.name)


def calendar_files(folder: Path) -> dict[str, bytes]:
    """The files of the folder as they are, by the name that findings give them.

    Raises BrokenContent for one that cannot be opened.
    """
    paths = [*sorted(folder.glob("*.yaml"))]
    wanted = [p for p in paths if YEAR.fullmatch(p.stem) or p.name == OFFICE_HOURS]
    names = {f"{folder.name}/{path.name}": path for path in wanted}
    return {name: file_bytes(path, name) for name, path in names.items()}


def calendars_of(
    files: Mapping[str, bytes], entered: Sequence[EnteredDay] = (), *, folder: str = FOLDER
) -> Calendars:
    """The calendars that these files say, with the entered days on top.

    Raises BrokenContent with all that is wrong.
    """
    findings: list[Finding] = []
    years = laid_over(_read_years(files, folder, findings), entered)
    hours = _read_hours(files, folder, findings)
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


def _read_years(
    files: Mapping[str, bytes], folder: str, findings: list[Finding]
) -> dict[int, tuple[SpecialDay, ...]]:
    years: dict[int, tuple[SpecialDay, ...]] = {}
    for name, data in sorted(files.items()):
        stem = PurePosixPath(name).stem
        if not YEAR.fullmatch(stem):
            continue
        notes, year = Notes(name), int(stem)
        years[year] = ()
        try:
            years[year] = read_year(read_yaml(data, name), year, notes)
        except BrokenContent as error:
            findings.extend(error.findings)
        findings.extend(notes.findings)
    _note_gaps(folder, years, findings)
    return years


def _note_gaps(folder: str, years: Mapping[int, object], findings: list[Finding]) -> None:
    """Note missing years: without a file a year would be counted as one without holidays."""
    wanted = range(min(years), max(years)) if years else range(1)
    for year in wanted:
        if year not in years:
            notes = Notes(f"{folder}/{year}.yaml" if years else f"{folder}/*.yaml")
            notes.add("E506", 1, f"there is no calendar of {year}" if years else "no year at all")
            findings.extend(notes.findings)


def _read_hours(
    files: Mapping[str, bytes], folder: str, findings: list[Finding]
) -> HoursFile | None:
    name = f"{folder}/{OFFICE_HOURS}"
    notes = Notes(name)
    try:
        if name not in files:
            raise broken(name, "E107", 1, "the file is missing")
        hours = read_hours(read_yaml(files[name], name), notes)
    except BrokenContent as error:
        findings.extend(error.findings)
        return None
    findings.extend(notes.findings)
    return None if notes.findings else hours


def _cross_check(
    folder: str,
    years: Mapping[int, tuple[SpecialDay, ...]],
    hours: HoursFile,
    findings: list[Finding],
) -> None:
    """Days worked that are worked anyway, and working days without exactly one set of hours."""
    special = {day.date: day for days in years.values() for day in days}
    for day in special.values():
        if day.kind is DayKind.WORKED and day.date.weekday() not in hours.weekly_off:
            notes = Notes(day.file)
            message = f"{day.date} is a working day anyway: only a weekly day off can be worked"
            notes.add("E503", day.line, message, day.date.isoformat())
            findings.extend(notes.findings)
    notes = Notes(f"{folder}/{OFFICE_HOURS}")
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
