from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.calendars.calendar_folder import read_calendars
from sla.bulk import due_after_days, grid_of
from sla.calendar import VIETNAM, WorkCalendar
from sla.due import due
from sla.errors import OutsideCalendar
from sla.hours import OfficeHours
from sla.limits import Limit, LimitUnit

MICROSECOND = timedelta(microseconds=1)


SHORT_FRIDAY = {4: ((9, 12),)}
THREE_ON_MONDAY = {0: ((7, 9), (10, 12), (13, 17)), **SHORT_FRIDAY}  # sessions


def week(odd) -> WorkCalendar:
    """Two sessions on every weekday but the odd ones."""
    hours = [
        OfficeHours(
            sessions=tuple(
                (time(first), time(last)) for first, last in odd.get(day, ((8, 12), (13, 17)))
            ),
            weekdays=frozenset({day}),
        )
        for day in range(5)
    ]
    return WorkCalendar(
        first=date(2024, 6, 1),
        last=date(2024, 8, 31),
        hours=tuple(hours),
        days_off=frozenset({date(2024, 7, 3)}),
    )


KNOWN = read_calendars(Path(__file__).parents[2] / "holidays")
CALENDARS = [KNOWN.get("lang-son"), KNOWN.get("an-giang"), week(SHORT_FRIDAY)]
CALENDARS.append(week(THREE_ON_MONDAY))
GRIDS = [grid_of(calendar) for calendar in CALENDARS]


def one_by_one(calendar, received, days):
    try:
        return due(calendar, received, Limit(days, LimitUnit.WORKING_DAYS)).at
    except OutsideCalendar:
        return None


def at_once(grid, rows):
    received = np.array([(moment - grid.midnight) // MICROSECOND for moment, _ in rows])
    found, covered = due_after_days(grid, received, np.array([days for _, days in rows]))
    pairs = zip(found.tolist(), covered.tolist(), strict=True)
    return [grid.midnight + at * MICROSECOND if known else None for at, known in pairs]


@pytest.mark.slow
@pytest.mark.parametrize("which", range(len(CALENDARS)))
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_columns_give_what_single_moments_give(which, data):
    calendar = CALENDARS[which]
    first = datetime.combine(calendar.first, time.min) - timedelta(days=3)
    last = datetime.combine(calendar.last, time.max) + timedelta(days=3)
    moments = st.datetimes(first, last).map(lambda moment: moment.replace(tzinfo=VIETNAM))
    # Half of the moments on the hour, where sessions begin and end.
    moments |= moments.map(lambda moment: moment.replace(minute=0, second=0, microsecond=0))
    rows = data.draw(st.lists(st.tuples(moments, st.integers(1, 90)), min_size=1, max_size=20))
    assert at_once(GRIDS[which], rows) == [one_by_one(calendar, *row) for row in rows]


@pytest.mark.parametrize("which", range(len(CALENDARS)))
def test_every_half_hour_of_a_week_in_columns(which):
    monday = datetime(2024, 7, 1, tzinfo=VIETNAM)
    rows = [
        (monday + timedelta(minutes=30 * half), days)
        for half in range(7 * 48)
        for days in range(1, 6)
    ]
    assert at_once(GRIDS[which], rows) == [one_by_one(CALENDARS[which], *row) for row in rows]


def test_the_real_case(an_giang, at):
    found = at_once(grid_of(an_giang), [(at("Tue 2023-12-05 11:04:42"), 25)])
    assert found == [at("Wed 2024-01-10 11:00")]


def test_a_calendar_without_working_days_covers_no_end(at):
    closed = WorkCalendar(
        first=date(2024, 6, 1), last=date(2024, 6, 2), hours=(), days_off=frozenset()
    )
    assert at_once(grid_of(closed), [(at("Sat 2024-06-01 08:00"), 1)]) == [None]
