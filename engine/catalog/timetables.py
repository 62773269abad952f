"""The timetable in force: calendars and alert rules, as of one decision."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.definitions.alerts import Alerts
from engine.definitions.calendars import Calendars, read_calendars


@dataclass(frozen=True, slots=True)
class Timetable:
    """What says when something is due and who hears of it. `id` 0: the content files themselves."""

    id: int
    calendars: Calendars
    alerts: Alerts


class Timetables:
    """The timetable in force, as this process knows it."""

    def __init__(self, root: Path) -> None:
        """Read the content files; raises BrokenContent."""
        self._current = Timetable(0, read_calendars(root / "holidays"), Alerts())

    def current(self) -> Timetable:
        """The timetable in force."""
        return self._current
