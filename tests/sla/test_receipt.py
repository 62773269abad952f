from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.calendar import WorkCalendar
from sla.due import due
from sla.errors import NaiveMoment, OutsideCalendar
from sla.hours import OfficeHours
from sla.limits import parse_limit
from sla.position import in_session
from sla.receipt import ReceiptRule, counted_from
from tests.sla.test_oracle import CALENDARS, clock, clock_minutes, hours, law, oracle

AS_RECEIVED, NEXT_SESSION = ReceiptRule.AS_RECEIVED, ReceiptRule.NEXT_SESSION
NEXT_MORNING, LAST_HOUR = ReceiptRule.NEXT_MORNING, ReceiptRule.LAST_HOUR

# Office open 07:30–11:30 and 13:00–17:00; "=": as it is.
RULES = [
    # received, next session, after 17:00 → 08:00, last hour → next opening
    ("Thu 2023-12-07 00:00", "Thu 2023-12-07 07:30", "=", "="),
    ("Thu 2023-12-07 07:29:59", "Thu 2023-12-07 07:30", "=", "="),
    ("Thu 2023-12-07 07:30", "=", "=", "="),
    ("Thu 2023-12-07 10:15:07", "=", "=", "="),
    ("Thu 2023-12-07 11:30", "=", "=", "="),
    ("Thu 2023-12-07 11:30:00.000001", "Thu 2023-12-07 13:00", "=", "="),
    ("Thu 2023-12-07 12:00", "Thu 2023-12-07 13:00", "=", "="),
    ("Thu 2023-12-07 13:00", "=", "=", "="),
    ("Thu 2023-12-07 15:59:59.999999", "=", "=", "="),
    ("Thu 2023-12-07 16:00", "=", "=", "Fri 2023-12-08 07:30"),
    ("Thu 2023-12-07 16:30", "=", "=", "Fri 2023-12-08 07:30"),
    ("Thu 2023-12-07 17:00", "=", "=", "Fri 2023-12-08 07:30"),
    (
        "Thu 2023-12-07 17:00:00.000001",
        "Fri 2023-12-08 07:30",
        "Fri 2023-12-08 08:00",
        "Fri 2023-12-08 07:30",
    ),
    (
        "Thu 2023-12-07 17:01",
        "Fri 2023-12-08 07:30",
        "Fri 2023-12-08 08:00",
        "Fri 2023-12-08 07:30",
    ),
    (
        "Fri 2023-12-08 23:59:59",
        "Mon 2023-12-11 07:30",
        "Mon 2023-12-11 08:00",
        "Mon 2023-12-11 07:30",
    ),
    (
        "Sat 2023-12-09 09:00",
        "Mon 2023-12-11 07:30",
        "Mon 2023-12-11 08:00",
        "Mon 2023-12-11 07:30",
    ),
    (
        "Sun 2023-12-10 16:00",
        "Mon 2023-12-11 07:30",
        "Mon 2023-12-11 08:00",
        "Mon 2023-12-11 07:30",
    ),
    (  # Victory Day, with Labour Day after it
        "Tue 2024-04-30 09:00",
        "Thu 2024-05-02 07:30",
        "Thu 2024-05-02 08:00",
        "Thu 2024-05-02 07:30",
    ),
    (  # over Tết
        "Wed 2024-02-07 20:00",
        "Thu 2024-02-15 07:30",
        "Thu 2024-02-15 08:00",
        "Thu 2024-02-15 07:30",
    ),
    (  # into a Saturday that is worked
        "Fri 2024-05-03 17:30",
        "Sat 2024-05-04 07:30",
        "Sat 2024-05-04 08:00",
        "Sat 2024-05-04 07:30",
    ),
    ("Sat 2024-05-04 09:00", "=", "=", "="),
    ("Sat 2024-05-04 16:30", "=", "=", "Mon 2024-05-06 07:30"),
    (  # a Monday swapped for it
        "Mon 2024-04-29 09:00",
        "Thu 2024-05-02 07:30",
        "Thu 2024-05-02 08:00",
        "Thu 2024-05-02 07:30",
    ),
    (  # before the calendar's first working day
        "Mon 2018-01-01 09:00",
        "Tue 2018-01-02 07:30",
        "Tue 2018-01-02 08:00",
        "Tue 2018-01-02 07:30",
    ),
    ("Fri 2027-12-31 15:00", "=", "=", "="),  # the calendar's last day
]


