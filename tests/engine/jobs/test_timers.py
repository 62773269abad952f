"""The sweep of due timers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from engine.installation import Installation
from engine.jobs import timers as sweeping
from engine.jobs.timers import sweep_timers
from engine.services import answers as service
from engine.storage.dossiers import timers
from engine.storage.dossiers.timers import NewTimer
from tests.engine.dossiers.play import ACCEPT, ASK, PASS, TO_APPRAISAL, Desk, Dossier, on
from tests.oracle import assert_sound

LATE = on("2023-12-22 09:00")


@pytest.fixture
def desk(installation: Installation) -> Iterator[Desk]:
    """The desk of 2.002383."""
    yield Desk(installation)
    assert_sound(installation)


def under_appraisal(desk: Desk, days: int = 0) -> Dossier:
    at = on("2023-12-07 08:24") + timedelta(days=days)
    return desk.receive(ACCEPT, at).play(*TO_APPRAISAL)


def test_a_sweep_fires_what_is_due_and_only_once(desk: Desk) -> None:
    due, later = under_appraisal(desk), under_appraisal(desk, days=7)
    assert sweep_timers(desk.installation, at=on("2023-12-21 08:00")) == 0
    assert sweep_timers(desk.installation, at=LATE) == 1
    assert sweep_timers(desk.installation, at=LATE) == 0
    assert (due.at_nodes(), later.at_nodes()) == ({"tham_dinh", "don_doc"}, {"tham_dinh"})


def test_a_timer_acts_at_the_moment_it_was_due_not_when_it_was_noticed(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    (timer,) = dossier.timers()
    sweep_timers(desk.installation, at=timer.due_at + timedelta(days=400))
    assert dossier.step("don_doc").opened_at == timer.due_at


def test_more_than_a_batch_goes_off_in_one_sweep(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    dossiers = [under_appraisal(desk) for _ in range(5)]
    assert sweep_timers(desk.installation, at=LATE) == 5
    assert all("don_doc" in d.at_nodes() for d in dossiers)


def test_a_timer_of_a_dossier_that_moved_on_is_harmless(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    (timer,) = dossier.timers()
    dossier.do("tham_dinh", PASS)
    before = dossier.row, dossier.journal()
    assert dossier.timers() == ()
    assert sweep_timers(desk.installation, at=LATE) == 0
    assert service.fire_timer(desk.installation, timer, at=LATE) is False
    assert (dossier.row, dossier.journal()) == before


def test_a_timer_that_was_left_running_in_error_ends_without_an_act(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    dossier.do("tham_dinh", ASK)
    forgotten = NewTimer(
        dossier_id=dossier.row.id,
        task_id="forgotten",
        node="het_thoi_gian",
        started_at=dossier.now,
        due_at=dossier.now,
    )
    with desk.installation.store.begin() as tx:
        timers.insert(tx, forgotten)
    before = dossier.row, dossier.journal()
    sweep_timers(desk.installation, at=LATE)
    assert (dossier.row, dossier.journal(), dossier.timers()) == (*before, ())
    with desk.installation.store.begin() as tx:  # no act made it, so no journal tells of it
        tx.exec_driver_sql("DELETE FROM timers WHERE task_id = 'forgotten'")


@pytest.mark.parametrize("error", [ZeroDivisionError, ValueError, OSError])
def test_timers_that_fail_are_left_and_hold_up_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    broken = [under_appraisal(desk) for _ in range(3)]
    fine = under_appraisal(desk, days=1)
    fire = service.fire_timer
    ids = {d.row.id for d in broken}

    def failing(installation: Installation, timer: timers.TimerRow, **rest: object) -> bool:
        if timer.dossier_id in ids:
            raise error("broken")
        return fire(installation, timer, **rest)

    with monkeypatch.context() as broken_down:
        broken_down.setattr(sweeping, "fire_timer", failing)
        assert sweep_timers(desk.installation, at=LATE) == 1
    assert "don_doc" in fine.at_nodes()
    assert all(d.timers() for d in broken)
    assert sweep_timers(desk.installation, at=LATE) == 3
