"""A million due moments in one call against numpy's bare business days.

`numpy.busday_offset` counts dates only; ours adds the time of day, the sessions and the bounds of
the calendar. In turns, so that a machine that slows down slows both.
"""
# ruff: noqa: T201

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from engine.definitions.calendars.calendar_folder import read_calendars
from sla.bulk import DAY, due_after_days, grid_of
from sla.calendar import WorkCalendar

ROWS, TURNS, LIMIT = 1_000_000, 5, 10.0
SEED = 20_261_122


def main() -> int:
    """Print medians and their ratio; 1 when it is over the limit."""
    calendar = read_calendars(Path("holidays")).get("lang-son")
    grid, count = grid_of(calendar), _business_days(calendar)
    drawn = np.random.default_rng(SEED)
    received = drawn.integers(0, 3_000 * DAY, ROWS)
    days = drawn.integers(1, 60, ROWS)
    dates = np.datetime64(calendar.first) + received // DAY
    ours, theirs = [], []
    for _ in range(TURNS):
        ours.append(_timed(lambda: due_after_days(grid, received, days)))
        theirs.append(
            _timed(lambda: np.busday_offset(dates, days, roll="backward", busdaycal=count))
        )
    ratio = median(ours) / median(theirs)
    over = ratio > LIMIT
    print(
        f"{ROWS:,} due moments: {median(ours):.0f} ms, numpy.busday_offset {median(theirs):.0f} ms"
    )
    print(f"ratio {ratio:.1f}, at most {LIMIT:g}{' OVER' if over else ''}")
    return int(over)


def _business_days(calendar: WorkCalendar) -> np.busdaycalendar:
    """Days off of a plain week: numpy at its fastest, without the worked Saturdays."""
    off = [day for day in calendar.days_off if day.weekday() not in calendar.weekly_off]
    return np.busdaycalendar(holidays=sorted(off))


def _timed(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1_000


if __name__ == "__main__":
    sys.exit(main())
