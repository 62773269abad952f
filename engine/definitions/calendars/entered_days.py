"""Days that an administrator entered from a directive, laid over those of the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.definitions.calendars.special_days import Confidence, DayKind, SpecialDay

ENTERED = "entered"
"""The file that a finding or a list names for a day that stands in none."""


class EnteredKind(StrEnum):
    """What a directive makes of a day."""

    OFF = "off"
    WORKED = "worked"
    ORDINARY = "ordinary"  # what its weekday is, whatever a file says


@dataclass(frozen=True, slots=True)
class EnteredDay:
    """One day of a directive, with its name and source as those of a file."""

    date: date
    kind: EnteredKind
    name: str
    source: str
    confidence: Confidence

    def plain(self) -> dict[str, str]:
        """The same as plain values."""
        return {
            "date": self.date.isoformat(),
            "kind": self.kind.value,
            "name": self.name,
            "source": self.source,
            "confidence": self.confidence.value,
        }


def entered_day(plain: Mapping[str, str]) -> EnteredDay:
    """The day whose `plain` this is. Raises KeyError or ValueError for anything else."""
    return EnteredDay(
        date.fromisoformat(plain["date"]),
        EnteredKind(plain["kind"]),
        plain["name"],
        plain["source"],
        Confidence(plain["confidence"]),
    )


def merged(before: Iterable[EnteredDay], new: Iterable[EnteredDay]) -> tuple[EnteredDay, ...]:
    """Both, in order of their dates; a day that is entered again replaces what it was."""
    days = {day.date: day for day in (*before, *new)}
    return tuple(days[date] for date in sorted(days))


def laid_over(
    years: Mapping[int, tuple[SpecialDay, ...]], entered: Sequence[EnteredDay]
) -> dict[int, tuple[SpecialDay, ...]]:
    """The special days of each year with the entered ones on top; other years stay unknown."""
    result = dict(years)
    for year in sorted({day.date.year for day in entered} & set(years)):
        days = {day.date: day for day in years[year]}
        for new in entered:
            if new.date.year == year:
                days.pop(new.date, None)
                days |= {found.date: found for found in _special(new)}
        result[year] = tuple(days[date] for date in sorted(days))
    return result


def still_needed(
    years: Mapping[int, tuple[SpecialDay, ...]], entered: Iterable[EnteredDay]
) -> tuple[EnteredDay, ...]:
    """The entered days that the files do not say by themselves.

    A file that only expects what a directive has settled does not say it yet.
    """
    by_date = {day.date: day for days in years.values() for day in days}
    return tuple(day for day in entered if not _says(by_date.get(day.date), day))


def _says(found: SpecialDay | None, entered: EnteredDay) -> bool:
    if found is None or entered.kind is EnteredKind.ORDINARY:
        return found is None and entered.kind is EnteredKind.ORDINARY
    expected = found.confidence is Confidence.PROJECTED
    settled = entered.confidence is not Confidence.PROJECTED
    return found.kind.value == entered.kind.value and not (expected and settled)


def _special(day: EnteredDay) -> tuple[SpecialDay, ...]:
    if day.kind is EnteredKind.ORDINARY:
        return ()
    kind = DayKind(day.kind.value)
    return (SpecialDay(day.date, kind, day.name, day.source, day.confidence, ENTERED, 1),)
