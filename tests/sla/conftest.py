from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest

from engine.definitions.calendars.calendar_folder import Calendars, read_calendars
from sla.calendar import VIETNAM, WorkCalendar
from sla.hours import OfficeHours

HOLIDAYS = Path(__file__).parents[2] / "holidays"


@pytest.fixture(scope="session")
def calendars() -> Calendars:
    return read_calendars(HOLIDAYS)


@pytest.fixture(scope="session")
def an_giang(calendars: Calendars) -> WorkCalendar:
    return calendars.get("an-giang")


@pytest.fixture(scope="session")
def lang_son(calendars: Calendars) -> WorkCalendar:
    return calendars.get("lang-son")


@pytest.fixture(scope="session")
def seasons() -> WorkCalendar:
    """June and July: long days from 1 July, 09:00–12:00 only on Fridays; no holidays."""
    long_day = ((time(7), time(11, 30)), (time(13), time(17)))
    short_day = ((time(7, 30), time(11)), (time(13), time(17)))
    monday_to_thursday = frozenset(range(4))
    return WorkCalendar(
        first=date(2024, 6, 1),
        last=date(2024, 7, 31),
        hours=(
            OfficeHours(sessions=short_day, end=date(2024, 6, 30), weekdays=monday_to_thursday),
            OfficeHours(sessions=long_day, start=date(2024, 7, 1), weekdays=monday_to_thursday),
            OfficeHours(sessions=((time(9), time(12)),), weekdays=frozenset({4, 5, 6})),
        ),
        days_off=frozenset(),
    )


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    """A moment in Vietnam, written with its weekday: 'Tue 2023-12-05 11:04:42'."""

    def read(text: str) -> datetime:
        weekday, rest = text.split(" ", 1)
        moment = datetime.fromisoformat(rest).replace(tzinfo=VIETNAM)
        assert f"{moment:%a}" == weekday, text
        return moment

    return read
