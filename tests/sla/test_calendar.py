from dataclasses import FrozenInstanceError
from datetime import date, time

import pytest

from sla.calendar import WorkCalendar
from sla.errors import BadHours, OutsideCalendar
from sla.hours import OfficeHours

MORNING = (time(7, 30), time(11, 30))
AFTERNOON = (time(13), time(17))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2024, 4, 26), True),  # Fri
        (date(2024, 4, 27), False),  # Sat
        (date(2024, 4, 29), False),  # Mon, swapped
        (date(2024, 4, 30), False),  # Tue, Victory Day
        (date(2024, 5, 4), True),  # Sat, worked
        (date(2026, 1, 2), False),  # Fri, swapped
        (date(2026, 1, 10), True),  # Sat, worked
        (date(2026, 11, 24), False),  # Tue, day of culture
    ],
)
def test_swapped_days_are_known(lang_son, day, working):
    assert lang_son.is_working(day) is working
    assert lang_son.sessions(day) == ((MORNING, AFTERNOON) if working else ())


def test_each_day_has_its_own_sessions(seasons):
    ends = [seasons.sessions(date(2024, 6, day))[-1][1] for day in (26, 27, 28)]
    assert ends == [time(17), time(17), time(12)]  # Wed, Thu, Fri
    assert seasons.sessions(date(2024, 7, 1))[0] == (time(7), time(11, 30))


def test_projected_days_are_known(lang_son):
    assert lang_son.is_projected(date(2027, 2, 4))
    assert not lang_son.is_projected(date(2027, 2, 3))
    assert lang_son.rests_on_projection(date(2018, 1, 1), date(2027, 2, 4))
    assert not lang_son.rests_on_projection(date(2018, 1, 1), date(2027, 2, 3))
    assert not lang_son.rests_on_projection(date(2027, 2, 11), date(2027, 9, 2))


@pytest.mark.parametrize("day", [date(2017, 12, 31), date(2028, 1, 1)])
def test_a_day_outside_is_an_error(lang_son, day):
    for ask in (lang_son.is_working, lang_son.is_projected, lang_son.sessions):
        with pytest.raises(OutsideCalendar) as caught:
            ask(day)
        assert caught.value.day == day


def test_working_days_have_numbers(lang_son):
    assert lang_son.day(0) == date(2018, 1, 2)
    last = lang_son.working_days(until=date(2027, 12, 31)) - 1
    assert lang_son.day(last) == date(2027, 12, 31)
    for number in (-1, last + 1):
        with pytest.raises(OutsideCalendar, match="The result"):
            lang_son.day(number)


def test_a_calendar_does_not_change(lang_son):
    with pytest.raises(FrozenInstanceError):
        lang_son.last = date(2030, 12, 31)


@pytest.mark.parametrize(
    ("sessions", "message"),
    [
        ((), "^Office hours have no session.$"),
        ((MORNING, (time(13), time(13))), "empty"),
        (((time(17), time(13)),), "empty"),
        ((MORNING, (time(11, 29), time(17))), "before"),
        ((AFTERNOON, MORNING), "before"),
    ],
)
def test_hours_that_overlap_or_are_empty_are_refused(sessions, message):
    with pytest.raises(BadHours, match=message):
        OfficeHours(sessions=sessions)


def test_sessions_may_touch():
    assert OfficeHours(sessions=((time(8), time(12)), (time(12), time(16)))).cover(date(2024, 1, 1))


SUMMER, WINTER = ((4, 16), (10, 15)), ((10, 16), (4, 15))


@pytest.mark.parametrize(
    ("season", "day", "in_force"),
    [
        (SUMMER, date(2024, 4, 15), False),
        (SUMMER, date(2024, 4, 16), True),
        (SUMMER, date(2024, 10, 15), True),
        (SUMMER, date(2024, 10, 16), False),
        (WINTER, date(2024, 4, 15), True),
        (WINTER, date(2024, 4, 16), False),
        (WINTER, date(2024, 10, 15), False),
        (WINTER, date(2024, 10, 16), True),
        (((5, 1), (5, 1)), date(2024, 5, 1), True),
        (((5, 1), (5, 1)), date(2024, 5, 2), False),
    ],
)
def test_a_season_may_run_over_the_turn_of_the_year(season, day, in_force):
    assert OfficeHours(sessions=(MORNING,), season=season).cover(day) is in_force


def test_hours_are_valid_from_and_until():
    hours = OfficeHours(sessions=(MORNING,), start=date(2024, 1, 2), end=date(2024, 1, 3))
    in_force = [hours.cover(date(2024, 1, day)) for day in range(1, 5)]
    assert in_force == [False, True, True, False]


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        ((), "no office hours"),
        ((OfficeHours(sessions=(MORNING,)), OfficeHours(sessions=(AFTERNOON,))), "overlapping"),
    ],
)
def test_a_working_day_has_exactly_one_set_of_hours(hours, message):
    with pytest.raises(BadHours, match=f"2024-01-01 is a working day with {message}"):
        WorkCalendar(
            first=date(2024, 1, 1), last=date(2024, 1, 5), hours=hours, days_off=frozenset()
        )
