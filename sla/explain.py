"""The chain of facts that leads to a due moment, for whoever asks why it is that one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from sla.calendar import VIETNAM, WorkCalendar, local
from sla.due import LAST_IN_THE_DAY, due, last_day, midnights
from sla.limits import Limit, LimitUnit
from sla.pauses import Ended, Pause, PausePolicy, ended_pauses, reason_words
from sla.position import Stretch, measure, position, worked_until
from sla.receipt import ReceiptRule, counted_from
from sla.table import every_day

WALL_CALENDAR = frozenset({LimitUnit.CALENDAR_DAYS, LimitUnit.MONTHS})
ONE_DAY = timedelta(days=1)
BY_WORK = frozenset({LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS})


class NamedDay(Protocol):
    """What is known about a special day: its name, and the decision or law that makes it one."""

    @property
    def name(self) -> str:
        """As people know it."""

    @property
    def source(self) -> str:
        """The document."""


class FactKind(StrEnum):
    """What a fact says; in brackets the fields that it has besides `at`."""

    SUBMITTED = "submitted"  # it was handed in, at another moment than it was received
    RECEIVED = "received"  # the limit began to run (limit)
    BY_RULE = "by_rule"  # out of hours: counts as later (counted, rule, name, source, projected)
    ON_DAY_OFF = "on_day_off"  # that was a day off (counted, name, source, projected)
    BEFORE_OPENING = "before_opening"  # it was before opening (counted)
    IN_BREAK = "in_break"  # it was between two sessions (counted)
    AFTER_CLOSING = "after_closing"  # it was after closing (counted)
    AFTER_15 = "after_15"  # it was too late for "in the day": from the next day on
    PAUSED = "paused"  # the clock stood still (until, name, stretch unless all is counted anew)
    STILL_PAUSED = "standing"  # the clock stands still since (name)
    RESTARTED = "restarted"  # the whole limit is counted anew from here (limit)
    LAST_DAY = "last_day"  # by the wall calendar the limit ends on this day
    SKIPPED = "skipped"  # a special day off, not counted (name, source, projected)
    WEEKEND = "weekend"  # weekly days off, not counted (until: the last of them, days)
    WORKED = "worked"  # a weekly day off that is worked, counted (name, source, projected)
    DUE = "due"  # the due moment (projected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One link of the chain; facts about days stand at their first moment.

    `counted` is the moment as which a receipt counts, where it is not its own. `stretch` is what
    a pause gives back: worked time, working days and worked time, or (limits by dates) dates.
    The `name` of a pause is its reason as it was given; of several that made one, each once, with
    a space between.
    """

    kind: FactKind
    at: datetime
    until: datetime | None = None
    counted: datetime | None = None
    limit: Limit | None = None
    stretch: Stretch | None = None
    days: int = 0
    name: str = ""
    source: str = ""
    projected: bool = False
    rule: str = ""


OUT_OF_HOURS = frozenset({FactKind.ON_DAY_OFF, FactKind.AFTER_CLOSING})


@dataclass(frozen=True, slots=True)
class Days:
    """A calendar, and what is known about its special days."""

    calendar: WorkCalendar
    names: Mapping[date, NamedDay]

    def fact(self, kind: FactKind, at: datetime, counted: datetime | None = None) -> Fact:
        """Give a fact about the day of this moment, with its name and source."""
        day = at.date()
        known = self.names.get(day)
        return Fact(
            kind=kind,
            at=at,
            counted=counted,
            name=known.name if known else "",
            source=known.source if known else "",
            projected=self.calendar.is_projected(day),
        )


def explain(  # noqa: PLR0913 - the whole question, as `due` has it
    calendar: WorkCalendar,
    names: Mapping[date, NamedDay],
    start: datetime,
    limit: Limit,
    pauses: Sequence[Pause] = (),
    policy: PausePolicy = PausePolicy.RESUME,
    *,
    rule: ReceiptRule = ReceiptRule.AS_RECEIVED,
    submitted: datetime | None = None,
) -> tuple[Fact, ...]:
    """Say why `due` gives the moment it gives: from the receipt to the last fact, the due moment.

    `names` are the special days of the calendar; `submitted` is only told. Raises what `due`
    raises.
    """
    found = due(calendar, start, limit, pauses, policy, rule)
    days, received = Days(calendar, names), counted_from(calendar, start, rule)
    over = ended_pauses(pauses, received)
    facts = [*_arrived(local(start), submitted, limit), *_by_rule(days, start, received, rule)]
    still_paused = _still_paused(pauses, received)
    if policy is PausePolicy.RESTART and over:
        facts += [_pause(pause, None) for pause in over]
        received, over = local(over[-1].end), ()
        facts.append(Fact(kind=FactKind.RESTARTED, at=received, limit=limit))
    facts += _place(days, received, limit.unit)
    facts += [_pause(pause, _stretch(calendar, pause, limit.unit)) for pause in over]
    facts += still_paused
    facts += _passed(days, received, limit, over, found.at)
    return (*facts, Fact(kind=FactKind.DUE, at=found.at, projected=found.projected))


