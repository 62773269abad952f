import pytest

from engine.l10n.times import remaining as remaining_words
from engine.l10n.times import uncapitalised
from sla.errors import OutsideCalendar
from sla.outcome import Outcome, classify
from sla.remaining import Remaining, remaining

LEFT = [
    # at, due, at an office open 07:00–11:00 and 13:00–17:00
    ("Thu 2023-12-07 08:24", "Wed 2024-01-10 11:00", "còn 23 ngày 2 giờ 36 phút"),
    ("Thu 2023-12-07 08:24", "Tue 2023-12-12 11:00", "còn 3 ngày 2 giờ 36 phút"),
    ("Thu 2023-12-07 08:24:01", "Tue 2023-12-12 11:00", "còn 3 ngày 2 giờ 35 phút"),
    ("Thu 2023-12-07 14:00", "Fri 2023-12-08 08:30", "còn 4 giờ 30 phút"),  # a day is paid out
    ("Fri 2023-12-08 17:00", "Mon 2023-12-11 17:00", "còn 1 ngày"),
    ("Sat 2023-12-09 10:00", "Mon 2023-12-11 17:00", "còn 1 ngày"),
    ("Mon 2023-12-11 06:00", "Mon 2023-12-11 17:00", "còn 1 ngày"),
    ("Mon 2023-12-11 07:01", "Mon 2023-12-11 17:00", "còn 7 giờ 59 phút"),
    ("Mon 2023-12-11 16:00", "Mon 2023-12-11 17:00", "còn 1 giờ"),
    ("Mon 2023-12-11 17:00", "Mon 2023-12-11 17:00", "còn dưới 1 phút"),
    ("Mon 2023-12-11 08:00", "Mon 2023-12-11 08:05", "còn 5 phút"),
    ("Mon 2023-12-11 08:00", "Tue 2023-12-12 08:05", "còn 1 ngày 5 phút"),
    ("Mon 2023-12-11 17:01", "Mon 2023-12-11 17:00", "quá hạn dưới 1 phút"),  # no worked time yet
    ("Sun 2023-12-10 17:01", "Fri 2023-12-08 17:00", "quá hạn dưới 1 phút"),
    ("Tue 2023-12-12 14:24", "Mon 2023-12-11 17:00", "quá hạn 5 giờ 24 phút"),
    ("Tue 2023-12-12 14:24", "Mon 2023-12-11 11:00", "quá hạn 1 ngày 1 giờ 24 phút"),
    ("Sat 2023-12-16 10:00", "Fri 2023-12-08 17:00", "quá hạn 5 ngày"),
]


@pytest.mark.parametrize(("now", "due", "text"), LEFT)
def test_remaining_is_told_in_working_time(an_giang, at, now, due, text):
    assert uncapitalised(remaining_words(remaining(an_giang, at(now), at(due)))) == text


def test_remaining_gives_its_parts(an_giang, at):
    found = remaining(an_giang, at("Thu 2023-12-07 08:24"), at("Tue 2023-12-12 11:00"))
    assert found == Remaining(days=3, hours=2, minutes=36, overdue=False)


def test_the_day_that_is_paid_out_is_the_one_that_runs(seasons, at):
    # Thursday has 7.5 hours, Friday 3, Monday in July 8.5.
    assert remaining(seasons, at("Thu 2024-06-27 08:30"), at("Mon 2024-07-01 07:30")) == Remaining(
        days=1, hours=7, minutes=0, overdue=False
    )


def test_before_the_first_working_day_nothing_has_passed(lang_son, at):
    start, later = at("Mon 2018-01-01 08:00"), at("Mon 2018-01-01 12:00")
    assert remaining(lang_son, start, later) == Remaining(0, 0, 0, overdue=False)
    opening = at("Tue 2018-01-02 09:30")
    assert remaining(lang_son, start, opening) == Remaining(0, 2, 0, overdue=False)


ENDED = [
    # due Wed 2024-01-10 11:00
    ("Tue 2024-01-09 23:59:59", Outcome.EARLY),
    ("Wed 2024-01-10 00:00", Outcome.ON_TIME),
    ("Wed 2024-01-10 11:00", Outcome.ON_TIME),
    ("Wed 2024-01-10 11:00:00.000001", Outcome.LATE),
    ("Thu 2024-01-11 08:00", Outcome.LATE),
]


@pytest.mark.parametrize(("ended", "outcome"), ENDED)
def test_early_is_an_earlier_working_day_and_late_is_after_the_moment(an_giang, at, ended, outcome):
    assert classify(an_giang, at("Wed 2024-01-10 11:00"), at(ended)) is outcome


def test_a_weekend_counts_as_the_friday_before_it(an_giang, at):
    assert (
        classify(an_giang, at("Mon 2023-12-11 08:00"), at("Sun 2023-12-10 08:00")) is Outcome.EARLY
    )


def test_a_late_end_outside_the_calendar_is_no_guess(an_giang, at):
    with pytest.raises(OutsideCalendar):
        classify(an_giang, at("Wed 2024-01-10 11:00"), at("Mon 2028-01-03 08:00"))