@pytest.mark.parametrize(("received", "session", "morning", "hour"), RULES)
def test_each_rule_has_its_own_moment(lang_son, at, received, session, morning, hour):
    start = at(received)
    wanted = {NEXT_SESSION: session, NEXT_MORNING: morning, LAST_HOUR: hour, AS_RECEIVED: "="}
    assert {rule: counted_from(lang_son, start, rule) for rule in ReceiptRule} == {
        rule: start if text == "=" else at(text) for rule, text in wanted.items()
    }


SHORT = [
    # A Friday of `seasons` is open 09:00–12:00, a Monday of July from 07:00.
    ("Fri 2024-06-28 11:00", LAST_HOUR, "Mon 2024-07-01 07:00"),
    ("Fri 2024-06-28 10:59", LAST_HOUR, "="),
    ("Fri 2024-06-28 12:01", NEXT_SESSION, "Mon 2024-07-01 07:00"),
    ("Fri 2024-06-28 16:00", NEXT_MORNING, "="),  # the rule knows 17:00, not closing
    ("Fri 2024-06-28 17:01", NEXT_MORNING, "Mon 2024-07-01 08:00"),
    ("Thu 2024-06-27 18:00", NEXT_MORNING, "Fri 2024-06-28 08:00"),  # though it opens at 09:00
]


@pytest.mark.parametrize(("received", "rule", "moment"), SHORT)
def test_the_last_hour_is_that_of_the_day_and_17_is_17_everywhere(
    seasons, at, received, rule, moment
):
    wanted = at(received if moment == "=" else moment)
    assert counted_from(seasons, at(received), rule) == wanted


def test_the_last_hour_may_hold_a_break(at):
    split = WorkCalendar(
        first=date(2024, 7, 1),
        last=date(2024, 7, 2),
        hours=(OfficeHours(sessions=((time(8), time(12)), (time(13), time(13, 30)))),),
        days_off=frozenset(),
    )
    found = [
        counted_from(split, at(f"Mon 2024-07-01 {clock}"), LAST_HOUR)
        for clock in ("11:29", "11:30")
    ]
    assert found == [at("Mon 2024-07-01 11:29"), at("Tue 2024-07-02 08:00")]


def test_sessions_that_touch_are_one(at):
    through = WorkCalendar(
        first=date(2024, 7, 1),
        last=date(2024, 7, 2),
        hours=(OfficeHours(sessions=((time(8), time(12)), (time(12), time(16)))),),
        days_off=frozenset(),
    )
    noon = at("Mon 2024-07-01 12:00")
    assert counted_from(through, noon, NEXT_SESSION) == noon


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("Thu 2023-12-07 07:29:59.999999", False),
        ("Thu 2023-12-07 07:30", True),
        ("Thu 2023-12-07 11:30", True),
        ("Thu 2023-12-07 12:00", False),
        ("Thu 2023-12-07 13:00", True),
        ("Thu 2023-12-07 17:00", True),
        ("Thu 2023-12-07 17:00:00.000001", False),
        ("Sat 2023-12-09 09:00", False),
    ],
)
def test_both_ends_of_a_session_belong_to_it(lang_son, at, moment, inside):
    assert in_session(lang_son, at(moment)) is inside


DUE = [
    # received, rule, limit, due
    ("Thu 2023-12-07 17:30", AS_RECEIVED, "1 working day", "Fri 2023-12-08 17:00", False),
    ("Thu 2023-12-07 17:30", NEXT_SESSION, "1 working day", "Mon 2023-12-11 07:30", False),
    ("Thu 2023-12-07 17:30", NEXT_MORNING, "1 working day", "Mon 2023-12-11 08:00", False),
    ("Thu 2023-12-07 16:30", LAST_HOUR, "1 working day", "Mon 2023-12-11 07:30", False),
    ("Thu 2023-12-07 17:30", AS_RECEIVED, "2 working hours", "Fri 2023-12-08 09:30", False),
    ("Thu 2023-12-07 17:30", NEXT_SESSION, "2 working hours", "Fri 2023-12-08 09:30", False),
    ("Thu 2023-12-07 17:30", NEXT_MORNING, "2 working hours", "Fri 2023-12-08 10:00", False),
    ("Thu 2023-12-07 16:30", LAST_HOUR, "2 working hours", "Fri 2023-12-08 09:30", False),
    ("Thu 2023-12-07 16:30", LAST_HOUR, "in the day", "Fri 2023-12-08 17:00", False),
    ("Fri 2023-12-08 18:00", NEXT_MORNING, "3 days", "Thu 2023-12-14 17:00", False),
    ("Fri 2023-12-08 18:00", AS_RECEIVED, "3 days", "Mon 2023-12-11 17:00", False),
    ("Wed 2027-02-10 09:00", NEXT_MORNING, "1 working day", "Fri 2027-02-12 08:00", True),
    ("Wed 2027-02-10 09:00", NEXT_MORNING, "1 day", "Fri 2027-02-12 17:00", True),
    ("Thu 2027-02-11 09:00", NEXT_MORNING, "1 working day", "Fri 2027-02-12 09:00", False),
    ("Wed 2027-02-03 17:30", NEXT_MORNING, "1 day", "Fri 2027-02-12 17:00", True),
    ("Wed 2027-02-03 17:00", NEXT_MORNING, "1 month", "Wed 2027-03-03 17:00", False),
]


