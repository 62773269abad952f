"""Moments before and after a due moment, in working time: when to remind, and when to escalate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla.calendar import WorkCalendar, local
from sla.errors import BadShare
from sla.pauses import Pause, ended_pauses, pauses_until
from sla.position import position, worked_until


def at_share(
    calendar: WorkCalendar,
    start: datetime,
    due: datetime,
    share: float,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """Give the first moment by which this share of the time from start to due is used up.

    Counted is worked time outside pauses; as in the due moment itself, an open pause and what is
    after its start takes nothing away. Without any worked time it is the due moment. Raises
    `BadShare` unless 0 < share < 1, `OutsideCalendar`, `NaiveMoment`.
    """
    if not 0 < share < 1:
        raise BadShare(share)
    began, end = worked_until(calendar, start), worked_until(calendar, due)
    over = pauses_until(ended_pauses(pauses, start), due)
    paused = [(worked_until(calendar, p.start), worked_until(calendar, p.end)) for p in over]
    total = end - began - sum(last - first for first, last in paused)
    if total <= 0:
        return local(due)
    wanted = began + max(round(total * share), 1)
    for first, last in paused:
        if first < wanted:
            wanted += last - first
    return calendar.moment_of_work(wanted)


def days_before(calendar: WorkCalendar, due: datetime, days: int) -> datetime:
    """Give the moment so many working days before, as far into its day's worked time as `due`.

    A shorter day ends at its closing, and closing stays closing, as limits in working days count.
    Raises `OutsideCalendar`, `NaiveMoment`.
    """
    return days_after(calendar, due, -days)


def days_after(calendar: WorkCalendar, due: datetime, days: int) -> datetime:
    """Give the moment so many working days after; the place in the day as in `days_before`.

    Raises `OutsideCalendar`, `NaiveMoment`.
    """
    here = position(calendar, due)
    number = here.number + days
    return calendar.moment(number, here.place_in(calendar.shift(number).length))
