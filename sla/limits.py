"""Time limits: an amount and the unit that says how it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LimitUnit(StrEnum):
    """How a limit is counted; each has rules of its own (Bộ luật Dân sự 2015, Đ.147–148)."""

    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` units, 1 to 9,999."""

    amount: int
    unit: LimitUnit
