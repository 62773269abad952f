from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.due import Due, due
from sla.errors import OutsideCalendar
from sla.explain import FactKind, explain
from sla.limits import Limit, LimitUnit, parse_limit
from sla.pauses import Pause, PausePolicy
from sla.position import Stretch
from sla.shift import HOUR
from tests.sla.test_oracle import CALENDARS, clock_minutes, gaps, hours, law, spans_of

NAMES = {day.date: day for days in CALENDARS.years.values() for day in days}
AN_GIANG = CALENDARS.get("an-giang")


def chain(at, received, limit, *pauses, policy=PausePolicy.RESUME):
    spans = [Pause(at(start), at(end) if end else None) for start, end in pauses]
    return explain(AN_GIANG, NAMES, at(received), parse_limit(limit), spans, policy)


def told(facts):
    return [(fact.kind.value, f"{fact.at:%a %Y-%m-%d %H:%M}") for fact in facts]


def test_the_real_case(at):
    facts = chain(at, "Tue 2023-12-05 11:04:42", "25 working days")
    assert told(facts) == [
        ("received", "Tue 2023-12-05 11:04"),
        ("in_break", "Tue 2023-12-05 11:04"),
        ("skipped", "Mon 2024-01-01 00:00"),
        ("weekend", "Sat 2023-12-09 00:00"),
        ("due", "Wed 2024-01-10 11:00"),
    ]
    received, in_break, skipped, weekend, _ = facts
    assert received.limit == Limit(25, LimitUnit.WORKING_DAYS)
    assert in_break.counted == at("Tue 2023-12-05 11:00")
    assert (skipped.name, skipped.source) == ("Tết Dương lịch", NAMES[skipped.at.date()].source)
    assert (weekend.until, weekend.days) == (at("Sun 2024-01-07 00:00"), 10)


PLACES = [
    # received, limit, where that was, as which moment it counts
    ("Tue 2023-12-05 06:00", "1 working day", "before_opening", "Tue 2023-12-05 07:00"),
    ("Tue 2023-12-05 07:00", "1 working day", None, None),
    ("Tue 2023-12-05 11:00", "1 working day", None, None),
    ("Tue 2023-12-05 11:00:01", "1 working day", "in_break", "Tue 2023-12-05 11:00"),
    ("Tue 2023-12-05 17:30", "1 working day", "after_closing", "Tue 2023-12-05 17:00"),
    ("Tue 2023-12-05 17:00", "1 working day", None, None),
    ("Sat 2023-12-09 08:00", "1 working day", "on_day_off", "Fri 2023-12-08 17:00"),
    ("Mon 2018-01-01 08:00", "1 working day", "on_day_off", None),
    ("Tue 2023-12-05 06:00", "1 working hour", "before_opening", "Tue 2023-12-05 07:00"),
    ("Tue 2023-12-05 12:00", "1 working hour", "in_break", "Tue 2023-12-05 13:00"),
    ("Tue 2023-12-05 13:00", "1 working hour", None, None),
    ("Fri 2023-12-08 17:00", "1 working hour", "after_closing", "Mon 2023-12-11 07:00"),
    ("Mon 2018-01-01 08:00", "1 working hour", "on_day_off", "Tue 2018-01-02 07:00"),
    ("Tue 2023-12-05 12:00", "in the day", None, None),
    ("Tue 2023-12-05 15:00", "in the day", None, None),
    ("Tue 2023-12-05 15:00:01", "in the day", "after_15", None),
    ("Tue 2023-12-05 17:00", "in the day", "after_closing", None),
    ("Sat 2023-12-09 16:00", "in the day", "on_day_off", None),
    ("Sat 2023-12-09 16:00", "3 days", None, None),
    ("Sat 2023-12-09 16:00", "1 month", None, None),
]
PLACE = {FactKind.ON_DAY_OFF, FactKind.BEFORE_OPENING, FactKind.IN_BREAK, FactKind.AFTER_CLOSING,
         FactKind.AFTER_15}  # fmt: skip


@pytest.mark.parametrize(("received", "limit", "where", "counted"), PLACES)
def test_a_receipt_out_of_hours_is_told(at, received, limit, where, counted):
    found = [fact for fact in chain(at, received, limit) if fact.kind in PLACE]
    wanted = [(where, at(received), at(counted) if counted else None)] if where else []
    assert [(fact.kind.value, fact.at, fact.counted) for fact in found] == wanted


def test_a_receipt_on_a_holiday_names_it(at):
    _, place, *_ = chain(at, "Wed 2027-02-10 09:00", "1 working day")
    assert (place.name, place.projected) == ("Nghỉ bù Tết Âm lịch", True)


def test_a_worked_saturday_is_told(at):
    facts = chain(at, "Fri 2024-04-26 09:00", "4 working days")
    assert told(facts)[1:] == [
        ("skipped", "Mon 2024-04-29 00:00"),
        ("skipped", "Tue 2024-04-30 00:00"),
        ("skipped", "Wed 2024-05-01 00:00"),
        ("worked", "Sat 2024-05-04 00:00"),
        ("weekend", "Sat 2024-04-27 00:00"),
        ("due", "Mon 2024-05-06 09:00"),
    ]
    assert facts[4].name == "Làm bù cho 29/04/2024"


