"""One running limit: when it began, what stopped it, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sla.calendar import WorkCalendar, local
from sla.due import Due, due
from sla.explain import Fact, NamedDay, explain
from sla.limits import Limit
from sla.pauses import Pause, PausePolicy, ended_pauses, known_pauses, pauses_until
from sla.points import at_share
from sla.position import worked_until
from sla.receipt import ReceiptRule, counted_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopwatch:
    """A limit that runs from `start` (receipt); `submitted` is only told, never counted from.

    Every method raises `OutsideCalendar`, `NaiveMoment`.
    """

    start: datetime
    limit: Limit
    pauses: tuple[Pause, ...] = ()
    policy: PausePolicy = PausePolicy.RESUME
    rule: ReceiptRule = ReceiptRule.AS_RECEIVED
    submitted: datetime | None = None

    def counted_from(self, calendar: WorkCalendar) -> datetime:
        """Give the moment that stands for the receipt by the rule of the unit."""
        return counted_from(calendar, self.start, self.rule)

    def runs_from(self, calendar: WorkCalendar) -> datetime:
        """Give the moment since which the whole limit runs: the last restart, if there was one."""
        counted = self.counted_from(calendar)
        over = ended_pauses(self.pauses, counted)
        restarted = self.policy is PausePolicy.RESTART and over
        return local(over[-1].end) if restarted else counted

    def due(self, calendar: WorkCalendar) -> Due:
        """When the limit runs out; while a pause is open, as it was when that pause began."""
        return due(calendar, self.start, self.limit, self.pauses, self.policy, self.rule)

    def at_share(self, calendar: WorkCalendar, share: float) -> datetime:
        """Give the first moment by which this share of the limit is used up; also `BadShare`."""
        runs_from, due_at = self.runs_from(calendar), self.due(calendar).at
        return at_share(calendar, runs_from, due_at, share, self.pauses)

    def as_of(self, at: datetime) -> Stopwatch:
        """What was known then: later pauses left out, those that ended later still open."""
        return replace(self, pauses=known_pauses(self.pauses, at))

    def explain(self, calendar: WorkCalendar, names: Mapping[date, NamedDay]) -> tuple[Fact, ...]:
        """Say why `due` gives the moment it gives; the last fact is the due moment."""
        question = (self.start, self.limit, self.pauses, self.policy)
        return explain(calendar, names, *question, rule=self.rule, submitted=self.submitted)

    def worked(self, calendar: WorkCalendar, until: datetime) -> int:
        """Microseconds of worked time from where it counts from until then, pauses left out.

        The same under either policy: work done before a restart was done all the same.
        """
        return worked_between(calendar, self.counted_from(calendar), until, self.pauses)


def worked_between(
    calendar: WorkCalendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> int:
    """Microseconds of worked time from start to end that are in no pause; none before start.

    A pause that is still open, or ends later, holds until `end`. Raises `OutsideCalendar`,
    `NaiveMoment`.
    """
    if local(end) <= local(start):
        return 0
    closed = [replace(pause, end=pause.end or end) for pause in pauses if pause.start < end]
    over = pauses_until(ended_pauses(closed, start), end)
    paused = sum(
        worked_until(calendar, pause.end) - worked_until(calendar, pause.start) for pause in over
    )
    return worked_until(calendar, end) - worked_until(calendar, start) - paused
