"""Property tests: `sla` against numpy's business days and a count of every worked minute."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.calendars.calendar_folder import read_calendars
from sla.calendar import VIETNAM
from sla.due import due
from sla.limits import Limit, LimitUnit
from sla.outcome import Outcome, classify
from sla.pauses import Pause, PausePolicy
from sla.remaining import remaining
from tests.sla.oracle import DAY, EPOCH, SESSIONS, Oracle, union

HOLIDAYS = Path(__file__).parents[2] / "holidays"
CALENDARS = read_calendars(HOLIDAYS)

hours = st.sampled_from(sorted(SESSIONS))
clock_minutes = st.datetimes(datetime(2018, 1, 1), datetime(2026, 6, 30)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0)
)
gaps = st.lists(
    st.tuples(st.integers(-3_000, 30_000), st.integers(0, 30_000)), max_size=4
)  # minutes from receipt to a pause, and how long it lasts


@cache
def oracle(hours_id: str) -> Oracle:
    return Oracle(HOLIDAYS, SESSIONS[hours_id])


def law(moment: datetime) -> datetime:
    return moment.replace(tzinfo=VIETNAM)


def clock(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def spans_of(received, found):
    pairs = [
        (received + timedelta(minutes=gap), received + timedelta(minutes=gap + length))
        for gap, length in found
    ]
    after = [(max(start, received), end) for start, end in pairs if end > max(start, received)]
    return [Pause(law(start), law(end)) for start, end in pairs], union(after)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("unit", "most"),
    [
        (LimitUnit.WORKING_HOURS, 300),
        (LimitUnit.WORKING_DAYS, 200),
        (LimitUnit.CALENDAR_DAYS, 400),
        (LimitUnit.MONTHS, 14),
    ],
)
@given(data=st.data())
@settings(max_examples=400, deadline=None)
def test_limits_end_where_the_oracle_counts_to(unit, most, data):
    hours_id, received, found = data.draw(st.tuples(hours, clock_minutes, gaps))
    limit = Limit(data.draw(st.integers(1, most)), unit)
    pauses, paused = spans_of(received, found)
    at = due(CALENDARS.get(hours_id), law(received), limit, pauses).at
    assert clock(at) in oracle(hours_id).due(received, limit, paused)


@given(hours, clock_minutes, st.sampled_from([None, 0, 1, -1]), gaps)
@settings(max_examples=400, deadline=None)
def test_in_the_day_is_numpy_s_next_business_day_after_15(hours_id, received, near, found):
    if near is not None:  # the minutes around the border
        received = received.replace(hour=15, minute=0) + timedelta(minutes=near)
    limit = Limit(1, LimitUnit.SAME_DAY)
    pauses, paused = spans_of(received, found)
    at = due(CALENDARS.get(hours_id), law(received), limit, pauses).at
    assert {clock(at)} == oracle(hours_id).due(received, limit, paused)


@given(hours, clock_minutes, st.integers(1, 60), gaps)
@settings(max_examples=200, deadline=None)
def test_restart_counts_from_the_end_of_the_last_pause(hours_id, received, amount, found):
    pauses, paused = spans_of(received, found)
    calendar = CALENDARS.get(hours_id)
    limit = Limit(amount, LimitUnit.WORKING_DAYS)
    start = paused[-1][1] if paused else received
    again = due(calendar, law(received), limit, pauses, PausePolicy.RESTART)
    assert again.at == due(calendar, law(start), limit).at


@given(hours, clock_minutes, st.integers(-80_000, 80_000))
@settings(max_examples=400, deadline=None)
def test_remaining_is_a_count_of_worked_minutes(hours_id, now, gap):
    limit = max(now + timedelta(minutes=gap), EPOCH)
    count = oracle(hours_id)
    minutes = count.worked(min(now, limit), max(now, limit))
    left = remaining(CALENDARS.get(hours_id), law(now), law(limit))
    assert left.days * DAY + left.hours * 60 + left.minutes == minutes
    assert left.hours * 60 + left.minutes < DAY
    assert left.overdue is (now > limit)


@given(hours, clock_minutes, st.integers(1, 40), st.integers(-30_000, 30_000))
@settings(max_examples=300, deadline=None)
def test_outcomes_part_at_the_due_day_and_the_due_moment(hours_id, received, amount, gap):
    calendar = CALENDARS.get(hours_id)
    limit = due(calendar, law(received), Limit(amount, LimitUnit.WORKING_DAYS)).at
    ended = max(limit + timedelta(minutes=gap), law(EPOCH))
    wanted = Outcome.EARLY if ended.date() < limit.date() else Outcome.ON_TIME
    assert classify(calendar, limit, ended) is (Outcome.LATE if ended > limit else wanted)


@given(hours, clock_minutes, st.integers(0, 10_000), st.sampled_from(LimitUnit))
@settings(max_examples=300, deadline=None)
def test_who_files_later_is_not_due_earlier(hours_id, received, later, unit):
    calendar, limit = CALENDARS.get(hours_id), Limit(1 if unit is LimitUnit.SAME_DAY else 7, unit)
    first = due(calendar, law(received), limit).at
    assert first <= due(calendar, law(received + timedelta(minutes=later)), limit).at


def test_the_oracle_knows_the_days():
    count = oracle("an-giang")
    assert len(count.minutes) % DAY == 0
    assert count.day_after(datetime(2023, 12, 5), 25) == np.datetime64("2024-01-10")  # noqa: DTZ001


@pytest.mark.parametrize("hours_id", sorted(SESSIONS))
def test_every_day_is_known_alike(hours_id):
    count, calendar = oracle(hours_id), CALENDARS.get(hours_id)
    days = np.arange(np.datetime64("2018-01-01"), np.datetime64("2028-01-01"))
    wanted = np.is_busday(days, busdaycal=count.busdays).tolist()
    assert [calendar.is_working(day) for day in days.tolist()] == wanted
