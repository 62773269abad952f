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
from sla.receipt import ReceiptRule
from sla.shift import HOUR
from tests.sla.test_oracle import CALENDARS, clock_minutes, gaps, hours, law, spans_of

NAMES = {day.date: day for days in CALENDARS.years.values() for day in days}
AN_GIANG = CALENDARS.get("an-giang")


def chain(at, received, limit, *pauses, policy=PausePolicy.RESUME):
    spans = [Pause(at(start), at(end) if end else None) for start, end in pauses]
    return explain(AN_GIANG, NAMES, at(received), parse_limit(limit), spans, policy)


def links(facts):
    return [(fact.kind.value, f"{fact.at:%a %Y-%m-%d %H:%M}") for fact in facts]


def test_the_real_case(at):
    facts = chain(at, "Tue 2023-12-05 11:04:42", "25 working days")
    assert links(facts) == [
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
    ("Tue 2023-12-05 11:00", "1 working hour", None, None),
    ("Tue 2018-01-02 12:00", "1 working day", "in_break", "Tue 2018-01-02 11:00"),
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
    assert links(facts)[1:] == [
        ("skipped", "Mon 2024-04-29 00:00"),
        ("skipped", "Tue 2024-04-30 00:00"),
        ("skipped", "Wed 2024-05-01 00:00"),
        ("worked", "Sat 2024-05-04 00:00"),
        ("weekend", "Sat 2024-04-27 00:00"),
        ("due", "Mon 2024-05-06 09:00"),
    ]
    assert facts[4].name == "Làm bù cho 29/04/2024"


def test_a_last_day_that_is_off_moves(at):
    assert links(chain(at, "Tue 2023-12-05 08:00", "26 days"))[1:] == [
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
    assert links(facts) == [
        ("received", "Tue 2023-12-05 06:00"),
        ("paused", "Wed 2023-12-06 09:00"),
        ("restarted", "Fri 2023-12-08 10:00"),
        ("standing", "Mon 2023-12-11 12:00"),
        ("weekend", "Sat 2023-12-09 00:00"),
        ("due", "Mon 2023-12-11 10:00"),
    ]
    assert facts[1].stretch is None
    assert facts[2].limit == facts[0].limit == Limit(1, LimitUnit.WORKING_DAYS)


def test_a_clock_that_stands_since_before_receipt_stands_since_receipt(at):
    facts = chain(at, "Tue 2023-12-05 08:00", "1 working day", ("Mon 2023-12-04 08:00", None))
    assert links(facts)[1] == ("standing", "Tue 2023-12-05 08:00")


def test_what_has_no_due_moment_has_no_explanation(at):
    with pytest.raises(OutsideCalendar):
        chain(at, "Fri 2027-12-31 08:00", "1 working day")


def ruled(at, received, limit, rule, submitted=None):
    moment = submitted and at(submitted)
    return explain(AN_GIANG, NAMES, at(received), parse_limit(limit), rule=rule, submitted=moment)


def test_a_receipt_that_counts_later_by_rule_is_told(at):
    facts = ruled(
        at, "Wed 2024-02-07 20:00", "2 working days", ReceiptRule.NEXT_MORNING,
        submitted="Wed 2024-02-07 19:30",
    )  # fmt: skip
    assert links(facts) == [
        ("submitted", "Wed 2024-02-07 19:30"),
        ("received", "Wed 2024-02-07 20:00"),
        ("by_rule", "Wed 2024-02-07 20:00"),
        ("skipped", "Thu 2024-02-08 00:00"),
        ("skipped", "Fri 2024-02-09 00:00"),
        ("skipped", "Sat 2024-02-10 00:00"),
        ("skipped", "Sun 2024-02-11 00:00"),
        ("skipped", "Mon 2024-02-12 00:00"),
        ("skipped", "Tue 2024-02-13 00:00"),
        ("skipped", "Wed 2024-02-14 00:00"),
        ("weekend", "Sat 2024-02-17 00:00"),
        ("due", "Mon 2024-02-19 08:00"),
    ]
    assert (facts[2].rule, facts[2].counted) == ("next_morning", at("Thu 2024-02-15 08:00"))
    assert facts[3].name == NAMES[facts[3].at.date()].name
    assert not any(fact.rule for fact in facts if fact.kind is not FactKind.BY_RULE)


RULED = [
    # received, rule, what is told about it, as which moment it counts
    ("Fri 2023-12-08 17:01", "next_session", "by_rule", "Mon 2023-12-11 07:00"),
    ("Thu 2023-12-07 12:00", "next_morning", "in_break", "Thu 2023-12-07 11:00"),
    ("Thu 2023-12-07 06:00", "last_hour", "before_opening", "Thu 2023-12-07 07:00"),
    ("Thu 2023-12-07 16:30", "last_hour", "by_rule", "Fri 2023-12-08 07:00"),
    ("Thu 2023-12-07 17:30", "as_received", "after_closing", "Thu 2023-12-07 17:00"),
    ("Thu 2023-12-07 10:00", "next_session", None, None),
]


@pytest.mark.parametrize(("received", "rule", "where", "counted"), RULED)
def test_the_place_in_the_day_is_told_where_the_rule_leaves_it(at, received, rule, where, counted):
    facts = ruled(at, received, "1 working day", ReceiptRule(rule))
    found = [(fact.kind.value, fact.at, fact.counted) for fact in facts if fact.counted]
    assert found == ([(where, at(received), at(counted))] if where else [])


@pytest.mark.parametrize(
    ("limit", "places", "end"),
    [
        ("1 working hour", ["by_rule"], "Thu 2023-12-07 14:00"),
        # 13:00 is as far into the day as 11:00 is, and in days that is where it ends.
        ("1 working day", ["by_rule", "in_break"], "Fri 2023-12-08 11:00"),
    ],
)
def test_the_start_of_a_session_is_the_end_of_the_one_before(at, limit, places, end):
    facts = ruled(at, "Thu 2023-12-07 12:00", limit, ReceiptRule.NEXT_SESSION)
    assert [fact.kind.value for fact in facts] == ["received", *places, "due"]
    assert facts[1].counted == at("Thu 2023-12-07 13:00")
    assert facts[-1].at == at(end)


@pytest.mark.parametrize("received", ["Mon 2023-12-11 17:30", "Thu 2023-12-07 17:30"])
def test_a_rule_tells_only_days_off_that_lie_between(at, received):
    facts = ruled(at, received, "1 working hour", ReceiptRule.NEXT_SESSION)
    assert [fact.kind.value for fact in facts] == ["received", "by_rule", "due"]
    assert (facts[1].name, facts[1].source, facts[1].projected) == ("", "", False)


def test_weekends_before_the_counted_moment_stand_apart(at):
    facts = ruled(at, "Fri 2023-12-08 18:00", "5 working days", ReceiptRule.NEXT_MORNING)
    assert [(fact.kind.value, fact.days) for fact in facts[1:]] == [
        ("by_rule", 0), ("weekend", 2), ("weekend", 2), ("due", 0),
    ]  # fmt: skip


def test_a_rule_that_moves_a_receipt_off_a_holiday_names_it(at):
    _, by_rule, *_, last = ruled(at, "Wed 2027-02-10 09:00", "1 day", ReceiptRule.LAST_HOUR)
    assert (by_rule.name, by_rule.projected) == ("Nghỉ bù Tết Âm lịch", True)
    assert by_rule.source == NAMES[by_rule.at.date()].source
    assert last.projected


def test_a_submission_at_the_moment_of_receipt_is_not_told_twice(at):
    facts = ruled(
        at, "Thu 2023-12-07 10:00", "1 working day", ReceiptRule.AS_RECEIVED,
        submitted="Thu 2023-12-07 10:00",
    )  # fmt: skip
    assert [fact.kind.value for fact in facts] == ["received", "due"]


def test_a_pause_tells_its_reason(at):
    spans = [
        Pause(at("Wed 2023-12-06 09:00"), at("Wed 2023-12-06 15:00"), "supplement"),
        Pause(at("Wed 2023-12-06 14:00"), at("Thu 2023-12-07 09:00"), "payment"),
        Pause(at("Thu 2023-12-07 09:00"), at("Thu 2023-12-07 10:00"), "supplement"),
        Pause(at("Thu 2023-12-07 11:00"), at("Thu 2023-12-07 13:30")),
        Pause(at("Fri 2023-12-08 10:00"), None, "payment"),
        Pause(at("Fri 2023-12-08 09:00"), None, "supplement"),
    ]
    received, limit = at("Tue 2023-12-05 08:00"), parse_limit("5 working days")
    for policy in PausePolicy:
        facts = explain(AN_GIANG, NAMES, received, limit, spans, policy)
        assert [(f.kind.value, f.at, f.name) for f in facts if f.kind in PAUSES] == [
            ("paused", at("Wed 2023-12-06 09:00"), "supplement payment"),
            ("paused", at("Thu 2023-12-07 11:00"), ""),
            ("standing", at("Fri 2023-12-08 09:00"), "supplement payment"),
        ]


PAUSES = {FactKind.PAUSED, FactKind.STILL_PAUSED}


def limits():
    several = st.sampled_from([unit for unit in LimitUnit if unit is not LimitUnit.SAME_DAY])
    one = st.just(Limit(1, LimitUnit.SAME_DAY))
    return st.builds(Limit, st.integers(1, 12), several) | one


@pytest.mark.slow
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
