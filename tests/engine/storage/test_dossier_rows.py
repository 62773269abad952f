"""Dossiers and what hangs on them: steps, timers, pauses, supplements, papers, drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from engine.definitions.status import Status
from engine.storage import Store
from engine.storage.dossiers import dossiers, drafts, papers, pauses, steps, supplements, timers
from engine.storage.dossiers.papers import NewPaper
from engine.storage.dossiers.steps import NewStep
from engine.storage.procedures import versions
from engine.storage.procedures.versions import Origin
from sla.outcome import Outcome
from tests.engine.storage.conftest import change, new_version, timer

HOUR = timedelta(hours=1)


def _step(dossier: int, task_id: str, at: datetime) -> NewStep:
    return NewStep(
        dossier_id=dossier,
        task_id=task_id,
        node="tham_dinh",
        name="Thẩm định",
        role="chuyen_vien",
        unit="phong-quan-ly-chuyen-nganh",
        status=Status.IN_PROGRESS,
        opened_at=at,
    )


def test_a_dossier_comes_back_as_it_was_written(store: Store, dossier: int) -> None:
    with store.begin() as tx:
        assert change(tx, dossier, status=Status.RESOLVED, outcome=Outcome.EARLY, subject="đạt")
    with store.read() as tx:
        row = dossiers.load(tx, "H37.04-260302-0001")
        assert row == dossiers.load_by_id(tx, dossier)
        assert dossiers.load(tx, "H37.04-260302-0002") is None
    assert row is not None
    assert row.status is Status.RESOLVED
    assert row.outcome is Outcome.EARLY
    assert row.subject == "đạt"
    assert (row.revision, row.state) == (2, b"state")


def test_the_loser_of_a_race_writes_nothing(store: Store, dossier: int) -> None:
    with store.begin() as tx:
        assert change(tx, dossier, supplements=1)
        assert not change(tx, dossier, supplements=2)
        row = dossiers.load_by_id(tx, dossier)
    assert row is not None
    assert (row.supplements, row.revision) == (1, 2)


def test_a_code_is_given_once(store: Store, create_dossier: Callable[..., int]) -> None:
    create_dossier("H37.04-260302-0001")
    with pytest.raises(IntegrityError):
        create_dossier("H37.04-260302-0001")


def test_unknown_words_are_refused(store: Store, dossier: int) -> None:
    with pytest.raises(StatementError), store.begin() as tx:
        change(tx, dossier, status="archived")


def test_one_of_two_officers_gets_the_step(
    store: Store, dossier: int, at: datetime, create_user: Callable[[str], int]
) -> None:
    an, binh = create_user("an"), create_user("binh")
    with store.begin() as tx:
        step = steps.insert(tx, _step(dossier, "t1", at))
        assert steps.claim(tx, step, an, at)
        assert not steps.claim(tx, step, binh, at)
        assert not steps.release(tx, step, binh)
        assert steps.release(tx, step, an)
        assert steps.claim(tx, step, binh, at + HOUR)
        row = steps.load(tx, step)
    assert row is not None
    assert (row.assignee, row.assignee_name) == (binh, "Binh")
    assert (row.seen_at, row.claimed_at) == (at, at + HOUR)


def test_a_step_is_finished_once_and_then_left_alone(
    store: Store, dossier: int, at: datetime, create_user: Callable[[str], int]
) -> None:
    an = create_user("an")
    with store.begin() as tx:
        step = steps.insert(tx, _step(dossier, "t1", at))
        assert steps.finish(tx, dossier, "t1", at, an, Outcome.ON_TIME)
        assert not steps.finish(tx, dossier, "t1", at, an, Outcome.LATE)
        assert steps.cancel(tx, [step], at) == 0
        assert not steps.claim(tx, step, an, at)
        assert not steps.see(tx, step, at)
        assert steps.open_of(tx, dossier) == ()
        (row,) = steps.all_of(tx, dossier)
    assert (row.outcome, row.completed_by_name, row.open) == (Outcome.ON_TIME, "An", False)


def test_cancelled_steps_are_no_longer_open(store: Store, dossier: int, at: datetime) -> None:
    with store.begin() as tx:
        ids = [steps.insert(tx, _step(dossier, f"t{n}", at)) for n in range(3)]
        assert steps.cancel(tx, ids[:2], at) == 2
        assert steps.cancel(tx, [], at) == 0
        assert [row.id for row in steps.open_of(tx, dossier)] == ids[2:]


def test_due_timers_come_oldest_first_and_fire_once(
    store: Store, dossier: int, at: datetime
) -> None:
    with store.begin() as tx:
        late = timers.insert(tx, timer(dossier, "a", at))
        early = timers.insert(tx, timer(dossier, "b", at - HOUR))
        future = timers.insert(tx, timer(dossier, "c", at + HOUR))
        assert [t.id for t in timers.due(tx, at, 10)] == [early, late]
        assert [t.id for t in timers.due(tx, at, 1)] == [early]
        assert timers.finish(tx, early, at)
        assert not timers.finish(tx, early, at)
        assert timers.cancel(tx, [early, late], at) == 1
        assert timers.move(tx, future, at)
        assert [t.id for t in timers.due(tx, at, 10)] == [future]


def test_a_clock_stands_still_only_once_at_a_time(store: Store, dossier: int, at: datetime) -> None:
    with store.begin() as tx:
        pauses.open(tx, dossier, "supplement", at)
        assert pauses.close(tx, dossier, at + HOUR)
        assert not pauses.close(tx, dossier, at + HOUR)
        pauses.open(tx, dossier, "supplement", at + 2 * HOUR)
    with pytest.raises(IntegrityError), store.begin() as tx:
        pauses.open(tx, dossier, "supplement", at)
    with store.read() as tx:
        assert [p.ended_at for p in pauses.of(tx, dossier)] == [at + HOUR, None]


def test_requests_are_numbered_and_answered(store: Store, dossier: int, at: datetime) -> None:
    with store.begin() as tx:
        supplements.insert(tx, dossier, 1, at, None, "Thiếu bản đồ")
        assert supplements.answer(tx, dossier, at + HOUR) == 1
        supplements.insert(tx, dossier, 2, at + HOUR, None, "Thiếu chữ ký")
        rows = supplements.of(tx, dossier)
    assert [(r.number, r.reason, r.answered_at) for r in rows] == [
        (1, "Thiếu bản đồ", at + HOUR),
        (2, "Thiếu chữ ký", None),
    ]


def test_papers_come_back_in_their_order(store: Store, dossier: int, at: datetime) -> None:
    with store.begin() as tx:
        papers.write(
            tx, dossier, [NewPaper("ban_ve", 2, "", None), NewPaper("don", 1, "original", at)]
        )
        papers.write(tx, dossier, [])
        rows = papers.of(tx, dossier)
        assert [(r.paper, r.kind, r.received_at) for r in rows] == [
            ("ban_ve", "", None),
            ("don", "original", at),
        ]


def test_a_draft_is_kept_for_its_writer_until_the_step_is_done(
    store: Store, dossier: int, at: datetime, create_user: Callable[[str], int]
) -> None:
    an, binh = create_user("an"), create_user("binh")
    with store.begin() as tx:
        step = steps.insert(tx, _step(dossier, "t1", at))
        drafts.save(tx, step, an, {"note": "một"}, at)
        drafts.save(tx, step, an, {"note": "hai"}, at + HOUR)
        kept = drafts.load(tx, step, an)
        assert drafts.load(tx, step, binh) is None
    assert kept is not None
    assert (kept.data, kept.saved_at) == ({"note": "hai"}, at + HOUR)


@pytest.mark.parametrize("end", ["finished", "cancelled"])
def test_a_closed_step_keeps_no_draft(
    store: Store, dossier: int, at: datetime, create_user: Callable[[str], int], end: str
) -> None:
    an = create_user("an")
    with store.begin() as tx:
        step, other = (steps.insert(tx, _step(dossier, t, at)) for t in ("t1", "t2"))
        for step_id in (step, other):
            drafts.save(tx, step_id, an, {"note": "một"}, at)
        if end == "finished":
            assert steps.finish(tx, dossier, "t1", at, an, None)
        else:
            assert steps.cancel(tx, [step], at) == 1
        assert drafts.load(tx, step, an) is None
        assert drafts.load(tx, other, an) is not None


def test_the_newest_version_is_active_and_the_old_ones_stay(store: Store) -> None:
    data = b"bundle" * 1000
    with store.begin() as tx:
        first = versions.insert(tx, new_version("a" * 64, data))
        second = versions.insert(tx, new_version("b" * 64))
        active = versions.active(tx, "2.002383")
        assert active is not None
        assert (active.id, active.number) == (second, 2)
        old = versions.load(tx, first)
        assert old is not None
        assert (old.data, old.active) == (data, False)
        same = versions.by_digest(tx, "2.002383", "a" * 64)
        assert same is not None
        assert same.id == first
        assert versions.activate(tx, first, Origin.DEPLOY)
        assert [v.id for v in versions.active_list(tx)] == [first]
        assert [v.number for v in versions.all_of(tx, "2.002383")] == [1, 2]
        assert not versions.activate(tx, 999, Origin.DEPLOY)
        assert versions.load(tx, 999) is None


def test_a_version_is_stored_once(store: Store) -> None:
    with store.begin() as tx:
        versions.insert(tx, new_version("a" * 64))
    with pytest.raises(IntegrityError), store.begin() as tx:
        versions.insert(tx, new_version("a" * 64))
