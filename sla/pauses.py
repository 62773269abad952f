"""Pauses of the legal clock, and what they do to a time limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sla.calendar import local
from sla.errors import BadPause


class PausePolicy(StrEnum):
    """What happens to the limit when a pause ends; chosen for each procedure."""

    RESUME = "resume"  # the pause is subtracted: the national portal's formula
    RESTART = "restart"  # the limit is counted again from the end of the pause


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from `start` to `end`, or still stands (None).

    `reason` is one word that says why, such as "supplement"; it changes no due moment. Raises
    `BadPause` when it ends before it begins, `NaiveMoment`.
    """

    start: datetime
    end: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        start = local(self.start)
        if self.end is not None and local(self.end) < start:
            raise BadPause(
                f"The pause from {self.start.isoformat()} ends before it begins, "
                f"at {self.end.isoformat()}."
            )


@dataclass(frozen=True, slots=True)
class Ended:
    """A pause that is over, or several that made one, each with its reason."""

    start: datetime
    end: datetime
    reasons: tuple[str, ...] = ()


def ended_pauses(pauses: Sequence[Pause], received: datetime) -> tuple[Ended, ...]:
    """Pauses since receipt that are over, in order, those that overlap as one.

    Two reasons to wait at once do not stop the clock twice. Nothing counts from the start of an
    open pause on: while the clock stands, the due moment is the one it had when it stopped.
    """
    open_since = min((pause.start for pause in pauses if pause.end is None), default=None)
    joined: list[Ended] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        end = _earlier(pause.end, open_since)
        start = max(pause.start, joined[-1].end if joined else received)
        if end is not None and start < end:
            reasons: tuple[str, ...] = (pause.reason,)
            if joined and joined[-1].end == start:
                before = joined.pop()
                start, reasons = before.start, before.reasons + reasons
            joined.append(Ended(start, end, reasons))
    return tuple(joined)


def pauses_until(over: Sequence[Ended], end: datetime) -> tuple[Ended, ...]:
    """Give what these pauses hold of the time before `end`."""
    return tuple(replace(pause, end=min(pause.end, end)) for pause in over if pause.start < end)


def known_pauses(pauses: Sequence[Pause], at: datetime) -> tuple[Pause, ...]:
    """Pauses as they were known at that moment: none that began later, open what ended later."""
    then = local(at)
    return tuple(
        replace(pause, end=None) if pause.end is not None and pause.end > then else pause
        for pause in pauses
        if pause.start <= then
    )


def reason_words(reasons: Iterable[str]) -> str:
    """Give the words, each once, a space between: two reasons may stop one clock."""
    return " ".join(dict.fromkeys(filter(None, reasons)))


def _earlier(end: datetime | None, open_since: datetime | None) -> datetime | None:
    if end is None or open_since is None:
        return end
    return min(end, open_since)
