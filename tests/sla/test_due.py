from datetime import UTC, date, datetime, timedelta

import pytest

from sla.due import Due, due
from sla.errors import NaiveMoment, OutsideCalendar
from sla.limits import parse_limit

WORKING_DAYS = [
    # received, limit, due at an office open 07:00–11:00 and 13:00–17:00
    ("Tue 2023-12-05 11:04:42", "25 working days", "Wed 2024-01-10 11:00"),  # the real case
    ("Tue 2023-12-05 11:04:42", "5 working days", "Tue 2023-12-12 11:00"),  # its first step
    ("Tue 2023-12-05 00:00", "1 working day", "Wed 2023-12-06 07:00"),  # before opening
    ("Tue 2023-12-05 07:00", "1 working day", "Wed 2023-12-06 07:00"),
    ("Tue 2023-12-05 10:15:07", "1 working day", "Wed 2023-12-06 10:15:07"),
    ("Tue 2023-12-05 12:59:59", "1 working day", "Wed 2023-12-06 11:00"),
    ("Tue 2023-12-05 13:00:01", "1 working day", "Wed 2023-12-06 13:00:01"),
    ("Tue 2023-12-05 17:00", "1 working day", "Wed 2023-12-06 17:00"),
    ("Tue 2023-12-05 23:59", "1 working day", "Wed 2023-12-06 17:00"),  # after closing
    ("Sat 2023-12-09 09:00", "1 working day", "Mon 2023-12-11 17:00"),  # on a day off
    ("Fri 2023-12-29 09:00", "1 working day", "Tue 2024-01-02 09:00"),  # 1 January is off
    ("Fri 2024-05-03 09:00", "1 working day", "Sat 2024-05-04 09:00"),  # a worked Saturday
    ("Sat 2024-05-04 09:00", "1 working day", "Mon 2024-05-06 09:00"),
    ("Wed 2024-02-07 16:00", "1 working day", "Thu 2024-02-15 16:00"),  # over Tết
    ("Mon 2018-01-01 09:00", "1 working day", "Tue 2018-01-02 17:00"),  # the calendar's first day
]


@pytest.mark.parametrize(("received", "limit", "moment"), WORKING_DAYS)
def test_working_days_are_counted_by_dates(an_giang, at, received, limit, moment):
    assert due(an_giang, at(received), parse_limit(limit)) == Due(at(moment), projected=False)


@pytest.mark.parametrize("clock", ["00:00", "08:24", "12:00", "17:30", "23:59:59"])
def test_17_working_days_from_7_december_end_on_2_january(lang_son, at, clock):
    found = due(lang_son, at(f"Thu 2023-12-07 {clock}"), parse_limit("17 working days"))
    assert found.at.date() == date(2024, 1, 2)


HOURS = [
    # received, limit, due at an office open 07:30–11:30 and 13:00–17:00
    ("Thu 2023-12-07 17:30", "2 working hours", "Fri 2023-12-08 09:30"),
    ("Thu 2023-12-07 07:30", "4 working hours", "Thu 2023-12-07 11:30"),  # not 13:00
    ("Thu 2023-12-07 07:30:01", "4 working hours", "Thu 2023-12-07 13:00:01"),
    ("Thu 2023-12-07 12:00", "4 working hours", "Thu 2023-12-07 17:00"),  # not the next opening
    ("Fri 2023-12-08 16:59:59", "1 working hour", "Mon 2023-12-11 08:29:59"),
    ("Sun 2023-12-10 10:00", "8 working hours", "Mon 2023-12-11 17:00"),
    ("Sun 2023-12-10 10:00", "20 working hours", "Wed 2023-12-13 11:30"),
    ("Mon 2018-01-01 10:00", "1 working hour", "Tue 2018-01-02 08:30"),
    ("Tue 2018-01-02 08:30", "8 working hours", "Wed 2018-01-03 08:30"),  # out of the first day
]


@pytest.mark.parametrize(("received", "limit", "moment"), HOURS)
def test_working_hours_run_from_the_moment(lang_son, at, received, limit, moment):
    assert due(lang_son, at(received), parse_limit(limit)).at == at(moment)


WALL_CALENDAR = [
    ("Tue 2023-12-05 08:00", "30 days", "Thu 2024-01-04 17:00"),
    ("Tue 2023-12-05 08:00", "3 days", "Fri 2023-12-08 17:00"),
    ("Tue 2023-12-05 08:00", "4 days", "Mon 2023-12-11 17:00"),  # Saturday moves to Monday
    ("Tue 2023-12-05 08:00", "27 days", "Tue 2024-01-02 17:00"),  # 1 January is off
    ("Tue 2023-12-05 08:00", "1 month", "Fri 2024-01-05 17:00"),
    ("Wed 2024-01-31 08:00", "1 month", "Thu 2024-02-29 17:00"),  # no 31st: the last day
    ("Wed 2023-11-01 23:00", "2 months", "Tue 2024-01-02 17:00"),
    ("Tue 2023-12-05 08:00", "12 months", "Thu 2024-12-05 17:00"),
    ("Tue 2023-12-05 08:00", "13 months", "Mon 2025-01-06 17:00"),  # Sunday moves to Monday
]


@pytest.mark.parametrize(("received", "limit", "moment"), WALL_CALENDAR)
def test_days_and_months_end_with_the_last_day_or_the_next_working_day(
    an_giang, at, received, limit, moment
):
    assert due(an_giang, at(received), parse_limit(limit)).at == at(moment)


