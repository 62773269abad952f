from datetime import datetime

import pytest

from sla.due import due
from sla.errors import BadPause, NaiveMoment
from sla.limits import parse_limit
from sla.pauses import Pause, PausePolicy

# Received Tue 2023-12-05 08:00 at an office open 07:30–11:30 and 13:00–17:00.
RECEIVED = "Tue 2023-12-05 08:00"
RESUME = [
    # limit, pauses, due
    ("5 working days", [], "Tue 2023-12-12 08:00"),
    ("5 working days", [("Wed 2023-12-06 09:00", "Fri 2023-12-08 10:00")], "Thu 2023-12-14 09:00"),
    ("5 working days", [("Wed 2023-12-06 09:00", "Fri 2023-12-08 08:30")], "Wed 2023-12-13 17:00"),
    ("5 working days", [("Fri 2023-12-08 17:00", "Mon 2023-12-11 07:30")], "Tue 2023-12-12 08:00"),
    ("5 working days", [("Fri 2023-12-08 16:00", "Mon 2023-12-11 08:00")], "Tue 2023-12-12 09:30"),
    ("5 working days", [("Fri 2023-12-08 07:30", "Fri 2023-12-08 17:00")], "Wed 2023-12-13 08:00"),
    ("5 working days", [("Sat 2023-12-09 08:00", "Sun 2023-12-10 17:00")], "Tue 2023-12-12 08:00"),
    ("5 working days", [("Mon 2023-12-04 08:00", "Wed 2023-12-06 08:00")], "Wed 2023-12-13 08:00"),
    ("5 working days", [("Mon 2023-12-04 08:00", "Mon 2023-12-04 16:00")], "Tue 2023-12-12 08:00"),
    (
        "5 working days",  # seven hours each: the second one runs over into the next day
        [
            ("Wed 2023-12-06 07:30", "Wed 2023-12-06 16:00"),
            ("Thu 2023-12-07 07:30", "Thu 2023-12-07 16:00"),
        ],
        "Wed 2023-12-13 15:30",
    ),
    (
        "5 working days",  # two reasons at once stop the clock once
        [
            ("Thu 2023-12-07 09:00", "Fri 2023-12-08 09:00"),
            ("Wed 2023-12-06 09:00", "Thu 2023-12-07 10:00"),
            ("Wed 2023-12-06 10:00", "Wed 2023-12-06 11:00"),
        ],
        "Thu 2023-12-14 08:00",
    ),
    ("8 working hours", [("Tue 2023-12-05 10:00", "Wed 2023-12-06 10:00")], "Thu 2023-12-07 08:00"),
    ("8 working hours", [("Tue 2023-12-05 12:00", "Tue 2023-12-05 13:00")], "Wed 2023-12-06 08:00"),
    ("10 days", [("Wed 2023-12-06 09:00", "Fri 2023-12-08 08:00")], "Mon 2023-12-18 17:00"),
    ("10 days", [("Wed 2023-12-06 09:00", "Wed 2023-12-06 16:00")], "Fri 2023-12-15 17:00"),
    ("in the day", [("Tue 2023-12-05 09:00", "Tue 2023-12-05 16:00")], "Tue 2023-12-05 17:00"),
    ("in the day", [("Tue 2023-12-05 09:00", "Thu 2023-12-07 16:00")], "Thu 2023-12-07 17:00"),
    ("in the day", [("Tue 2023-12-05 09:00", "Sat 2023-12-09 16:00")], "Mon 2023-12-11 17:00"),
    ("1 month", [("Wed 2023-12-06 09:00", "Fri 2023-12-08 08:00")], "Mon 2024-01-08 17:00"),
]


@pytest.mark.parametrize(("limit", "pauses", "moment"), RESUME)
def test_a_pause_moves_the_due_moment(lang_son, at, limit, pauses, moment):
    spans = [Pause(at(start), at(end)) for start, end in pauses]
    assert due(lang_son, at(RECEIVED), parse_limit(limit), spans).at == at(moment)