@pytest.mark.parametrize(("received", "rule", "limit", "moment", "projected"), DUE)
def test_a_limit_runs_from_the_moment_that_stands_for_the_receipt(  # noqa: PLR0913, PLR0917
    lang_son, at, received, rule, limit, moment, projected
):
    found = due(lang_son, at(received), parse_limit(limit), rule=rule)
    assert (found.at, found.projected) == (at(moment), projected)


def test_the_moment_is_told_in_vietnam(lang_son):
    received = datetime(2023, 12, 7, 10, 30, tzinfo=UTC)  # 17:30 in Vietnam
    found = {rule: counted_from(lang_son, received, rule).isoformat() for rule in ReceiptRule}
    assert found == {
        AS_RECEIVED: "2023-12-07T17:30:00+07:00",
        NEXT_SESSION: "2023-12-08T07:30:00+07:00",
        NEXT_MORNING: "2023-12-08T08:00:00+07:00",
        LAST_HOUR: "2023-12-08T07:30:00+07:00",
    }


@pytest.mark.parametrize("rule", [NEXT_SESSION, NEXT_MORNING, LAST_HOUR])
@pytest.mark.parametrize("received", ["Sun 2017-12-31 12:00", "Fri 2027-12-31 17:01"])
def test_past_the_calendar_there_is_no_guess(lang_son, at, rule, received):
    with pytest.raises(OutsideCalendar):
        counted_from(lang_son, at(received), rule)


@pytest.mark.parametrize("rule", ReceiptRule)
def test_a_naive_receipt_is_refused(lang_son, rule):
    with pytest.raises(NaiveMoment):
        counted_from(lang_son, datetime(2023, 12, 7, 8), rule)  # noqa: DTZ001 - the very thing


LAST = datetime(2027, 12, 30)  # noqa: DTZ001 - clock time, as all of the oracle
ten_years = st.datetimes(datetime(2018, 1, 1), LAST).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0)
)
borders = st.sampled_from(
    [None, *(f"{hour}:{half}" for hour in (7, 11, 13, 16, 17) for half in (0, 30))]
)


@pytest.mark.slow
@given(hours, ten_years, st.sampled_from(ReceiptRule), borders, st.integers(-1, 1))
@settings(max_examples=1_000, deadline=None)
def test_rules_are_what_the_worked_minutes_say(hours_id, received, rule, border, near):
    if border is not None:  # the minutes around where sessions begin and end
        hour, minute = map(int, border.split(":"))
        received = received.replace(hour=hour, minute=minute)
        received = received.replace(minute=max(minute + near, 0))
    found = counted_from(CALENDARS.get(hours_id), law(received), rule)
    assert clock(found) == oracle(hours_id).counted_from(received, rule)


@given(hours, clock_minutes, st.sampled_from(ReceiptRule), st.integers(0, 5_000))
@settings(max_examples=500, deadline=None)
def test_a_rule_moves_forward_once_and_keeps_the_order(hours_id, received, rule, later):
    calendar, limit = CALENDARS.get(hours_id), parse_limit("3 working days")
    counted = counted_from(calendar, law(received), rule)
    assert counted >= law(received)
    assert counted_from(calendar, counted, rule) == counted
    after = law(received + timedelta(minutes=later))
    first, then = (due(calendar, start, limit, rule=rule).at for start in (law(received), after))
    if rule is NEXT_MORNING:  # its text leaves alone what comes in between midnight and opening
        first, then = first.date(), then.date()
    assert first <= then
