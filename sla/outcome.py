"""Early, on time or late: the one place that draws these borders."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sla.calendar import WorkCalendar, local


class Outcome(StrEnum):
    """How a dossier or a step ended against its due moment."""

    EARLY = "early"  # trước hạn
    ON_TIME = "on_time"  # đúng hạn
    LATE = "late"  # quá hạn


def classify(calendar: WorkCalendar, due: datetime, ended: datetime) -> Outcome:
    """Late after the due moment, early on an earlier working day than the due day, else on time.

    The border of late is the national portal's formula; that between early and on time is our
    reading. A day off counts as the working day before it. Raises `OutsideCalendar`,
    `NaiveMoment`.
    """
    limit, end = local(due), local(ended)
    due_day = calendar.working_days(until=limit.date())
    end_day = calendar.working_days(until=end.date())
    if end > limit:
        return Outcome.LATE
    return Outcome.EARLY if end_day < due_day else Outcome.ON_TIME