def test_a_last_day_that_is_off_moves(at):
    assert told(chain(at, "Tue 2023-12-05 08:00", "26 days"))[1:] == [
        ("last_day", "Sun 2023-12-31 00:00"),
        ("skipped", "Mon 2024-01-01 00:00"),
        ("weekend", "Sun 2023-12-31 00:00"),
        ("due", "Tue 2024-01-02 17:00"),
    ]


WEDNESDAY_TO_FRIDAY = ("Wed 2023-12-06 09:00", "Fri 2023-12-08 10:00")


@pytest.mark.parametrize(
    ("limit", "stretch"),
    [
        ("5 working days", Stretch(2, HOUR)),
        ("5 working hours", Stretch(0, 17 * HOUR)),
        ("5 days", Stretch(2, 0)),
        ("in the day", Stretch(2, 0)),
    ],
)
def test_a_pause_tells_what_it_gives_back(at, limit, stretch):
    _, pause, *_ = chain(at, "Tue 2023-12-05 08:00", limit, WEDNESDAY_TO_FRIDAY)
    start, end = map(at, WEDNESDAY_TO_FRIDAY)
    assert (pause.kind, pause.at, pause.until) == (FactKind.PAUSED, start, end)
    assert pause.stretch == stretch


def test_a_restart_is_told(at):
    pauses = [WEDNESDAY_TO_FRIDAY, ("Mon 2023-12-11 12:00", None)]
    facts = chain(at, "Tue 2023-12-05 06:00", "1 working day", *pauses, policy=PausePolicy.RESTART)
    assert told(facts) == [
        ("received", "Tue 2023-12-05 06:00"),
        ("paused", "Wed 2023-12-06 09:00"),
        ("restarted", "Fri 2023-12-08 10:00"),
        ("standing", "Mon 2023-12-11 12:00"),
        ("weekend", "Sat 2023-12-09 00:00"),
        ("due", "Mon 2023-12-11 10:00"),
    ]
    assert facts[1].stretch is None


def test_a_clock_that_stands_since_before_receipt_stands_since_receipt(at):
    facts = chain(at, "Tue 2023-12-05 08:00", "1 working day", ("Mon 2023-12-04 08:00", None))
    assert told(facts)[1] == ("standing", "Tue 2023-12-05 08:00")


def test_what_has_no_due_moment_has_no_explanation(at):
    with pytest.raises(OutsideCalendar):
        chain(at, "Fri 2027-12-31 08:00", "1 working day")


def limits():
    several = st.sampled_from([unit for unit in LimitUnit if unit is not LimitUnit.SAME_DAY])
    one = st.just(Limit(1, LimitUnit.SAME_DAY))
    return st.builds(Limit, st.integers(1, 12), several) | one


@given(hours, clock_minutes, limits(), gaps, st.sampled_from(PausePolicy), st.booleans())
@settings(max_examples=500, deadline=None)
def test_the_chain_ends_with_the_due_moment(hours_id, received, limit, found, policy, still):
    pauses, _ = spans_of(received, found)
    if still and pauses:
        pauses[-1] = Pause(pauses[-1].start)
    question = (law(received), limit, pauses, policy)
    facts = explain(CALENDARS.get(hours_id), NAMES, *question)
    first, last = facts[0], facts[-1]
    assert (first.kind, first.at) == (FactKind.RECEIVED, law(received))
    assert (last.kind, Due(last.at, last.projected)) == (
        FactKind.DUE, due(CALENDARS.get(hours_id), *question)
    )  # fmt: skip
    assert all(fact.at.utcoffset() == timedelta(hours=7) for fact in facts)


@given(hours, clock_minutes, st.integers(1, 150))
@settings(max_examples=300, deadline=None)
def test_working_days_and_days_off_add_up(hours_id, received, amount):
    limit = Limit(amount, LimitUnit.WORKING_DAYS)
    facts = explain(CALENDARS.get(hours_id), NAMES, law(received), limit)
    off = sum(max(f.days, 1) for f in facts if f.kind in {FactKind.SKIPPED, FactKind.WEEKEND})
    assert (facts[-1].at.date() - received.date()).days == amount + off
    assert all(f.name and f.source for f in facts if f.kind is FactKind.SKIPPED)


@given(hours, clock_minutes, st.integers(1, 400), gaps)
@settings(max_examples=300, deadline=None)
def test_days_off_after_the_last_day_add_up(hours_id, received, amount, found):
    limit = Limit(amount, LimitUnit.CALENDAR_DAYS)
    pauses, _ = spans_of(received, found)
    facts = explain(CALENDARS.get(hours_id), NAMES, law(received), limit, pauses)
    off = sum(max(f.days, 1) for f in facts if f.kind in {FactKind.SKIPPED, FactKind.WEEKEND})
    paused = sum(f.stretch.days for f in facts if f.kind is FactKind.PAUSED)
    last = next(fact for fact in facts if fact.kind is FactKind.LAST_DAY)
    assert (last.at.date() - received.date()).days == amount + paused
    assert (facts[-1].at.date() - last.at.date()).days == off
