"""`alerts.yaml`: who hears when that a deadline is near, has come, or is past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

HOLDER = "holder"
"""Recipient: whoever holds the open step, or all who could take it."""


class Subject(StrEnum):
    """Whose deadline a rule watches."""

    DOSSIER = "dossier"
    STEP = "step"


class Level(StrEnum):
    """How far it has come."""

    NEAR = "near"
    DUE = "due"
    OVERDUE = "overdue"


class Mail(StrEnum):
    """How a rule's alerts leave by e-mail."""

    NONE = "none"
    DIGEST = "digest"  # in one mail each morning
    AT_ONCE = "at_once"  # outside the quiet hours


class Point(StrEnum):
    """The moment of a rule, in working time against the due moment."""

    SHARE = "share"  # so many per cent of the limit are used up
    BEFORE = "before"  # so many working days before
    DUE = "due"
    AFTER = "after"  # so many working days after
    EACH_AFTER = "each_after"  # every so many working days after, until it ends


@dataclass(frozen=True, slots=True)
class When:
    """`amount`: per cent for SHARE, working days for the others, 0 for DUE."""

    point: Point
    amount: int = 0


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One rule. `to` are role ids or HOLDER."""

    id: str
    of: Subject
    when: When
    to: tuple[str, ...]
    mail: Mail = Mail.DIGEST
    webhook: bool = False
    line: int = 0

    @property
    def level(self) -> Level:
        """How far the deadline has come when this rule speaks."""
        return _LEVELS[self.when.point]


_LEVELS = {
    Point.SHARE: Level.NEAR,
    Point.BEFORE: Level.NEAR,
    Point.DUE: Level.DUE,
    Point.AFTER: Level.OVERDUE,
    Point.EACH_AFTER: Level.OVERDUE,
}


@dataclass(frozen=True, slots=True)
class Alerts:
    """All rules; `quiet` is from when until when no mail leaves, `digest` when the morning's does.

    All clock times are those of Vietnam; digests leave on working days only.
    """

    rules: tuple[AlertRule, ...] = ()
    quiet: tuple[time, time] | None = None
    digest: time = time(7, 30)

    def of(self, subject: Subject) -> tuple[AlertRule, ...]:
        """The rules that watch this kind of deadline."""
        return tuple(rule for rule in self.rules if rule.of is subject)
