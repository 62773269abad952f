import unicodedata

import pytest

from sla.errors import BadLimit
from sla.limits import Limit, LimitUnit, limit_text_vi, parse_duration, parse_limit

HOURS, DAYS = LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS
CALENDAR, MONTHS = LimitUnit.CALENDAR_DAYS, LimitUnit.MONTHS
SAME_DAY = LimitUnit.SAME_DAY


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("17 working days", 17, DAYS),
        ("1 working day", 1, DAYS),
        ("  17   Working Days ", 17, DAYS),
        ("8 working hours", 8, HOURS),
        ("30 days", 30, CALENDAR),
        ("30 calendar days", 30, CALENDAR),
        ("1 month", 1, MONTHS),
        ("17 ngày làm việc", 17, DAYS),
        (unicodedata.normalize("NFD", "05 Ngày làm việc"), 5, DAYS),
        ("8 giờ làm việc", 8, HOURS),
        ("30 ngày", 30, CALENDAR),
        ("2 tháng", 2, MONTHS),
        ("P5D", 5, DAYS),
        ("pt4h", 4, HOURS),
        ("P1M", 1, MONTHS),
        ("9999 days", 9999, CALENDAR),
        (f"{'0' * 5000}17 days", 17, CALENDAR),
        ("in the day", 1, SAME_DAY),
        (" In  the day, after 15:00 the next working day", 1, SAME_DAY),
        ("in the day; after 15:00 the next working day", 1, SAME_DAY),
        ("trong ngày", 1, SAME_DAY),
        (
            unicodedata.normalize("NFD", "Trong ngày, sau 15:00 chuyển ngày làm việc tiếp theo"),
            1,
            SAME_DAY,
        ),
    ],
)
def test_limits_are_read_in_both_languages(text, amount, unit):
    assert parse_limit(text) == Limit(amount, unit)


@pytest.mark.parametrize(
    "text",
    [
        "", "17", "days", "-1 days", "0 days", "10000 days", "1.5 days", "8 hours", "8 giờ",
        "17 working dayss", "17 days or so", "P", "PT", "P5", "P1DT4H", "P1Y", "PT30M", "P0D",
        "1 in the day", "1 trong ngày", "trong ngày, sau 14:00 chuyển ngày làm việc tiếp theo",
        "٣ days", f"{'9' * 5000} days", "PT10000H",
    ],
)  # fmt: skip
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(BadLimit):
        parse_limit(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "17 moons",
            (
                "'17 moons' is no time limit: write an amount and working hours, working days, "
                "days or months, such as '17 working days' or '17 ngày làm việc', or 'in the day'."
            ),
        ),
        ("P1Y", "'P1Y' is no time limit: write one unit, such as P5D, PT4H or P1M."),
        (f"{'9' * 5000} days", "A time limit is 1 to 9999 days, not 10000."),
    ],
)
def test_a_refusal_says_what_to_write(text, message):
    with pytest.raises(BadLimit) as caught:
        parse_limit(text)
    assert str(caught.value) == message


def test_a_duration_that_is_not_marked_as_working_counts_wall_days():
    assert parse_duration("P5D", working=False) == Limit(5, CALENDAR)
    assert parse_duration("P2M", working=False) == Limit(2, MONTHS)
    with pytest.raises(BadLimit, match="worked hours"):
        parse_duration("PT4H", working=False)


@pytest.mark.parametrize("amount", [0, -1, 10_000])
def test_a_limit_is_1_to_9999(amount):
    with pytest.raises(BadLimit, match="1 to 9999"):
        Limit(amount, DAYS)


def test_a_limit_in_the_day_is_one_day():
    with pytest.raises(BadLimit, match="1 day, not 2"):
        Limit(2, SAME_DAY)


@pytest.mark.parametrize("unit", LimitUnit)
def test_a_limit_is_told_in_vietnamese_and_read_back(unit):
    limit = Limit(1 if unit is SAME_DAY else 17, unit)
    assert parse_limit(limit_text_vi(limit)) == limit


def test_a_limit_is_told_as_forms_tell_it():
    assert limit_text_vi(Limit(17, DAYS)) == "17 ngày làm việc"
    assert (
        limit_text_vi(Limit(1, SAME_DAY)) == "trong ngày, sau 15:00 chuyển ngày làm việc tiếp theo"
    )
