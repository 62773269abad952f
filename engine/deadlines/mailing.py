"""When mail leaves: not in the quiet hours; the digest once, on the morning of a working day."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.definitions.organisation.alert_rules import Alerts, is_within
from sla.calendar import WorkCalendar, local


def leaves_at(alerts: Alerts, at: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    here = local(at)
    if alerts.quiet is None or not is_within(alerts.quiet, here.time()):
        return at
    end = alerts.quiet[1]
    day = here.date() if here.time() < end else here.date() + timedelta(days=1)
    return datetime.combine(day, end, here.tzinfo)


def is_digest_due(alerts: Alerts, calendar: WorkCalendar, at: datetime) -> bool:
    """Whether this is a working day, at the digest's time or later, and no quiet hour.

    Raises `OutsideCalendar`.
    """
    here = local(at)
    if not calendar.is_working(here.date()) or here.time() < alerts.digest:
        return False
    return leaves_at(alerts, at) == at
