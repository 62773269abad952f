"""The days of a limit one by one, from receipt to due moment: what a picture of it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sla.calendar import VIETNAM, WorkCalendar, local
from sla.explain import Fact, FactKind, NamedDay
from sla.limits import LimitUnit
from sla.pauses import Pause
from sla.position import position
from sla.stopwatch import Stopwatch, worked_between
from sla.table import every_day

AFTER_DUE = timedelta(days=42)
"""How long after its due moment an overdue limit is still drawn."""
MOST = 420
"""More days are not drawn: the chain of facts tells of them all the same."""


class LimitDayKind(StrEnum):
    """What a day does to a limit."""

    WORKING = "working"
    WEEKEND = "weekend"
    OFF = "off"  # a special day off
    PAUSED = "paused"  # a working day that a pause took whole
    PARTLY_PAUSED = "held"  # a working day that a pause took in part


@dataclass(frozen=True, slots=True)
class LimitDay:
    """One day. `number` says which working day of the limit it is, 0 where that says nothing."""

    date: date
    kind: LimitDayKind
    number: int = 0
    name: str = ""
    source: str = ""
    projected: bool = False
    received: bool = False
    due: bool = False
    today: bool = False  # the day that is asked about


def days_of(
    calendar: WorkCalendar,
    names: Mapping[date, NamedDay],
    watch: Stopwatch,
    facts: Sequence[Fact],
    at: datetime,
) -> tuple[LimitDay, ...]:
    """Every day from receipt to due moment, and on to `at` where that is later."""
    first, due = local(watch.start).date(), local(facts[-1].at).date()
    today = local(at).date()
    last = max(due, min(today, due + AFTER_DUE), first)
    if (last - first).days > MOST:
        return ()
    seen = _Seen(calendar, _pauses_until(watch, at), _counted_after(calendar, watch, facts))
    return tuple(
        LimitDay(
            date=day,
            kind=seen.kind(day, names),
            number=seen.number(day) if day <= due else 0,
            name=names[day].name if day in names else "",
            source=names[day].source if day in names else "",
            projected=calendar.is_projected(day),
            received=day == first,
            due=day == due,
            today=day == today,
        )
        for day in every_day(first, min(last, calendar.last))
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the days are told from; `after` is the working day whose followers are numbered."""

    calendar: WorkCalendar
    pauses: tuple[Pause, ...]
    after: int | None

    def kind(self, day: date, names: Mapping[date, NamedDay]) -> LimitDayKind:
        if not self.calendar.is_working(day):
            return LimitDayKind.OFF if day in names else LimitDayKind.WEEKEND
        start, end = (datetime.combine(day, clock, VIETNAM) for clock in (time.min, time.max))
        worked = worked_between(self.calendar, start, end)
        left = worked_between(self.calendar, start, end, self.pauses)
        if left == worked:
            return LimitDayKind.WORKING
        return LimitDayKind.PARTLY_PAUSED if left else LimitDayKind.PAUSED

    def number(self, day: date) -> int:
        if self.after is None or not self.calendar.is_working(day):
            return 0
        return max(0, self.calendar.working_days(until=day) - 1 - self.after)


def _pauses_until(watch: Stopwatch, at: datetime) -> tuple[Pause, ...]:
    """The pauses up to `at`: nobody knows how long one that is open will last."""
    ends = ((pause, pause.end or max(at, pause.start)) for pause in watch.pauses)
    return tuple(replace(pause, end=end) for pause, end in ends)


def _counted_after(calendar: WorkCalendar, watch: Stopwatch, facts: Sequence[Fact]) -> int | None:
    """The working day after which days are counted, where whole days are: not across a pause."""
    if watch.limit.unit is not LimitUnit.WORKING_DAYS:
        return None
    kinds = {fact.kind: fact for fact in facts}
    restarted = kinds.get(FactKind.RESTARTED)
    if restarted is not None:
        return position(calendar, restarted.at).number
    if FactKind.PAUSED in kinds or FactKind.STILL_PAUSED in kinds:
        return None
    return position(calendar, watch.counted_from(calendar)).number
