"""How near a deadline is, for every list and page."""

from __future__ import annotations

import pytest

from engine.deadlines.marks import is_near, share_used
from engine.definitions.calendars import read_calendars
from engine.definitions.root import content_root
from sla.remaining import remaining
from tests.engine.dossiers.play import on

CALENDAR = read_calendars(content_root() / "holidays").get("lang-son")
START, DUE = on("2023-12-04 08:00"), on("2023-12-18 08:00")  # ten working days


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
    used = share_used(CALENDAR, START, on(at), DUE)
    assert used == pytest.approx(share)
    assert is_near(remaining(CALENDAR, on(at), DUE), used) is near


def test_a_limit_of_no_length_is_used_up() -> None:
    assert share_used(CALENDAR, START, START, START) == 1.0
