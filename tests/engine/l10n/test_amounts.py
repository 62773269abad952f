"""Limits, durations, moments and numbers in both languages."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from engine.l10n.language import language
from engine.l10n.limits import limit_words
from engine.l10n.numbers import number
from engine.l10n.times import clock_and_day, duration, remaining, step_time, weekday_moment
from sla.calendar import VIETNAM
from sla.limits import limit_text_vi, parse_limit
from sla.remaining import Remaining
from sla.shift import HOUR, MINUTE

NOON = datetime(2023, 12, 5, 11, 4, tzinfo=VIETNAM)
LIMITS = [
    ("17 working days", "17 ngày làm việc", "17 working days"),
    ("1 working day", "1 ngày làm việc", "1 working day"),
    ("8 giờ làm việc", "8 giờ làm việc", "8 working hours"),
    ("P1D", "1 ngày làm việc", "1 working day"),
    ("30 days", "30 ngày", "30 days"),
    ("1 month", "1 tháng", "1 month"),
    ("1500 days", "1500 ngày", "1500 days"),
    (
        "in the day",
        "trong ngày, sau 15:00 chuyển ngày làm việc tiếp theo",
        "in the day; after 15:00 the next working day",
    ),
    ("", "", ""),
]


@pytest.mark.parametrize(("stored", "vietnamese", "english"), LIMITS)
def test_a_stored_limit_is_read_in_the_language_of_the_reader(
    stored: str, vietnamese: str, english: str
) -> None:
    limit = parse_limit(stored) if stored else None
    assert limit_words(limit) == vietnamese
    with language("en"):
        assert limit_words(limit) == english


@pytest.mark.parametrize("text", [row[0] for row in LIMITS[:-1]])
def test_what_people_read_is_what_is_stored_and_reads_back(text: str) -> None:
    limit = parse_limit(text)
    assert limit_words(limit) == limit_text_vi(limit)
    with language("en"):
        assert parse_limit(limit_words(limit)) == limit


@pytest.mark.parametrize(
    ("left", "vietnamese", "english"),
    [
        (Remaining(23, 2, 36, False), "23 ngày 2 giờ 36 phút", "23 days 2 hours 36 minutes"),
        (Remaining(1, 1, 1, False), "1 ngày 1 giờ 1 phút", "1 day 1 hour 1 minute"),
        (Remaining(0, 0, 5, True), "5 phút", "5 minutes"),
        (Remaining(0, 0, 0, True), "dưới 1 phút", "under 1 minute"),
    ],
)
def test_a_duration_names_its_parts(left: Remaining, vietnamese: str, english: str) -> None:
    before = "Quá hạn" if left.overdue else "Còn"
    assert (duration(left), remaining(left)) == (vietnamese, f"{before} {vietnamese}")
    with language("en"):
        assert duration(left) == english
        assert english in remaining(left)


def test_a_step_counts_8_worked_hours_as_a_day() -> None:
    assert step_time(11 * HOUR + 5 * MINUTE) == "1 ngày 3 giờ 5 phút"


def test_moments_name_their_day() -> None:
    assert weekday_moment(NOON) == "Thứ Ba 05/12/2023 11:04"
    assert clock_and_day(NOON) == "11:04 ngày 05/12/2023"
    with language("en"):
        assert weekday_moment(NOON) == "Tuesday 05/12/2023 11:04"
        assert clock_and_day(NOON) == "11:04 on 05/12/2023"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (200000, "200.000", "200,000"),
        (2.5, "2,5", "2.5"),
        (2.0, "2", "2"),
        (Decimal("1234.50"), "1.234,5", "1,234.5"),
        (-100, "-100", "-100"),
        (1e-7, "0,0000001", "0.0000001"),
    ],
)
def test_numbers_are_grouped_as_in_the_language(
    value: float | Decimal, vietnamese: str, english: str
) -> None:
    assert number(value) == vietnamese
    with language("en"):
        assert number(value) == english
