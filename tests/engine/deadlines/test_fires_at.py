"""When a timer of a diagram fires, and how it moves with a pause."""

from __future__ import annotations

import pytest

from engine.deadlines.timers import fires_at, working_limit
from engine.definitions.bpmn.graph import EventDefinition, EventKind, TimerKind
from engine.definitions.calendars.calendar_folder import read_calendars
from engine.definitions.content_root import content_root
from engine.errors import BadExpression
from sla.limits import parse_duration
from tests.engine.dossiers.play import on

CALENDAR = read_calendars(content_root() / "holidays").get("lang-son")
START = on("2023-12-07 08:24")  # Thursday
FIRST = {"ngay": "2023-12-20", "so_ngay": 3}


def timer(
    text: str, *, working: bool = False, feel: bool = False, date: bool = False
) -> EventDefinition:
    kind = TimerKind.DATE if date else TimerKind.DURATION
    if text.startswith("R"):
        kind = TimerKind.CYCLE
    return EventDefinition(EventKind.TIMER, timer_kind=kind, timer=text, working=working, feel=feel)


@pytest.mark.parametrize(
    ("event", "moment"),
    [
        (timer("P5D", working=True), "2023-12-14 08:24"),
        (timer("PT4H", working=True), "2023-12-07 13:54"),
        (timer("P5D"), "2023-12-12 08:24"),
        (timer("PT4H"), "2023-12-07 12:24"),
        (timer("P17D", working=True), "2024-01-02 08:24"),
        (timer("2023-12-20T09:00:00+07:00", date=True), "2023-12-20 09:00"),
        (timer("2023-12-20T02:00:00Z", date=True), "2023-12-20 09:00"),
        (timer("2023-12-20T09:00:00", date=True), "2023-12-20 09:00"),
        (timer('ngay + "T09:00:00"', feel=True, date=True), "2023-12-20 09:00"),
        (timer('"P" + string(so_ngay) + "D"', feel=True, working=True), "2023-12-12 08:24"),
        (timer("R3/PT8H"), "2023-12-07 16:24"),
        (timer("R3/PT8H", working=True), "2023-12-08 08:24"),
        (timer("R/P1D"), "2023-12-08 08:24"),
        (timer("R2/2023-12-20T09:00:00/P1D"), "2023-12-20 09:00"),
        (timer("R2/2023-12-01T09:00:00/P1D"), "2023-12-08 08:24"),
    ],
)
def test_a_timer_fires_in_working_or_in_elapsed_time(event: EventDefinition, moment: str) -> None:
    assert fires_at(event, FIRST, START, CALENDAR) == on(moment)


@pytest.mark.parametrize(
    "event",
    [
        timer("five days"),
        timer("five days", working=True),
        timer("tomorrow", date=True),
        timer("khong_co", feel=True),
        timer("P" * 1000),
        timer("R3/five days"),
        timer("R3"),
        timer("R2/tomorrow/P1D"),
    ],
)
def test_what_is_no_moment_is_told(event: EventDefinition) -> None:
    with pytest.raises(BadExpression):
        fires_at(event, FIRST, START, CALENDAR)


@pytest.mark.parametrize(
    ("event", "limit"),
    [
        (timer("P5D", working=True), "P5D"),
        (timer('"P" + string(so_ngay) + "D"', feel=True, working=True), "P3D"),
        (timer("P5D"), ""),
        (timer("R3/PT8H", working=True), "PT8H"),
        (timer("R3/PT8H"), ""),
        (timer("2023-12-20T09:00:00", working=True, date=True), ""),
    ],
)
def test_only_a_duration_in_working_time_can_be_counted_anew(
    event: EventDefinition, limit: str
) -> None:
    expected = parse_duration(limit, working=True) if limit else None
    assert working_limit(event, FIRST) == expected
