"""The worked time of one day, in microseconds since it began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from sla.hours import Session

HOUR = 3_600_000_000
MINUTE = 60_000_000
SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Shift:
    """Sessions as clock time (microseconds since midnight), and the worked time of them all."""

    sessions: tuple[Session, ...]
    clock: tuple[tuple[int, int], ...]
    length: int

    def worked_at(self, clock: int) -> int:
        """Worked time before this clock time: a break stands still at the end of its session."""
        return sum(min(max(clock - opening, 0), end - opening) for opening, end in self.clock)

    def clock_at(self, worked: int) -> int:
        """Give the first clock time by which so much was worked; opening for nothing."""
        left = worked
        for opening, closing in self.clock[:-1]:
            if left <= closing - opening:
                return opening + left
            left -= closing - opening
        return self.clock[-1][0] + left


def shift_of(sessions: tuple[Session, ...]) -> Shift:
    """Give the shift that these sessions make."""
    clock = tuple((clock_of(opening), clock_of(closing)) for opening, closing in sessions)
    return Shift(sessions, clock, sum(closing - opening for opening, closing in clock))


def clock_of(moment: time) -> int:
    """Microseconds since midnight."""
    minutes = moment.hour * 60 + moment.minute
    return (minutes * 60 + moment.second) * SECOND + moment.microsecond
