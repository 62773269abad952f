"""When mail leaves."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from engine.deadlines.mailing import is_digest_due, leaves_at
from engine.definitions.calendars.calendar_folder import read_calendars
from engine.definitions.organisation.alert_rules import Alerts
from tests.engine.dossiers.play import on

CALENDAR = read_calendars(Path(__file__).parents[3] / "holidays").get("an-giang")
QUIET = Alerts(quiet=(time(18), time(7)), digest=time(7, 30))


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2023-12-07 17:59", "2023-12-07 17:59"),
        ("2023-12-07 18:00", "2023-12-08 07:00"),
        ("2023-12-08 00:00", "2023-12-08 07:00"),
        ("2023-12-08 06:59", "2023-12-08 07:00"),
        ("2023-12-08 07:00", "2023-12-08 07:00"),
    ],
)
def test_nothing_leaves_in_the_quiet_hours(moment: str, leaves: str) -> None:
    assert leaves_at(QUIET, on(moment)) == on(leaves)
    assert leaves_at(Alerts(), on(moment)) == on(moment)


def test_quiet_hours_in_the_day() -> None:
    noon = Alerts(quiet=(time(11), time(13)))
    assert leaves_at(noon, on("2023-12-07 11:30")) == on("2023-12-07 13:00")


@pytest.mark.parametrize(
    ("moment", "is_due"),
    [
        ("2023-12-07 07:29", False),
        ("2023-12-07 07:30", True),
        ("2023-12-07 17:00", True),
        ("2023-12-07 18:00", False),
        ("2023-12-09 08:00", False),  # Saturday
        ("2024-02-12 08:00", False),  # Tết
        ("2024-05-04 08:00", True),  # Saturday, worked
    ],
)
def test_the_digest_is_written_on_working_days(moment: str, is_due: bool) -> None:
    assert is_digest_due(QUIET, CALENDAR, on(moment)) is is_due
