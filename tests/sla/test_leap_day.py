"""29 February 2028, on a made-up calendar: the real days of 2028 are not yet decided."""

import shutil
from pathlib import Path

import pytest

from engine.definitions.calendars.calendar_folder import read_calendars
from sla.calendar import WorkCalendar
from sla.due import due
from sla.limits import parse_limit
from tests.sla.conftest import HOLIDAYS

YEAR = "year: {}\ndays:\n"
DAY = '  - {{date: {}, kind: "off", name: Nghỉ, source: Bịa ra, confidence: verified}}\n'


def made_up(folder: Path, *days_off: str) -> WorkCalendar:
    """Office hours of our own; of the years only the days that every year has, and these."""
    shutil.copy(HOLIDAYS / "office-hours.yaml", folder)
    for year in (2027, 2028, 2029):
        days = [f"{year}-01-01", *(day for day in days_off if day.startswith(str(year)))]
        text = YEAR.format(year) + "".join(map(DAY.format, days))
        (folder / f"{year}.yaml").write_text(text, "utf-8")
    return read_calendars(folder).get("lang-son")


ACROSS = [
    # received, limit, due at an office open 07:30–11:30 and 13:00–17:00
    ("Mon 2028-02-28 09:00", "1 working day", "Tue 2028-02-29 09:00"),
    ("Mon 2028-02-28 09:00", "2 working days", "Wed 2028-03-01 09:00"),
    ("Mon 2028-02-28 17:30", "1 working day", "Tue 2028-02-29 17:00"),
    ("Tue 2028-02-29 17:30", "1 working day", "Wed 2028-03-01 17:00"),
    ("Tue 2028-02-01 08:24", "21 working days", "Wed 2028-03-01 08:24"),
    ("Mon 2028-02-28 16:00", "8 working hours", "Tue 2028-02-29 16:00"),
    ("Tue 2028-02-29 16:00", "2 working hours", "Wed 2028-03-01 08:30"),
    ("Mon 2028-02-28 16:00", "10 working hours", "Wed 2028-03-01 08:30"),
    ("Tue 2028-02-29 15:00", "in the day", "Tue 2028-02-29 17:00"),
    ("Tue 2028-02-29 15:30", "in the day", "Wed 2028-03-01 17:00"),
    ("Mon 2028-02-28 08:00", "1 day", "Tue 2028-02-29 17:00"),
    ("Mon 2028-02-28 08:00", "2 days", "Wed 2028-03-01 17:00"),
    ("Mon 2028-01-31 08:00", "1 month", "Tue 2028-02-29 17:00"),
    ("Tue 2028-02-29 08:00", "1 month", "Wed 2028-03-29 17:00"),
    ("Sun 2027-02-28 08:00", "12 months", "Mon 2028-02-28 17:00"),
    ("Tue 2028-02-29 08:00", "12 months", "Wed 2029-02-28 17:00"),
]


@pytest.mark.parametrize(("received", "limit", "moment"), ACROSS)
def test_29_february_is_a_day_like_any_other(tmp_path, at, received, limit, moment):
    assert due(made_up(tmp_path), at(received), parse_limit(limit)).at == at(moment)


OFF = [
    ("Mon 2028-02-28 09:00", "1 working day", "Wed 2028-03-01 09:00"),
    ("Mon 2028-02-28 16:00", "2 working hours", "Wed 2028-03-01 08:30"),
    ("Mon 2028-01-31 08:00", "1 month", "Wed 2028-03-01 17:00"),
    ("Mon 2028-02-28 15:30", "in the day", "Wed 2028-03-01 17:00"),
]


@pytest.mark.parametrize(("received", "limit", "moment"), OFF)
def test_29_february_can_be_off(tmp_path, at, received, limit, moment):
    calendar = made_up(tmp_path, "2028-02-29")
    assert due(calendar, at(received), parse_limit(limit)).at == at(moment)