IN_THE_DAY = [
    # received, due at offices that close at 17:00, on Fridays of `seasons` at 12:00
    ("Thu 2024-06-27 00:00", "Thu 2024-06-27 17:00"),
    ("Thu 2024-06-27 12:00", "Thu 2024-06-27 17:00"),
    ("Thu 2024-06-27 15:00", "Thu 2024-06-27 17:00"),  # at 15:00 is not after it
    ("Thu 2024-06-27 15:00:00.000001", "Fri 2024-06-28 12:00"),
    ("Fri 2024-06-28 11:59:59", "Fri 2024-06-28 12:00"),
    ("Fri 2024-06-28 12:00", "Mon 2024-07-01 17:00"),  # closed before 15:00
    ("Fri 2024-06-28 16:00", "Mon 2024-07-01 17:00"),
    ("Sat 2024-06-29 08:00", "Mon 2024-07-01 17:00"),
    ("Sat 2024-06-29 16:00", "Mon 2024-07-01 17:00"),  # a day off does not move it twice
    ("Sun 2024-06-30 23:59", "Mon 2024-07-01 17:00"),
]


@pytest.mark.parametrize(("received", "moment"), IN_THE_DAY)
def test_in_the_day_ends_at_closing_and_after_15_at_that_of_the_next(seasons, at, received, moment):
    assert due(seasons, at(received), parse_limit("in the day")).at == at(moment)


SEASONS = [
    # A long day has 8.5 hours from July, a short one 7.5 until June, a Friday 3.
    ("Thu 2024-06-27 16:30", "1 working day", "Fri 2024-06-28 12:00"),  # a short Friday ends early
    ("Fri 2024-06-28 10:00", "1 working day", "Mon 2024-07-01 08:00"),  # one hour in
    ("Thu 2024-06-27 18:00", "2 working days", "Mon 2024-07-01 17:00"),  # closing stays closing
    ("Thu 2024-06-27 17:00", "2 working days", "Mon 2024-07-01 17:00"),
    ("Thu 2024-06-27 16:00", "2 working days", "Mon 2024-07-01 15:00"),  # 6.5 hours in
    ("Thu 2024-06-27 16:00", "10 working hours", "Mon 2024-07-01 14:30"),
]


@pytest.mark.parametrize(("received", "limit", "moment"), SEASONS)
def test_a_change_of_hours_does_not_make_a_limit_drift(seasons, at, received, limit, moment):
    assert due(seasons, at(received), parse_limit(limit)).at == at(moment)


def test_seconds_and_less_are_kept(an_giang):
    received = datetime(2023, 12, 5, 1, 0, 0, 123_456, tzinfo=UTC)
    found = due(an_giang, received, parse_limit("1 working day")).at
    assert found == received + timedelta(days=1)
    assert found.isoformat() == "2023-12-06T08:00:00.123456+07:00"


@pytest.mark.parametrize(
    ("received", "limit", "projected"),
    [
        ("Tue 2027-01-26 08:00", "6 working days", False),  # due on the day before Tết
        ("Tue 2027-01-26 08:00", "7 working days", True),
        ("Tue 2027-01-26 08:00", "50 working hours", False),
        ("Tue 2027-01-26 08:00", "57 working hours", True),
        ("Wed 2027-02-10 08:00", "1 working day", True),  # received on a projected day off
        ("Thu 2027-02-11 08:00", "1 working day", False),
        ("Wed 2027-02-03 15:00", "in the day", False),
        ("Wed 2027-02-03 15:01", "in the day", True),  # moved over Tết
        ("Wed 2027-02-10 08:00", "in the day", True),  # received on a projected day off
        ("Tue 2027-01-26 08:00", "9 days", True),  # moved by a projected day
        ("Tue 2027-01-26 08:00", "8 days", False),
        ("Tue 2027-01-26 08:00", "1 month", False),  # past them, not moved by them
    ],
)
def test_a_due_moment_that_rests_on_projected_days_says_so(
    lang_son, at, received, limit, projected
):
    assert due(lang_son, at(received), parse_limit(limit)).projected is projected


@pytest.mark.parametrize("limit", ["1 working day", "1 working hour", "1 day", "1 month"])
@pytest.mark.parametrize("received", ["Sun 2017-12-31 23:59:59", "Fri 2027-12-31 18:00"])
def test_outside_the_calendar_there_is_no_guess(lang_son, at, received, limit):
    with pytest.raises(OutsideCalendar, match="2018-01-01 to 2027-12-31"):
        due(lang_son, at(received), parse_limit(limit))


def test_the_last_moment_of_the_calendar_can_be_due(lang_son, at):
    closing = at("Fri 2027-12-31 17:00")
    received = at("Fri 2027-12-31 16:00")
    assert due(lang_son, received, parse_limit("1 working hour")).at == closing


def test_the_day_is_the_one_in_vietnam(an_giang):
    received = datetime(2023, 12, 4, 22, 0, tzinfo=UTC)  # Tuesday 05:00 in Vietnam
    found = due(an_giang, received, parse_limit("1 working day")).at
    assert found.isoformat() == "2023-12-06T07:00:00+07:00"


def test_a_naive_moment_is_refused(an_giang):
    naive = datetime(2023, 12, 5, 8, 0)  # noqa: DTZ001 - the very thing
    with pytest.raises(NaiveMoment, match="offset"):
        due(an_giang, naive, parse_limit("1 working day"))
