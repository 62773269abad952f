"""How much working time is left until a due moment, or how much it is overdue by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sla.calendar import WorkCalendar, local
from sla.position import measure
from sla.shift import HOUR, MINUTE


@dataclass(frozen=True, slots=True)
class Remaining:
    """Working days, and hours and minutes of worked time, left or (`overdue`) too many.

    Begun minutes are not counted.
    """

    days: int
    hours: int
    minutes: int
    overdue: bool


def remaining(calendar: WorkCalendar, at: datetime, due: datetime) -> Remaining:
    """Give what is left at `at`; overdue from the first moment after `due`, at night as well.

    Raises `OutsideCalendar`, `NaiveMoment`.
    """
    now, end = local(at), local(due)
    overdue = now > end
    stretch = measure(calendar, end, now) if overdue else measure(calendar, now, end)
    hours, rest = divmod(stretch.worked, HOUR)
    return Remaining(stretch.days, hours, rest // MINUTE, overdue)
