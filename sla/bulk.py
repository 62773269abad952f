"""Due moments by the million: limits in working days without pauses, as arrays.

Gives what `sla.due.due` gives, for whole columns at once. It needs numpy, which nothing else in
`sla` does: import it only where columns are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sla.calendar import VIETNAM, WorkCalendar
from sla.shift import SECOND, Shift
from sla.table import every_day

DAY = 86_400 * SECOND
Moments: TypeAlias = NDArray[np.int64]  # local microseconds since the calendar's first midnight


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A calendar as arrays.

    `through` counts working days until each day inclusive, `works` says which are; `day` is the
    date of each working day as days since the first, `kind` its kind of shift. The others have a
    column for each kind and a row for each session: `before` is what was worked before it. Kinds
    with fewer sessions begin with empty ones.
    """

    midnight: datetime
    through: Moments
    works: NDArray[np.bool_]
    day: Moments
    kind: Moments
    opening: Moments
    closing: Moments
    before: Moments
    length: Moments


def grid_of(calendar: WorkCalendar) -> Grid:
    """Give the arrays of a calendar; worth keeping, it costs as much as thousands of moments."""
    days = every_day(calendar.first, calendar.last)
    works = [calendar.is_working(day) for day in days]
    shifts = [calendar.shift(number) for number in range(sum(works))]
    kinds = {shift: kind for kind, shift in enumerate(dict.fromkeys(shifts))}
    opening, closing = _sessions(list(kinds))
    lengths = closing - opening
    return Grid(
        midnight=datetime.combine(calendar.first, time.min, VIETNAM),
        through=np.cumsum(works),
        works=np.array(works),
        day=np.flatnonzero(works),
        kind=np.array([kinds[shift] for shift in shifts], dtype=np.int64),
        opening=opening,
        closing=closing,
        before=np.cumsum(lengths, axis=0) - lengths,
        length=lengths.sum(axis=0),
    )


def due_after_days(
    grid: Grid, received: Moments, days: Moments
) -> tuple[Moments, NDArray[np.bool_]]:
    """Give the end of each limit of so many working days, and which of them the calendar covers.

    Both are microseconds since `grid.midnight` (the offset of Vietnam has not changed since
    1975). What is not covered has no meaningful end: ask `sla.due.due` for the reason.
    """
    if not len(grid.day):
        return received, np.zeros(len(received), dtype=np.bool_)
    day, clock = np.divmod(received, DAY)
    covered = (day >= 0) & (day < len(grid.works))
    day = np.where(covered, day, 0)
    number = grid.through[day] - 1
    into, rest = _into(grid, number, clock, grid.works[day])
    number += days
    covered &= number < len(grid.day)
    number = np.where(covered, number, 0)
    length = grid.length[_kind(grid, number)]
    into = np.where(rest, np.minimum(into, length), length)
    return grid.day[number] * DAY + _clock(grid, number, into), covered


def _sessions(shifts: list[Shift]) -> tuple[Moments, Moments]:
    """Opening and closing times, a row for each session and a column for each shift."""
    most = max((len(shift.clock) for shift in shifts), default=1)
    padded = [
        ((shift.clock[0][0],) * 2,) * (most - len(shift.clock)) + shift.clock for shift in shifts
    ]
    table = np.array(padded, dtype=np.int64).reshape(len(shifts), most, 2)
    return table[:, :, 0].T, table[:, :, 1].T


def _kind(grid: Grid, number: Moments) -> Moments:
    """Give the kind of each working day; one nought for all of them when there is but one kind."""
    return grid.kind[number] if len(grid.length) > 1 else np.zeros(1, dtype=np.int64)


def _into(
    grid: Grid, number: Moments, clock: Moments, works: NDArray[np.bool_]
) -> tuple[Moments, NDArray[np.bool_]]:
    """Worked time of the day before each clock time, and whether any is left after it."""
    kind = _kind(grid, number)
    into = np.zeros_like(clock)
    for opening, closing in zip(grid.opening, grid.closing, strict=True):
        into += np.clip(clock, opening[kind], closing[kind]) - opening[kind]
    return into, works & (into < grid.length[kind])


def _clock(grid: Grid, number: Moments, worked: Moments) -> Moments:
    """Give the first clock time of each working day by which so much was worked."""
    kind = _kind(grid, number)
    clock: Moments = worked + (grid.opening[-1] - grid.before[-1])[kind]
    for row in range(len(grid.opening) - 2, -1, -1):
        here = worked <= grid.before[row + 1][kind]
        clock = np.where(here, worked + (grid.opening[row] - grid.before[row])[kind], clock)
    return clock
