"""Office hours: the sessions of a working day, and from when to when they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from sla.errors import BadHours

Session = tuple[time, time]
MonthDay = tuple[int, int]

EVERY_WEEKDAY = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """The sessions of a working day, in order, and the days on which they hold.

    They hold from `start` to `end` (inclusive, None: open), on `weekdays` (Monday is 0), and, when
    there is a `season`, from its first to its last day of each year: a season may run over the
    turn of the year, such as (10, 16) to (4, 15). Raises `BadHours`.
    """

    sessions: tuple[Session, ...]
    start: date | None = None
    end: date | None = None
    season: tuple[MonthDay, MonthDay] | None = None
    weekdays: frozenset[int] = EVERY_WEEKDAY

    def __post_init__(self) -> None:
        if not self.sessions:
            raise BadHours("Office hours have no session.")
        for opening, closing in self.sessions:
            if opening >= closing:
                raise BadHours(f"The session {opening:%H:%M}–{closing:%H:%M} is empty.")
        for (_, closing), (opening, _) in zip(self.sessions, self.sessions[1:], strict=False):
            if opening < closing:
                raise BadHours(
                    f"The session from {opening:%H:%M} begins before the one until "
                    f"{closing:%H:%M} ends."
                )

    def cover(self, day: date) -> bool:
        """Whether these hours hold on that day, were it worked."""
        if self.start is not None and day < self.start:
            return False
        if self.end is not None and day > self.end:
            return False
        return day.weekday() in self.weekdays and self._in_season(day)

    def _in_season(self, day: date) -> bool:
        if self.season is None:
            return True
        first, last = self.season
        today = (day.month, day.day)
        if first <= last:
            return first <= today <= last
        return today >= first or today <= last
