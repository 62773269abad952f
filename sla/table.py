"""The sums that make a calendar answer in O(1) or O(log n)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sla.errors import BadHours
from sla.hours import OfficeHours, Session
from sla.shift import Shift, shift_of


@dataclass(frozen=True, slots=True)
class DayTable:
    """Sums over every day of a calendar, and over its working days.

    `through[i]` counts working days until day i inclusive, `projected[i]` likewise days that are
    only projected; `days[k]` is the date of working day k, `shifts[k]` its worked time, and
    `before[k]` all worked time before it (one more at the end: all there is).
    """

    through: Sequence[int]
    projected: Sequence[int]
    days: tuple[date, ...]
    shifts: tuple[Shift, ...]
    before: Sequence[int]


def tabulate(
    days: Sequence[date],
    works: Sequence[bool],
    projected: frozenset[date],
    hours: tuple[OfficeHours, ...],
) -> DayTable:
    """Sum up; raises `BadHours` when a working day has not exactly one set of hours."""
    worked = tuple(day for day, work in zip(days, works, strict=True) if work)
    known: dict[tuple[Session, ...], Shift] = {}
    shifts = []
    for day in worked:
        sessions = _sessions(day, hours)
        if sessions not in known:
            known[sessions] = shift_of(sessions)
        shifts.append(known[sessions])
    return DayTable(
        through=_sums(works),
        projected=_sums([day in projected for day in days]),
        days=worked,
        shifts=tuple(shifts),
        before=array("q", [0, *_sums([shift.length for shift in shifts])]),
    )


def every_day(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _sessions(day: date, hours: tuple[OfficeHours, ...]) -> tuple[Session, ...]:
    found = [period.sessions for period in hours if period.cover(day)]
    if len(found) != 1:
        raise BadHours(
            f"{day} is a working day with {'no' if not found else 'overlapping'} office hours."
        )
    return found[0]


def _sums(amounts: Sequence[int]) -> array[int]:
    total = 0
    sums = array("q")
    for amount in amounts:
        total += amount
        sums.append(total)
    return sums
