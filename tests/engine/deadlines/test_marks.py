"""How near a deadline is, for every list and page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.deadlines.marks import is_near, share_used
from engine.definitions.calendars.calendar_folder import read_calendars
from engine.definitions.content_root import content_root
from sla.limits import parse_limit
from sla.pauses import Pause
from sla.remaining import remaining
from sla.stopwatch import Stopwatch
from tests.engine.dossiers.play import on

CALENDAR = read_calendars(content_root() / "holidays").get("lang-son")
START, DUE = on("2023-12-04 08:00"), on("2023-12-18 08:00")
WATCH = Stopwatch(start=START, limit=parse_limit("10 working days"))


@pytest.mark.parametrize(
    ("at", "share", "near"),
    [
        ("2023-12-01 08:00", 0.0, False),
        ("2023-12-04 08:00", 0.0, False),
        ("2023-12-11 08:00", 0.5, False),
        ("2023-12-13 08:00", 0.7, False),
        ("2023-12-14 08:00", 0.8, True),
        ("2023-12-15 08:00", 0.9, True),
        ("2023-12-18 08:00", 1.0, True),
        ("2023-12-18 08:01", 1.0, False),  # overdue is not near
    ],
)
def test_share_and_nearness(at: str, share: float, near: bool) -> None:
    used = share_used(CALENDAR, WATCH, on(at), DUE)
    assert used == pytest.approx(share)
    assert is_near(remaining(CALENDAR, on(at), DUE), used) is near


@pytest.mark.parametrize(("at", "share"), [("2023-12-15 08:00", 0.2), ("2023-12-25 08:00", 0.8)])
def test_what_a_pause_took_is_no_part_of_the_limit(at: str, share: float) -> None:
    pause = Pause(on("2023-12-06 08:00"), on("2023-12-15 08:00"))  # after two of the ten days
    watch = replace(WATCH, pauses=(pause,))
    used = share_used(CALENDAR, watch, on(at), watch.due(CALENDAR).at)
    assert used == pytest.approx(share)
