"""Property tests: `sla` against numpy's business days and a count of every worked minute."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.calendars import read_calendars
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


def midnight(day: np.datetime64) -> datetime:
    return day.astype("M8[us]").item()


def spans_of(received, found):
    pairs = [
        (received + timedelta(minutes=gap), received + timedelta(minutes=gap + length))
        for gap, length in found
    ]
    after = [(max(start, received), end) for start, end in pairs if end > max(start, received)]
    return [Pause(law(start), law(end)) for start, end in pairs], union(after)


@given(hours, clock_minutes, st.integers(1, 300), gaps)
@settings(max_examples=400, deadline=None)
def test_working_hours_are_worked_minutes_outside_pauses(hours_id, received, amount, found):
    count = oracle(hours_id)
    pauses, paused = spans_of(received, found)
    wanted = count.worked(EPOCH, received) + amount * 60
    wanted += sum(count.worked(start, end) for start, end in paused)
    limit = Limit(amount, LimitUnit.WORKING_HOURS)
    at = due(CALENDARS.get(hours_id), law(received), limit, pauses).at
    assert clock(at) == count.ends_after(wanted)


@given(hours, clock_minutes, st.integers(1, 200), gaps)
@settings(max_examples=400, deadline=None)
def test_working_days_are_numpy_s_business_days(hours_id, received, amount, found):
    count = oracle(hours_id)
    pauses, paused = spans_of(received, found)
    opening = received.replace(hour=0, minute=0)
    is_working = np.is_busday(np.datetime64(received.date()), busdaycal=count.busdays)
    into = count.worked(opening, received) if is_working else DAY
    before = count.worked(EPOCH, midnight(count.day_after(received, amount)))
    total = before + into + sum(count.worked(start, end) for start, end in paused)
    at = due(CALENDARS.get(hours_id), law(received), Limit(amount, LimitUnit.WORKING_DAYS), pauses)
    at_opening = count.opens_with(total) if total % DAY == 0 else None
    assert clock(at.at) in {count.ends_after(total), at_opening}
    if not paused and is_working:  # opening stays opening, closing stays closing
        assert (clock(at.at) == at_opening) is (into == 0)


@given(
    hours,
    clock_minutes,
    st.one_of(
        st.tuples(st.just(LimitUnit.CALENDAR_DAYS), st.integers(1, 400)),
        st.tuples(st.just(LimitUnit.MONTHS), st.integers(1, 14)),
    ),
    gaps,
)
@settings(max_examples=400, deadline=None)
def test_days_and_months_are_numpy_s(hours_id, received, limit, found):
    unit, amount = limit
    count = oracle(hours_id)
    pauses, paused = spans_of(received, found)
    day = np.datetime64(received.date())
    if unit is LimitUnit.MONTHS:
        month = day.astype("M8[M]")
        into = day - month.astype("M8[D]")
        last = (month + amount + 1).astype("M8[D]") - 1
        day = min((month + amount).astype("M8[D]") + into, last)
    else:
        day += amount
    day += sum((end.date() - start.date()).days for start, end in paused)
    wanted = midnight(count.on_or_after(day)) + timedelta(hours=17)
    at = due(CALENDARS.get(hours_id), law(received), Limit(amount, unit), pauses).at
    assert clock(at) == wanted


@given(hours, clock_minutes, st.sampled_from([None, 0, 1, -1]), gaps)
@settings(max_examples=400, deadline=None)
def test_in_the_day_is_numpy_s_next_business_day_after_15(hours_id, received, near, found):
    if near is not None:  # the minutes around the border
        received = received.replace(hour=15, minute=0) + timedelta(minutes=near)
    count = oracle(hours_id)
    pauses, paused = spans_of(received, found)
    day = np.datetime64(received.date())
    late = received.hour * 60 + received.minute > 15 * 60
    if late and np.is_busday(day, busdaycal=count.busdays):
        day += 1
    day += sum((end.date() - start.date()).days for start, end in paused)
    wanted = midnight(count.on_or_after(day)) + timedelta(hours=17)
    at = due(CALENDARS.get(hours_id), law(received), Limit(1, LimitUnit.SAME_DAY), pauses).at
    assert clock(at) == wanted


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
