"""When a dossier that the applicant does not complete is closed."""

from __future__ import annotations

from datetime import datetime

from sla.calendar import WorkCalendar
from sla.due import due
from sla.limits import Limit, LimitUnit

UNANSWERED = Limit(15, LimitUnit.WORKING_DAYS)
"""Under the policy *restart* (in force in several provinces; docs/working-time.md)."""


def closes_at(calendar: WorkCalendar, started_at: datetime) -> datetime:
    """The moment at which a pause for supplements that began at `started_at` is given up."""
    return due(calendar, started_at, UNANSWERED).at