def _arrived(received: datetime, submitted: datetime | None, limit: Limit) -> Iterator[Fact]:
    if submitted is not None and local(submitted) != received:
        yield Fact(kind=FactKind.SUBMITTED, at=local(submitted))
    yield Fact(kind=FactKind.RECEIVED, at=received, limit=limit)


def _by_rule(days: Days, start: datetime, counted: datetime, rule: ReceiptRule) -> Iterator[Fact]:
    """Say as which moment a receipt out of hours counts, and which days lie between."""
    received = local(start)
    if counted == received:
        return
    yield replace(days.fact(FactKind.BY_RULE, received, counted), rule=rule.value)
    first, last = received.date() + ONE_DAY, counted.date() - ONE_DAY
    yield from _days_off(days, first, last)


def _pause(pause: Ended, stretch: Stretch | None) -> Fact:
    start, end, why = local(pause.start), local(pause.end), reason_words(pause.reasons)
    return Fact(kind=FactKind.PAUSED, at=start, until=end, stretch=stretch, name=why)


def _stretch(calendar: WorkCalendar, pause: Ended, unit: LimitUnit) -> Stretch:
    """What this pause gives back, as limits of this unit count it."""
    if unit is LimitUnit.WORKING_DAYS:
        return measure(calendar, pause.start, pause.end)
    if unit is LimitUnit.WORKING_HOURS:
        worked = worked_until(calendar, pause.end) - worked_until(calendar, pause.start)
        return Stretch(0, worked)
    return Stretch(midnights([pause]).days, 0)


def _still_paused(pauses: Sequence[Pause], received: datetime) -> Iterator[Fact]:
    opened = sorted((local(pause.start), pause.reason) for pause in pauses if pause.end is None)
    if opened:
        why = reason_words(reason for _, reason in opened)
        yield Fact(kind=FactKind.STILL_PAUSED, at=max(opened[0][0], received), name=why)


def _place(days: Days, received: datetime, unit: LimitUnit) -> Iterator[Fact]:
    """Say where in working time the receipt was, when that is not where it counts."""
    if unit in WALL_CALENDAR:
        return
    kind = _where(days.calendar, received)
    if unit is LimitUnit.SAME_DAY and kind not in OUT_OF_HOURS:
        if received.time() > LAST_IN_THE_DAY:
            yield Fact(kind=FactKind.AFTER_15, at=received)
        return
    counted = _counts_as(days.calendar, received, unit)
    if kind is not FactKind.RECEIVED and counted != received:
        yield days.fact(kind, received, counted)


def _where(calendar: WorkCalendar, received: datetime) -> FactKind:
    """Give the kind of place this moment has in its day; RECEIVED within a session."""
    here = position(calendar, received)
    if not calendar.is_working(received.date()):
        return FactKind.ON_DAY_OFF
    if not here.rest:
        return FactKind.AFTER_CLOSING
    counted = calendar.moment(here.number, here.worked)
    if counted > received:
        return FactKind.BEFORE_OPENING
    return FactKind.IN_BREAK if counted < received else FactKind.RECEIVED


def _counts_as(calendar: WorkCalendar, received: datetime, unit: LimitUnit) -> datetime | None:
    """Hours run from the next opening; days count from as much as was worked by then."""
    if unit is LimitUnit.WORKING_HOURS:
        worked = worked_until(calendar, received)
        return calendar.moment_of_work(worked + 1) - timedelta(microseconds=1)
    here = position(calendar, received)
    known = unit is LimitUnit.WORKING_DAYS and here.number >= 0
    return calendar.moment(here.number, here.worked) if known else None


def _passed(
    days: Days, received: datetime, limit: Limit, over: Sequence[Ended], end: datetime
) -> Iterator[Fact]:
    """Say which days between the receipt, or the last day by dates, and the end do not count."""
    first = received.date() + ONE_DAY
    if limit.unit not in BY_WORK:
        first = last_day(days.calendar, received, limit, over)
    if limit.unit in WALL_CALENDAR:
        yield Fact(kind=FactKind.LAST_DAY, at=_midnight(first))
    yield from _days_off(days, first, end.date())


def _days_off(days: Days, first: date, last: date) -> Iterator[Fact]:
    """Say which days from first to last are special, weekly days off together at the end."""
    weekend: list[date] = []
    for day in every_day(first, last):
        kind = _kind(days, day)
        if kind is FactKind.WEEKEND:
            weekend.append(day)
        elif kind is not None:
            yield days.fact(kind, _midnight(day))
    if weekend:
        at, until = _midnight(weekend[0]), _midnight(weekend[-1])
        yield Fact(kind=FactKind.WEEKEND, at=at, until=until, days=len(weekend))


def _kind(days: Days, day: date) -> FactKind | None:
    """Give the kind of fact that this day is worth; None for a plain working day."""
    weekly = day.weekday() in days.calendar.weekly_off
    if days.calendar.is_working(day):
        return FactKind.WORKED if weekly else None
    return FactKind.WEEKEND if weekly and day not in days.names else FactKind.SKIPPED


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)