STILL_PAUSED = [
    ([("Wed 2023-12-06 09:00", None)], "Tue 2023-12-12 08:00"),
    (
        [("Wed 2023-12-06 09:00", "Thu 2023-12-07 09:00"), ("Fri 2023-12-08 09:00", None)],
        "Wed 2023-12-13 08:00",
    ),
    (
        [("Wed 2023-12-06 09:00", None), ("Thu 2023-12-07 09:00", "Fri 2023-12-08 09:00")],
        "Tue 2023-12-12 08:00",
    ),
    (
        [("Thu 2023-12-07 09:00", None), ("Wed 2023-12-06 09:00", "Fri 2023-12-08 09:00")],
        "Wed 2023-12-13 08:00",
    ),
]


@pytest.mark.parametrize(("pauses", "moment"), STILL_PAUSED)
def test_while_a_pause_is_open_the_due_moment_stands_as_when_it_began(lang_son, at, pauses, moment):
    spans = [Pause(at(start), end and at(end)) for start, end in pauses]
    assert due(lang_son, at(RECEIVED), parse_limit("5 working days"), spans).at == at(moment)


RESTART = [
    ([], "Tue 2023-12-12 08:00"),
    ([("Wed 2023-12-06 09:00", "Fri 2023-12-08 10:00")], "Fri 2023-12-15 10:00"),
    ([("Wed 2023-12-06 09:00", "Sat 2023-12-09 10:00")], "Fri 2023-12-15 17:00"),
    (
        [("Mon 2023-12-11 09:00", "Tue 2023-12-12 08:30"), ("Wed 2023-12-06 09:00", None)],
        "Tue 2023-12-12 08:00",
    ),
    (
        [
            ("Mon 2023-12-11 09:00", "Tue 2023-12-12 08:30"),
            ("Wed 2023-12-06 09:00", "Fri 2023-12-08 10:00"),
        ],
        "Tue 2023-12-19 08:30",
    ),
    ([("Fri 2023-12-01 09:00", "Mon 2023-12-04 08:30")], "Tue 2023-12-12 08:00"),
]


@pytest.mark.parametrize(("pauses", "moment"), RESTART)
def test_under_restart_the_limit_is_counted_again(lang_son, at, pauses, moment):
    spans = [Pause(at(start), end and at(end)) for start, end in pauses]
    limit = parse_limit("5 working days")
    found = due(lang_son, at(RECEIVED), limit, spans, PausePolicy.RESTART)
    assert found.at == at(moment)


def test_a_pause_of_whole_days_does_not_run_over_a_short_friday(seasons, at):
    pause = Pause(at("Tue 2024-06-25 09:00"), at("Thu 2024-06-27 09:00"))
    found = due(seasons, at("Mon 2024-06-24 16:00"), parse_limit("2 working days"), [pause])
    assert found.at == at("Fri 2024-06-28 12:00")


def test_a_pause_ends_after_it_begins(at):
    with pytest.raises(BadPause, match="ends before it begins"):
        Pause(at("Wed 2023-12-06 09:00"), at("Wed 2023-12-06 08:59"))
    assert Pause(at("Wed 2023-12-06 09:00"), at("Wed 2023-12-06 09:00"))


def test_a_pause_of_nothing_moves_nothing(lang_son, at):
    nothing = Pause(at("Wed 2023-12-06 09:00"), at("Wed 2023-12-06 09:00"))
    limit = parse_limit("5 working days")
    for policy in PausePolicy:
        found = due(lang_son, at(RECEIVED), limit, [nothing], policy)
        assert found.at == at("Tue 2023-12-12 08:00")


@pytest.mark.parametrize("naive", ["start", "end"])
def test_a_naive_pause_is_refused(at, naive):
    moments = {"start": at("Wed 2023-12-06 09:00"), "end": at("Wed 2023-12-06 10:00")}
    moments[naive] = datetime(2023, 12, 6, 9, 30)  # noqa: DTZ001 - the very thing
    with pytest.raises(NaiveMoment):
        Pause(**moments)


def test_a_reason_tells_pauses_apart_and_moves_no_due_moment(lang_son, at):
    start, end = at("Wed 2023-12-06 09:00"), at("Thu 2023-12-07 09:00")
    plain, with_reason = Pause(start, end), Pause(start, end, "supplement")
    assert plain != with_reason == Pause(start, end, reason="supplement")
    limit = parse_limit("5 working days")
    found = {
        due(lang_son, at(RECEIVED), limit, spans).at for spans in ([plain], [with_reason, plain])
    }
    assert found == {at("Wed 2023-12-13 08:00")}
