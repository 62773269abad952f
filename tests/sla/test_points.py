import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.errors import BadShare, NaiveMoment, OutsideCalendar
from sla.pauses import Pause
from sla.points import at_share, days_after, days_before
from sla.stopwatch import worked_between
from tests.sla.oracle import EPOCH, MINUTE, union
from tests.sla.test_oracle import CALENDARS, clock, clock_minutes, gaps, hours, law, oracle

SHARES = [
    # start, due, share, moment at an office open 07:30–11:30 and 13:00–17:00
    ("Tue 2023-12-05 08:00", "Wed 2023-12-06 08:00", 0.5, "Tue 2023-12-05 13:30"),
    ("Tue 2023-12-05 08:00", "Wed 2023-12-06 08:00", 0.8, "Tue 2023-12-05 15:54"),
    ("Tue 2023-12-05 08:00", "Wed 2023-12-06 08:00", 0.9375, "Tue 2023-12-05 17:00"),
    ("Tue 2023-12-05 08:00", "Wed 2023-12-06 08:00", 0.4375, "Tue 2023-12-05 11:30"),
    ("Fri 2023-12-08 15:00", "Mon 2023-12-11 09:30", 0.5, "Fri 2023-12-08 17:00"),
    ("Fri 2023-12-08 15:00", "Mon 2023-12-11 09:30", 0.75, "Mon 2023-12-11 08:30"),
    ("Fri 2023-12-08 19:00", "Mon 2023-12-11 17:00", 0.5, "Mon 2023-12-11 11:30"),
    # So little that no microsecond of it is used up before the first.
    ("Tue 2023-12-05 08:00", "Tue 2023-12-05 08:01", 1e-12, "Tue 2023-12-05 08:00:00.000001"),
    # One microsecond: used up at closing, not on Monday.
    ("Fri 2023-12-08 16:59:59.999999", "Mon 2023-12-11 07:30", 0.5, "Fri 2023-12-08 17:00"),
    # No worked time between: the due moment.
    ("Sat 2023-12-09 08:00", "Sun 2023-12-10 08:00", 0.5, "Sun 2023-12-10 08:00"),
    ("Tue 2023-12-05 09:00", "Tue 2023-12-05 08:00", 0.5, "Tue 2023-12-05 08:00"),
]


@pytest.mark.parametrize(("start", "due", "share", "moment"), SHARES)
def test_a_share_is_one_of_the_worked_time(lang_son, at, start, due, share, moment):
    assert at_share(lang_son, at(start), at(due), share) == at(moment)


PAUSED = [
    # 480 minutes from Tue 08:00 to Thu 08:00, paused for the 480 from Tue 10:00 to Wed 10:00
    (0.2, "Tue 2023-12-05 09:36"),
    (0.25, "Tue 2023-12-05 10:00"),  # used up when the pause begins, not when it ends
    (0.26, "Wed 2023-12-06 10:04:48"),
    (0.75, "Wed 2023-12-06 15:30"),
]


@pytest.mark.parametrize(("share", "moment"), PAUSED)
def test_a_pause_uses_up_nothing(lang_son, at, share, moment):
    start, due = at("Tue 2023-12-05 08:00"), at("Thu 2023-12-07 08:00")
    pause = Pause(at("Tue 2023-12-05 10:00"), at("Wed 2023-12-06 10:00"))
    assert at_share(lang_son, start, due, share, [pause]) == at(moment)


def test_what_a_pause_holds_after_the_due_moment_is_nothing_to_it(lang_son, at):
    start, due = at("Tue 2023-12-05 08:00"), at("Tue 2023-12-05 16:30")
    late = Pause(at("Tue 2023-12-05 14:30"), at("Fri 2023-12-08 10:00"))
    later = Pause(at("Tue 2023-12-05 16:30"), at("Fri 2023-12-08 10:00"))
    found = [at_share(lang_son, start, due, 0.5, pauses) for pauses in ([late], [later], [])]
    assert found == [at(f"Tue 2023-12-05 {text}") for text in ("10:30", "11:30", "11:30")]


def test_an_open_pause_takes_nothing_as_in_the_due_moment(lang_son, at):
    start, due = at("Tue 2023-12-05 08:00"), at("Wed 2023-12-06 08:00")
    found = at_share(lang_son, start, due, 0.5, [Pause(at("Tue 2023-12-05 09:00"))])
    assert found == at("Tue 2023-12-05 13:30")


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.1, math.nan, math.inf])
def test_a_share_is_between_none_and_all(lang_son, at, share):
    start, due = at("Tue 2023-12-05 08:00"), at("Wed 2023-12-06 08:00")
    with pytest.raises(BadShare, match=f"more than 0 and less than 1, not {share}"):
        at_share(lang_son, start, due, share)


DAYS = [
    # due, days, before, after
    ("Tue 2023-12-12 08:00", 0, "Tue 2023-12-12 08:00", "Tue 2023-12-12 08:00"),
    ("Tue 2023-12-12 08:00", 1, "Mon 2023-12-11 08:00", "Wed 2023-12-13 08:00"),
    ("Tue 2023-12-12 08:00", 2, "Fri 2023-12-08 08:00", "Thu 2023-12-14 08:00"),
    ("Tue 2023-12-12 07:30", 2, "Fri 2023-12-08 07:30", "Thu 2023-12-14 07:30"),
    ("Tue 2023-12-12 11:30", 2, "Fri 2023-12-08 11:30", "Thu 2023-12-14 11:30"),
    ("Tue 2023-12-12 17:00", 2, "Fri 2023-12-08 17:00", "Thu 2023-12-14 17:00"),
    ("Tue 2023-12-12 19:00", 1, "Mon 2023-12-11 17:00", "Wed 2023-12-13 17:00"),
    ("Sun 2023-12-10 08:00", 1, "Thu 2023-12-07 17:00", "Mon 2023-12-11 17:00"),
    ("Mon 2024-05-06 09:00", 1, "Sat 2024-05-04 09:00", "Tue 2024-05-07 09:00"),
]


