"""Steps and timers that are open beside a pause: they stand still with the legal clock."""

from __future__ import annotations

import pytest

from engine.storage.dossiers import pauses
from sla.pauses import PausePolicy
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    BROUGHT,
    CHANGE,
    FULL,
    NOTICE,
    TO_APPRAISAL,
    Desk,
    Dossier,
    on,
)

RECEIVED = on("2023-12-07 08:24")
FIRED = on("2024-01-18 08:24")  # the 29th working day after


def late_bulletin(bulletins: Desk) -> Dossier:
    """A bulletin whose step "apologise" opened beside the appraisal, with a day to do it."""
    dossier = bulletins.receive(FULL, RECEIVED)
    dossier.do("ban_giao", at=on("2023-12-07 09:00"))
    dossier.sweep(FIRED)
    assert dossier.at_nodes() == {"tham_dinh", "hen_lai"}
    assert dossier.step("hen_lai").due_at == on("2024-01-19 08:24")
    return dossier


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        ("2024-01-18 09:00", "2024-01-18 10:00", "2024-01-19 09:24"),
        ("2024-01-18 09:00", "2024-01-22 09:00", "2024-01-23 08:24"),  # over a weekend
        ("2024-01-18 16:00", "2024-01-19 08:00", "2024-01-19 09:54"),  # over a night
    ],
)
def test_a_step_beside_a_pause_gets_its_time_back(
    bulletins: Desk, start: str, end: str, due: str
) -> None:
    dossier = late_bulletin(bulletins)
    dossier.do("tham_dinh", CHANGE, on("2024-01-18 08:30"))
    dossier.do("thong_bao_can_sua", NOTICE, on(start))
    assert dossier.row.paused_at == on(start)
    dossier.do("bo_sung", BROUGHT, on(end))
    assert dossier.step("hen_lai").due_at == on(due)


def test_a_step_that_opened_in_a_pause_counts_only_what_lies_after_its_opening(
    bulletins: Desk,
) -> None:
    dossier = bulletins.receive(FULL, RECEIVED)
    dossier.do("ban_giao", at=on("2023-12-07 09:00"))
    dossier.do("tham_dinh", CHANGE, on("2024-01-17 16:00"))
    dossier.do("thong_bao_can_sua", NOTICE, on("2024-01-18 08:00"))
    assert dossier.sweep(on("2024-01-22 09:00")) == 0  # its timer stands still
    dossier.do("bo_sung", BROUGHT, on("2024-01-22 09:00"))
    (timer,) = dossier.timers()
    assert timer.due_at == on("2024-01-22 09:24")  # two days and an hour, as the dossier's limit


def test_pauses_are_kept_with_their_reason_and_close_only_under_restart(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT)
    dossier.do("phan_cong")
    dossier.do("tham_dinh", ASK)
    with desk.installation.store.read() as tx:
        (pause,) = pauses.of(tx, dossier.row.id)
    assert dossier.row.pause_policy is PausePolicy.RESUME
    assert (pause.reason, pause.ended_at, pause.closes_at) == ("supplement", None, None)


def test_a_clock_that_runs_a_little_behind_makes_a_pause_without_length(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    due = dossier.row.due_at
    dossier.do("tham_dinh", ASK, on("2023-12-11 08:00"))
    dossier.do("bo_sung", BROUGHT, on("2023-12-11 07:59"))
    assert dossier.row.due_at == due
    with desk.installation.store.read() as tx:
        (pause,) = pauses.of(tx, dossier.row.id)
    assert pause.ended_at == pause.started_at
