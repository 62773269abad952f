"""`holidays/YEAR.yaml`: days off and days worked that a plain week does not have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.definitions.calendars.calendar_notes import Notes
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.located import Located


class DayKind(StrEnum):
    """What the day is, whatever its weekday."""

    OFF = "off"
    WORKED = "worked"


class Confidence(StrEnum):
    """How sure the day is."""

    VERIFIED = "verified"  # the decision, or a paper that quotes it, was read
    HIGH = "high"  # secondary sources agree
    STATUTORY = "statutory"  # follows from the law itself; no notice of the year yet
    PROJECTED = "projected"  # no decision known: a deadline that rests on it says so


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day with its name and source."""

    date: date
    kind: DayKind
    name: str
    source: str
    confidence: Confidence
    file: str
    line: int


KEYS = ("date", "kind", "name", "source", "confidence")


def read_year(node: Located, year: int, notes: Notes) -> tuple[SpecialDay, ...]:
    """Give the days of one year's file; what is wrong is noted and left out."""
    if not notes.keys(node, ("year", "days"), ()):
        return ()
    if notes.text(node, "year") != str(year):
        notes.add(
            "E501",
            node.line_of("year"),
            quoting('"{}" is not ', "year") + f"{year}, as the file is named",
        )
    days: dict[date, SpecialDay] = {}
    for item in notes.items(node, "days"):
        day = _read_day(item, year, notes)
        if day is None:
            continue
        if day.date in days:
            _note_twice(days[day.date], day, notes)
        days.setdefault(day.date, day)
    return tuple(sorted(days.values(), key=lambda day: day.date))


def _read_day(item: Located, year: int, notes: Notes) -> SpecialDay | None:
    if not notes.keys(item, KEYS, ()):
        return None
    day = notes.date(item, "date")
    kind = notes.word(item, "kind", DayKind)
    name, source = notes.text(item, "name"), notes.text(item, "source")
    confidence = notes.word(item, "confidence", Confidence)
    if day is not None and day.year != year:
        notes.add("E501", item.line_of("date"), f"{day} is not a day of {year}", "date")
        return None
    if day is None or kind is None or name is None or source is None or confidence is None:
        return None
    return SpecialDay(
        day, DayKind(kind), name, source, Confidence(confidence), notes.file, item.line
    )


def _note_twice(first: SpecialDay, second: SpecialDay, notes: Notes) -> None:
    how = "stands twice" if first.kind is second.kind else "is both off and worked"
    message = f"{second.date} {how} (first on line {first.line})"
    notes.add("E502", second.line, message, second.date.isoformat())