@pytest.mark.parametrize(("due", "days", "before", "after"), DAYS)
def test_days_before_and_after_keep_the_place_in_the_day(lang_son, at, due, days, before, after):
    assert days_before(lang_son, at(due), days) == at(before)
    assert days_after(lang_son, at(due), days) == at(after)


SHORTER = [
    ("Thu 2024-06-27 16:00", 1, "Fri 2024-06-28 12:00"),  # 6.5 hours in, a Friday has 3
    ("Thu 2024-06-27 09:00", 1, "Fri 2024-06-28 10:30"),
    ("Thu 2024-06-27 17:00", 2, "Mon 2024-07-01 17:00"),  # closing stays closing
    ("Fri 2024-06-28 12:00", 1, "Mon 2024-07-01 17:00"),
    ("Fri 2024-06-28 11:59", 1, "Mon 2024-07-01 09:59"),
]


@pytest.mark.parametrize(("due", "days", "after"), SHORTER)
def test_a_shorter_day_ends_at_its_closing(seasons, at, due, days, after):
    assert days_after(seasons, at(due), days) == at(after)


def test_past_the_calendar_there_is_no_guess(lang_son, at):
    first, last = at("Tue 2018-01-02 08:00"), at("Fri 2027-12-31 08:00")
    assert days_before(lang_son, days_after(lang_son, first, 1), 1) == first
    for ask in (lambda: days_before(lang_son, first, 1), lambda: days_after(lang_son, last, 1)):
        with pytest.raises(OutsideCalendar):
            ask()
    assert days_after(lang_son, at("Mon 2018-01-01 08:00"), 1) == at("Tue 2018-01-02 17:00")


def test_a_naive_moment_is_refused(lang_son, at):
    naive, aware = datetime(2023, 12, 5, 8), at("Tue 2023-12-05 08:00")  # noqa: DTZ001
    for ask in (
        lambda: at_share(lang_son, naive, aware, 0.5),
        lambda: at_share(lang_son, aware, naive, 0.5),
        lambda: days_after(lang_son, naive, 1),
    ):
        with pytest.raises(NaiveMoment):
            ask()


@pytest.mark.slow
@given(hours, clock_minutes, st.integers(1, 90_000), st.integers(1, 99), gaps, st.booleans())
@settings(max_examples=600, deadline=None)
def test_a_share_is_so_many_free_minutes(hours_id, start, length, per_cent, found, still):
    calendar, due = CALENDARS.get(hours_id), start + timedelta(minutes=length)
    spans = [(start + timedelta(minutes=gap), timedelta(minutes=last)) for gap, last in found]
    spans = [(first, first + last) for first, last in spans]
    pauses = [Pause(law(first), law(last)) for first, last in spans]
    if still and pauses:
        since, _ = spans.pop()
        pauses[-1] = Pause(law(since))
        spans = [(first, min(last, since)) for first, last in spans if first < since]
    free = oracle(hours_id).free(start, due, spans)
    moment = clock(at_share(calendar, law(start), law(due), per_cent / 100, pauses))
    if not len(free):
        assert moment == due
        return
    minutes, rest = divmod(len(free) * per_cent, 100)
    if rest:
        assert moment == EPOCH + MINUTE * (int(free[minutes]) + rest / 100)
    else:
        assert moment == EPOCH + MINUTE * (int(free[minutes - 1]) + 1)


@given(
    hours, clock_minutes, st.integers(1, 90_000), gaps, st.tuples(*[st.floats(0.001, 0.999)] * 2)
)
@settings(max_examples=300, deadline=None)
def test_a_greater_share_is_not_used_up_earlier(hours_id, start, length, found, shares):
    calendar, due = CALENDARS.get(hours_id), start + timedelta(minutes=length)
    spans = union(
        (start + timedelta(minutes=gap), start + timedelta(minutes=gap + last))
        for gap, last in found
    )
    pauses = [Pause(law(first), law(last)) for first, last in spans]
    less, more = (
        at_share(calendar, law(start), law(due), share, pauses) for share in sorted(shares)
    )
    assert law(start) <= less <= more <= law(due)
    total = worked_between(calendar, law(start), law(due), pauses)
    used = worked_between(calendar, law(start), less, pauses)
    assert abs(used - total * min(shares)) <= 1


@given(hours, clock_minutes, st.integers(0, 300), st.booleans())
@settings(max_examples=400, deadline=None)
def test_days_are_numpy_s_business_days(hours_id, due, days, before):
    calendar, count = CALENDARS.get(hours_id), oracle(hours_id)
    due = max(due, datetime(2019, 6, 1) if before else datetime(2018, 1, 2))  # noqa: DTZ001
    move = days_before if before else days_after
    found = move(calendar, law(due), days)
    assert clock(found) == count.on_day(due, -days if before else days)
    back = (days_after if before else days_before)(calendar, found, days)
    assert back == days_after(calendar, law(due), 0)
