"""The legal clock of a dossier: due, paused, moved, judged (NĐ 61/2018, NĐ 118/2025)."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.deadlines.marks import TimeState
from engine.definitions.status import Status
from engine.desk.dossier import dossier as view_of
from engine.l10n.limits import limit_words
from engine.storage.dossiers import pauses
from sla.outcome import Outcome
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    CHANGE,
    FULL,
    HAND_OVER,
    NOTICE,
    NUMBER,
    PASS,
    SIGN,
    TO_APPRAISAL,
    TO_SIGNATURE,
    Desk,
    Dossier,
    on,
)

DUE = on("2024-01-02 08:24")


def test_17_working_days_from_7_december_end_on_2_january_at_the_same_minute(desk: Desk) -> None:
    row = desk.receive(ACCEPT, on("2023-12-07 08:24")).row
    assert (row.received_at, row.due_at, row.first_due_at) == (on("2023-12-07 08:24"), DUE, DUE)
    assert limit_words(row.limit) == "17 ngày làm việc"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2023-12-07 07:30", "2024-01-02 07:30"),
        ("2023-12-07 12:15", "2024-01-02 11:30"),  # in the break: as at its beginning
        ("2023-12-07 16:59", "2024-01-02 16:59"),
        ("2023-12-07 18:00", "2024-01-02 17:00"),  # after closing: as at closing
        ("2023-12-09 10:00", "2024-01-03 17:00"),  # a Saturday: as at Friday's closing
    ],
)
def test_the_due_moment_is_as_far_into_the_day_as_the_receipt_was(
    desk: Desk, received: str, due: str
) -> None:
    assert desk.receive(ACCEPT, on(received)).row.due_at == on(due)


@pytest.mark.parametrize(
    ("stretches", "due"),
    [
        ([("2023-12-11 08:00", "2023-12-13 08:00")], "2024-01-04 08:24"),
        ([("2023-12-11 08:00", "2023-12-11 10:00")], "2024-01-02 10:24"),
        ([("2023-12-11 16:00", "2023-12-12 08:30")], "2024-01-02 10:24"),  # two hours worked
        ([("2023-12-11 08:00", "2023-12-11 08:00")], "2024-01-02 08:24"),
        ([("2023-12-15 18:00", "2023-12-17 20:00")], "2024-01-02 08:24"),  # over a weekend
        ([("2023-12-29 08:00", "2024-01-02 08:00")], "2024-01-03 08:24"),  # over New Year's Day
        (
            [("2023-12-11 08:00", "2023-12-12 08:00"), ("2023-12-14 08:00", "2023-12-15 08:00")],
            "2024-01-04 08:24",
        ),
    ],
)
def test_a_pause_moves_the_due_moment_by_its_working_time(
    desk: Desk, stretches: list[tuple[str, str]], due: str
) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    for start, end in stretches:
        dossier.do("tham_dinh", ASK, on(start))
        dossier.do("bo_sung", BROUGHT, on(end))
    row = dossier.row
    assert (row.due_at, row.first_due_at) == (on(due), DUE)
    with desk.installation.store.read() as tx:
        kept = [(p.started_at, p.ended_at) for p in pauses.of(tx, row.id)]
    assert kept == [(on(start), on(end)) for start, end in stretches]


def test_a_paused_dossier_stands_as_it_stood_and_grows_no_older(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    dossier.do("tham_dinh", ASK, on("2023-12-12 09:00"))
    clerk = desk.holder("mot_cua")
    marks = {
        view_of(desk.installation, clerk, dossier.code, on(at)).time.remaining
        for at in ("2023-12-12 09:00", "2023-12-20 09:00", "2024-03-01 09:00")
    }
    assert len(marks) == 1
    mark = view_of(desk.installation, clerk, dossier.code, on("2024-03-01 09:00")).time
    assert (mark.state, mark.paused_at) == (TimeState.PAUSED, on("2023-12-12 09:00"))


@pytest.mark.parametrize(
    ("ended", "outcome"),
    [
        ("2023-12-29 16:59", Outcome.EARLY),  # the working day before
        ("2024-01-02 07:30", Outcome.ON_TIME),
        ("2024-01-02 08:24", Outcome.ON_TIME),
        ("2024-01-02 08:25", Outcome.LATE),
        ("2024-01-03 07:30", Outcome.LATE),
    ],
)
def test_the_decision_is_judged_and_the_hand_over_is_not_counted(
    desk: Desk, ended: str, outcome: Outcome
) -> None:
    dossier = _signed(desk)
    dossier.do("cap_so", NUMBER, on(ended))
    assert (dossier.row.resolved_at, dossier.row.outcome) == (on(ended), outcome)
    dossier.do("tra_ket_qua", HAND_OVER, on("2024-02-20 09:00"))
    row = dossier.row
    assert (row.outcome, row.ended_at) == (outcome, on("2024-02-20 09:00"))


def _signed(desk: Desk) -> Dossier:
    return desk.receive(ACCEPT).play(*TO_SIGNATURE, ("ky_duyet", SIGN))


def test_each_step_is_judged_by_its_own_limit(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT, on("2023-12-07 08:24"))
    assert dossier.step("phan_cong").due_at == on("2023-12-07 13:54")  # four working hours
    dossier.do("phan_cong", {}, on("2023-12-07 16:00"))
    assert dossier.step("tham_dinh").due_at == on("2023-12-21 16:00")
    dossier.do("tham_dinh", PASS, on("2023-12-12 08:00"))
    dossier.do("duyet_du_thao", AGREE, on("2023-12-13 08:00"))
    view = view_of(desk.installation, desk.holder("mot_cua"), dossier.code, dossier.now)
    outcomes = {s.node: s.outcome for s in view.steps if s.completed_at}
    assert outcomes["phan_cong"] is Outcome.LATE
    assert outcomes["tham_dinh"] is Outcome.EARLY
    assert outcomes["duyet_du_thao"] is Outcome.ON_TIME


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2023-12-08 08:00", TimeState.WITHIN),
        ("2023-12-29 08:00", TimeState.NEAR),
        ("2024-01-02 08:24", TimeState.NEAR),
        ("2024-01-02 08:25", TimeState.OVERDUE),
    ],
)
def test_an_open_dossier_is_within_near_or_overdue(desk: Desk, at: str, state: TimeState) -> None:
    dossier = desk.receive(ACCEPT)
    view = view_of(desk.installation, desk.holder("mot_cua"), dossier.code, on(at))
    assert view.time.state is state


def _asked_for_change(bulletins: Desk, at: datetime) -> Dossier:
    dossier = bulletins.receive(FULL).play(("ban_giao", {}), ("tham_dinh", CHANGE))
    dossier.do("thong_bao_can_sua", NOTICE, at)
    return dossier


def test_a_working_timer_stands_still_while_the_clock_does(bulletins: Desk) -> None:
    dossier = _asked_for_change(bulletins, on("2023-12-15 08:00"))
    assert dossier.sweep(on("2024-03-01 08:00")) == 0
    assert (dossier.row.status, dossier.at_nodes()) == (Status.SUPPLEMENT, {"bo_sung"})
    assert len(dossier.timers()) == 1


def test_a_resumed_working_timer_still_comes_one_day_before_the_due_moment(
    bulletins: Desk,
) -> None:
    dossier = _asked_for_change(bulletins, on("2023-12-15 08:00"))
    dossier.do("bo_sung", BROUGHT, on("2023-12-20 10:00"))
    (timer,) = dossier.timers()
    assert dossier.row.due_at == on("2024-01-24 10:24")
    assert timer.due_at == on("2024-01-23 10:24")
    assert dossier.sweep(on("2024-01-23 10:23")) == 0
    assert dossier.sweep(on("2024-01-23 10:24")) == 1
    assert dossier.at_nodes() == {"tham_dinh", "hen_lai"}


def test_a_timer_that_was_due_before_the_pause_still_goes_off(bulletins: Desk) -> None:
    dossier = _asked_for_change(bulletins, on("2024-01-19 08:00"))  # its timer: 18 January
    assert dossier.sweep(on("2024-01-22 08:00")) == 1
    assert dossier.at_nodes() == {"bo_sung", "hen_lai"}
