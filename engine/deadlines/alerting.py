"""When the rules of `alerts.yaml` speak about one deadline: pure counting, nothing stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.definitions.organisation.alert_rules import (
    AlertRule,
    Alerts,
    AlertSubject,
    Level,
    Point,
)
from sla.calendar import WorkCalendar
from sla.errors import OutsideCalendar
from sla.points import at_share, days_after, days_before
from sla.position import position
from sla.stopwatch import Stopwatch

_SEVERITY = {Level.NEAR: 0, Level.DUE: 1, Level.OVERDUE: 2}


@dataclass(frozen=True, slots=True)
class _Deadline:
    """From where it counts, until when, and which pauses lie between."""

    calendar: WorkCalendar
    watch: Stopwatch
    due: datetime
    start: datetime


def next_alert(
    alerts: Alerts,
    subject: AlertSubject,
    calendar: WorkCalendar,
    watch: Stopwatch,
    due: datetime,
    after: datetime,
) -> datetime | None:
    """The first moment of any rule that is later than `after`; None when none is left.

    `due` is the moment that counts, which a new appointment may have moved. A rule whose moment is
    not after the limit began, such as "1 working day before" of four hours, has nothing to say.
    """
    watched = _deadline(calendar, watch, due)
    last = max(watched.start, after)
    found = (_first_after(rule, watched, last) for rule in alerts.of(subject))
    return min((moment for moment in found if moment is not None), default=None)


def latest_alert(
    alerts: Alerts,
    subject: AlertSubject,
    calendar: WorkCalendar,
    watch: Stopwatch,
    due: datetime,
    at: datetime,
) -> tuple[AlertRule, datetime] | None:
    """The rule whose moment came last, at `at` or before; of several at once the most severe.

    Whoever was away hears how things stand, not all that was missed.
    """
    watched = _deadline(calendar, watch, due)
    came = [
        (rule, moment)
        for rule in alerts.of(subject)
        if (moment := _last_until(rule, watched, at)) is not None and moment > watched.start
    ]
    return max(came, key=_weight, default=None)


def _deadline(calendar: WorkCalendar, watch: Stopwatch, due: datetime) -> _Deadline:
    return _Deadline(calendar, watch, due, watch.runs_from(calendar))


def _weight(firing: tuple[AlertRule, datetime]) -> tuple[datetime, int, int]:
    rule, moment = firing
    return moment, _SEVERITY[rule.level], len(rule.to)


def _first_after(rule: AlertRule, watched: _Deadline, after: datetime) -> datetime | None:
    try:
        moment = _moment(rule, watched, max(1, _turns(rule, watched, after)))
        if moment <= after and rule.when.point is Point.EACH_AFTER:
            moment = _moment(rule, watched, max(1, _turns(rule, watched, after)) + 1)
    except OutsideCalendar:  # what no calendar covers cannot be announced yet
        return None
    return moment if moment > after else None


def _last_until(rule: AlertRule, watched: _Deadline, at: datetime) -> datetime | None:
    try:
        turn = _turns(rule, watched, at)
        moment = _moment(rule, watched, turn)
        if moment > at and turn > 1:
            moment = _moment(rule, watched, turn - 1)
    except OutsideCalendar:
        return None
    return moment if turn and moment <= at else None


def _turns(rule: AlertRule, watched: _Deadline, at: datetime) -> int:
    """How often the rule has spoken by the end of that day: its days fitted between, by dates.

    1 for a rule that speaks once.
    """
    if rule.when.point is not Point.EACH_AFTER:
        return 1
    calendar = watched.calendar
    days = position(calendar, at).number - position(calendar, watched.due).number
    return max(0, days // rule.when.amount)


def _moment(rule: AlertRule, watched: _Deadline, turn: int) -> datetime:
    """The moment at which the rule speaks for the `turn`th time."""
    calendar, due, amount = watched.calendar, watched.due, rule.when.amount
    match rule.when.point:
        case Point.SHARE:
            return at_share(calendar, watched.start, due, amount / 100, watched.watch.pauses)
        case Point.BEFORE:
            return days_before(calendar, due, amount)
        case Point.DUE:
            return due
        case Point.AFTER | Point.EACH_AFTER:
            return days_after(calendar, due, amount * turn)
