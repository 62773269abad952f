"""When rules speak: to the minute for each kind, and in any order of limits, pauses and moments."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.alerting import latest_alert, next_alert
from engine.definitions.calendars.calendar_folder import read_calendars
from engine.definitions.organisation.alert_rules import AlertRule, Alerts, AlertSubject, Point, When
from sla.due import due
from sla.limits import parse_limit
from sla.pauses import Pause, PausePolicy
from sla.stopwatch import Stopwatch
from tests.engine.dossiers.play import on

CALENDAR = read_calendars(Path(__file__).parents[3] / "holidays").get("an-giang")
RECEIVED = on("2023-12-05 11:00")  # Tuesday, closing of the morning
SHARE, BEFORE, ON, AFTER, EACH = (
    When(Point.SHARE, 80),
    When(Point.BEFORE, 1),
    When(Point.DUE),
    When(Point.AFTER, 1),
    When(Point.EACH_AFTER, 2),
)


def rules(*whens: When) -> Alerts:
    return Alerts(
        tuple(
            AlertRule(f"r{n}", AlertSubject.DOSSIER, when, ("holder",))
            for n, when in enumerate(whens)
        )
    )


ALL = rules(SHARE, BEFORE, ON, AFTER, EACH)


def watch(start: datetime, pauses: tuple[Pause, ...] = ()) -> Stopwatch:
    """A stopwatch whose due moment is given apart, so its limit does not matter."""
    return Stopwatch(start=start, limit=parse_limit("10 ngày làm việc"), pauses=pauses)


def all_of(
    alerts: Alerts, start: datetime, end: datetime, pauses: tuple[Pause, ...] = (), most: int = 9
) -> list[datetime]:
    found: list[datetime] = []
    after = start
    while len(found) < most:
        moment = next_alert(
            alerts, AlertSubject.DOSSIER, CALENDAR, watch(start, pauses), end, after
        )
        if moment is None:
            break
        found.append(moment)
        after = moment
    return found


@pytest.mark.parametrize(
    ("limit", "when", "moment"),
    [
        ("10 ngày làm việc", SHARE, "2023-12-15 11:00"),
        ("10 ngày làm việc", BEFORE, "2023-12-18 11:00"),
        ("10 ngày làm việc", ON, "2023-12-19 11:00"),
        ("10 ngày làm việc", AFTER, "2023-12-20 11:00"),
        ("10 ngày làm việc", EACH, "2023-12-21 11:00"),
        ("10 giờ làm việc", SHARE, "2023-12-06 11:00"),
        ("10 giờ làm việc", BEFORE, "2023-12-05 15:00"),
        ("10 giờ làm việc", ON, "2023-12-06 15:00"),
        ("4 giờ làm việc", BEFORE, None),
        ("1 ngày làm việc", BEFORE, None),
        ("10 ngày", BEFORE, "2023-12-14 17:00"),
        ("10 ngày", ON, "2023-12-15 17:00"),
        ("1 tháng", AFTER, "2024-01-08 17:00"),
    ],
)
def test_each_rule_speaks_at_its_moment(limit: str, when: When, moment: str | None) -> None:
    end = due(CALENDAR, RECEIVED, parse_limit(limit)).at
    found = next_alert(rules(when), AlertSubject.DOSSIER, CALENDAR, watch(RECEIVED), end, RECEIVED)
    assert found == (on(moment) if moment else None)


def test_of_all_rules_the_next_one_speaks_and_those_of_steps_are_others() -> None:
    end = due(CALENDAR, RECEIVED, parse_limit("10 ngày làm việc")).at
    told = ["15 11", "18 11", "19 11", "20 11", "21 11", "25 11", "27 11"]
    assert all_of(ALL, RECEIVED, end, most=7) == [on(f"2023-12-{t}:00") for t in told]
    assert next_alert(ALL, AlertSubject.STEP, CALENDAR, watch(RECEIVED), end, RECEIVED) is None


def test_a_pause_moves_what_comes_after_it() -> None:
    pause = Pause(on("2023-12-07 11:00"), on("2023-12-11 11:00"))  # two working days
    end = due(CALENDAR, RECEIVED, parse_limit("10 ngày làm việc"), [pause]).at
    assert all_of(rules(SHARE, ON), RECEIVED, end, (pause,)) == [
        on("2023-12-19 11:00"),
        on("2023-12-21 11:00"),
    ]


def test_after_a_restart_the_share_is_of_the_limit_anew() -> None:
    pause = Pause(on("2023-12-07 11:00"), on("2023-12-11 11:00"))
    limit = parse_limit("10 ngày làm việc")
    anew = Stopwatch(start=RECEIVED, limit=limit, pauses=(pause,), policy=PausePolicy.RESTART)
    end = anew.due(CALENDAR).at
    assert end == on("2023-12-25 11:00")
    found = next_alert(rules(SHARE), AlertSubject.DOSSIER, CALENDAR, anew, end, RECEIVED)
    assert found == on("2023-12-21 11:00")  # eight of the ten days that began on 11 December


def test_the_last_that_spoke_is_told_and_none_before_the_first() -> None:
    end = due(CALENDAR, RECEIVED, parse_limit("10 ngày làm việc")).at

    def told(at: str) -> tuple[str, datetime] | None:
        found = latest_alert(ALL, AlertSubject.DOSSIER, CALENDAR, watch(RECEIVED), end, on(at))
        return (found[0].id, found[1]) if found else None

    assert told("2023-12-15 10:59") is None
    assert told("2023-12-15 11:00") == ("r0", on("2023-12-15 11:00"))
    assert told("2023-12-19 10:59") == ("r1", on("2023-12-18 11:00"))
    assert told("2023-12-19 11:00") == ("r2", on("2023-12-19 11:00"))
    assert told("2023-12-31 00:00") == ("r4", on("2023-12-29 11:00"))


def test_of_two_at_once_the_more_severe_is_told() -> None:
    end = due(CALENDAR, RECEIVED, parse_limit("5 ngày làm việc")).at
    both = rules(SHARE, BEFORE)  # 80 % of five days is one day before
    found = latest_alert(both, AlertSubject.DOSSIER, CALENDAR, watch(RECEIVED), end, end)
    assert found is not None
    assert found[0].id == "r0"
    late = rules(EACH, When(Point.AFTER, 2), ON)
    found = latest_alert(late, AlertSubject.DOSSIER, CALENDAR, watch(RECEIVED), end, end)
    assert found is not None
    assert found[0].when is ON


def test_beyond_the_calendar_nothing_is_said() -> None:
    end = on("2027-12-31 17:00")
    assert all_of(rules(ON, AFTER, EACH), RECEIVED, end) == [end]
    far = on("2028-02-01 08:00")
    assert next_alert(ALL, AlertSubject.DOSSIER, CALENDAR, watch(RECEIVED), end, far) is None


LIMITS = st.builds(
    "{} {}".format,
    st.integers(1, 60),
    st.sampled_from(["giờ làm việc", "ngày làm việc", "ngày"]),
)
MOMENTS = st.datetimes(datetime(2022, 1, 4), datetime(2025, 6, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=RECEIVED.tzinfo)
)
WHENS = st.one_of(
    st.builds(When, st.just(Point.SHARE), st.integers(1, 99)),
    st.builds(
        When, st.sampled_from([Point.BEFORE, Point.AFTER, Point.EACH_AFTER]), st.integers(1, 20)
    ),
    st.just(ON),
)


@given(MOMENTS, LIMITS, st.lists(WHENS, max_size=6), st.integers(0, 200), st.integers(1, 300))
def test_moments_only_go_forward_and_each_one_is_told_by_its_rule(
    start: datetime, limit: str, whens: list[When], wait: int, length: int
) -> None:
    pause = Pause(start + timedelta(hours=wait), start + timedelta(hours=wait + length))
    end = due(CALENDAR, start, parse_limit(limit), [pause]).at
    alerts = rules(*whens)
    found = all_of(alerts, start, end, (pause,), 6)
    assert found == sorted(set(found))
    assert all(moment > start for moment in found)
    for moment in found:
        told = latest_alert(
            alerts, AlertSubject.DOSSIER, CALENDAR, watch(start, (pause,)), end, moment
        )
        assert told is not None
        assert told[1] == moment
    if found:
        before = found[0] - timedelta(microseconds=1)
        assert (
            latest_alert(
                alerts, AlertSubject.DOSSIER, CALENDAR, watch(start, (pause,)), end, before
            )
            is None
        )


@given(MOMENTS, LIMITS, st.lists(WHENS, min_size=1, max_size=6), st.integers(0, 400))
def test_what_came_last_and_what_comes_next_meet_at_any_moment(
    start: datetime, limit: str, whens: list[When], hours: int
) -> None:
    end, alerts = due(CALENDAR, start, parse_limit(limit)).at, rules(*whens)
    at = start + timedelta(hours=hours)
    last = latest_alert(alerts, AlertSubject.DOSSIER, CALENDAR, watch(start), end, at)
    coming = next_alert(alerts, AlertSubject.DOSSIER, CALENDAR, watch(start), end, at)
    assert last is None or last[1] <= at
    assert coming is None or coming > at
    if last is not None:
        just = last[1] - timedelta(microseconds=1)
        assert (
            next_alert(alerts, AlertSubject.DOSSIER, CALENDAR, watch(start), end, just) == last[1]
        )
