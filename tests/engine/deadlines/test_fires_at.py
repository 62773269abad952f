"""When a timer of a diagram fires, and how it moves with a pause."""

from __future__ import annotations

import pytest

from engine.deadlines.timers import fires_at, moved
from engine.definitions.calendars import read_calendars
from engine.definitions.graph import Event, EventKind, TimerKind
from engine.definitions.root import content_root
from engine.errors import BadExpression
from sla.due import due
from sla.limits import Limit, LimitUnit
from sla.pauses import Pause
from tests.engine.dossiers.play import on

CALENDAR = read_calendars(content_root() / "holidays").get("lang-son")
START = on("2023-12-07 08:24")  # Thursday
FIRST = {"ngay": "2023-12-20", "so_ngay": 3}


def timer(text: str, *, working: bool = False, feel: bool = False, date: bool = False) -> Event:
    kind = TimerKind.DATE if date else TimerKind.DURATION
    return Event(EventKind.TIMER, timer_kind=kind, timer=text, working=working, feel=feel)


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
    ],
)
def test_a_timer_fires_in_working_or_in_elapsed_time(event: Event, moment: str) -> None:
    assert fires_at(event, FIRST, START, CALENDAR) == on(moment)


@pytest.mark.parametrize(
    "event",
    [
        timer("five days"),
        timer("five days", working=True),
        timer("tomorrow", date=True),
        timer("khong_co", feel=True),
        timer("P" * 1000),
    ],
)
def test_what_is_no_moment_is_told(event: Event) -> None:
    with pytest.raises(BadExpression):
        fires_at(event, FIRST, START, CALENDAR)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2023-12-11 08:00", "2023-12-11 08:00"),
        ("2023-12-11 08:00", "2023-12-11 16:59"),
        ("2023-12-11 16:00", "2023-12-12 08:30"),
        ("2023-12-11 12:00", "2023-12-11 12:30"),
        ("2023-12-15 18:00", "2023-12-18 07:30"),
        ("2023-12-08 17:00", "2023-12-25 07:30"),
        ("2023-12-29 16:59", "2024-01-02 07:31"),
        ("2023-12-11 09:10", "2024-02-20 15:47"),
    ],
)
@pytest.mark.parametrize("received", ["2023-12-07 08:24", "2023-12-07 16:45", "2023-12-07 07:30"])
def test_a_pause_moves_a_timer_exactly_as_it_moves_a_due_moment(
    received: str, start: str, end: str
) -> None:
    limit = Limit(29, LimitUnit.WORKING_DAYS)
    pause = Pause(on(start), on(end))
    set_for = due(CALENDAR, on(received), limit).at
    after = due(CALENDAR, on(received), limit, [pause]).at
    assert moved(CALENDAR, set_for, on(start), on(end)) == after
