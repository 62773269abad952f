"""Time limits: an amount and the unit that says how it is counted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from sla.errors import BadLimit

__all__ = ["BadLimit", "Limit", "LimitUnit", "limit_text_vi", "parse_duration", "parse_limit"]

MOST = 9_999


class LimitUnit(StrEnum):
    """How a limit is counted; each has rules of its own (Bộ luật Dân sự 2015, Đ.147–148)."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "days"
    MONTHS = "months"
    SAME_DAY = "in_the_day"  # after 15:00 the next working day


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` units, 1 to 9,999; "in the day" is always 1."""

    amount: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= MOST:
            unit = self.unit.replace("_", " ")
            raise BadLimit(f"A time limit is 1 to {MOST} {unit}, not {self.amount}.")
        if self.unit is LimitUnit.SAME_DAY and self.amount != 1:
            raise BadLimit(f"A time limit in the day is 1 day, not {self.amount}.")


VIETNAMESE = {
    LimitUnit.WORKING_HOURS: "giờ làm việc",
    LimitUnit.WORKING_DAYS: "ngày làm việc",
    LimitUnit.CALENDAR_DAYS: "ngày",
    LimitUnit.MONTHS: "tháng",
}

UNITS = {
    "working hour": LimitUnit.WORKING_HOURS,
    "working day": LimitUnit.WORKING_DAYS,
    "calendar day": LimitUnit.CALENDAR_DAYS,
    "day": LimitUnit.CALENDAR_DAYS,
    "month": LimitUnit.MONTHS,
    "ngày lịch": LimitUnit.CALENDAR_DAYS,
    **{words: unit for unit, words in VIETNAMESE.items()},
}

SAME_DAY_VI = "trong ngày, sau 15:00 chuyển ngày làm việc tiếp theo"
SAME_DAY = re.compile(
    r"in the day([,;] after 15:00 the next working day)?"
    r"|trong ngày([,;] sau 15:00 chuyển ngày làm việc tiếp theo)?"
)
WORDS = re.compile(r"(\d+)\s+(.+?)s?", re.ASCII)
DURATION = re.compile(r"P(?:(\d+)([DM])|T(\d+)H)", re.ASCII)


def parse_limit(text: str) -> Limit:
    """`17 working days`, `8 working hours`, `30 days`, `1 month`, `17 ngày làm việc`, `P5D`.

    Also `in the day` or `trong ngày`, with or without what both mean: `in the day, after 15:00 the
    next working day`, `trong ngày, sau 15:00 chuyển ngày làm việc tiếp theo`.
    An ISO 8601 duration counts working time, as in a diagram. Raises `BadLimit`.
    """
    words = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if words.startswith("p"):
        return parse_duration(text, working=True)
    if SAME_DAY.fullmatch(words):
        return Limit(1, LimitUnit.SAME_DAY)
    match = WORDS.fullmatch(words)
    unit = UNITS.get(match[2]) if match else None
    if match is None or unit is None:
        raise BadLimit(
            f"'{text}' is no time limit: write an amount and working hours, working days, "
            "days or months, such as '17 working days' or '17 ngày làm việc', or 'in the day'."
        )
    return Limit(_amount(match[1]), unit)


def parse_duration(text: str, *, working: bool) -> Limit:
    """Read an ISO 8601 duration of one unit: `P5D`, `PT4H`, `P1M`.

    When `working`, days and hours count working time. Clock hours are no time limit. Raises
    `BadLimit`.
    """
    match = DURATION.fullmatch(text.strip().upper())
    if match is None:
        raise BadLimit(f"'{text}' is no time limit: write one unit, such as P5D, PT4H or P1M.")
    amount, letter, hours = match.groups()
    if hours is not None:
        if not working:
            raise BadLimit(f"'{text}' counts hours of the clock; a time limit counts worked hours.")
        return Limit(_amount(hours), LimitUnit.WORKING_HOURS)
    if letter == "M":
        return Limit(_amount(amount), LimitUnit.MONTHS)
    return Limit(_amount(amount), LimitUnit.WORKING_DAYS if working else LimitUnit.CALENDAR_DAYS)


def limit_text_vi(limit: Limit) -> str:
    """Give the limit as forms and screens name it: `17 ngày làm việc`."""
    if limit.unit is LimitUnit.SAME_DAY:
        return SAME_DAY_VI
    return f"{limit.amount} {VIETNAMESE[limit.unit]}"


def _amount(digits: str) -> int:
    # Bounded before `int`: Python refuses to read more than 4,300 digits with an error of its own.
    significant = digits.lstrip("0")
    return int(significant or "0") if len(significant) <= len(str(MOST)) else MOST + 1
