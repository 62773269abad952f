"""A move against whoever works on the same dossier: one order or the other, never half of both."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.accounts import Person
from engine.dossiers import claim, complete
from engine.errors import Conflict, Refused
from engine.installation import Installation
from engine.instance_migration.batches import apply, propose, undo
from engine.instance_migration.single import move_one
from engine.instance_migration.work import work_batch
from engine.storage.instance_migration import move_items
from engine.storage.instance_migration.move_items import Fate
from tests.engine.dossiers.play import ACCEPT, GENERAL, PASS, TO_APPRAISAL, Desk, Dossier
from tests.engine.dossiers.test_races import at_once, errors
from tests.engine.instance_migration.conftest import LATER, OTHER_STEP, SHORTER, Publish, settle
from tests.oracle import assert_sound

pytestmark = pytest.mark.slow

COUNT = 8


@pytest.fixture
def begun(desk: Desk) -> list[Dossier]:
    made = [desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(COUNT)]
    for dossier in made:
        dossier.now = LATER
    return made


def passing(dossier: Dossier) -> Callable[[], object]:
    """The specialist's answer; whoever was told of a change tries again, as a person would."""
    who, task = dossier.desk.officer("chuyen-vien"), dossier.step("tham_dinh").task_id

    def act() -> object:
        for _ in range(20):
            try:
                return complete(dossier.installation, who, dossier.code, task, PASS, at=LATER)
            except Conflict as conflict:
                if conflict.code != "dossier_changed":
                    raise
        raise AssertionError("always in the way")

    return act


def fates(installation: Installation, batch: int) -> dict[Fate, int]:
    with installation.store.read() as tx:
        return move_items.fates(tx, batch)


def test_officers_complete_while_a_batch_is_applied(
    installation: Installation, designer: Person, publish: Publish, begun: list[Dossier]
) -> None:
    number = publish(*OTHER_STEP)
    batch = propose(installation, designer, GENERAL, number, {}, "Đổi bước", at=LATER)
    results = at_once(
        lambda: apply(installation, designer, batch, at=LATER), *(passing(d) for d in begun[::2])
    )
    assert not errors(results), results
    settle(installation)
    assert_sound(installation)
    found = fates(installation, batch)
    assert found.get(Fate.MOVED, 0) + found.get(Fate.CANNOT, 0) == COUNT
    for dossier in begun[::2]:
        actions = [r.action for r in dossier.journal()[2:]]
        # Completed first, it waits at the step that is gone; moved first, at the one that is new.
        assert (actions, dossier.at_nodes()) in (
            (["completed"], {"duyet_du_thao"}),
            (["version_moved", "completed"], {"xet_du_thao"}),
        )
    for dossier in begun[1::2]:
        assert [r.action for r in dossier.journal()[2:]] == ["version_moved"]


def test_officers_complete_while_a_batch_is_undone(
    installation: Installation, designer: Person, publish: Publish, begun: list[Dossier]
) -> None:
    number = publish(*OTHER_STEP)
    batch = propose(installation, designer, GENERAL, number, {}, "Đổi bước", at=LATER)
    apply(installation, designer, batch, at=LATER)
    results = at_once(
        lambda: undo(installation, designer, batch, at=LATER), *(passing(d) for d in begun[::2])
    )
    assert not errors(results), results
    settle(installation)
    assert_sound(installation)
    for dossier in begun[::2]:
        actions = [r.action for r in dossier.journal()[3:]]
        assert (actions, dossier.at_nodes()) in (
            (["completed"], {"xet_du_thao"}),
            (["version_restored", "completed"], {"duyet_du_thao"}),
        )


def test_many_workers_move_each_dossier_once(
    installation: Installation,
    designer: Person,
    publish: Publish,
    begun: list[Dossier],
    monkeypatch: object,
) -> None:
    assert isinstance(monkeypatch, pytest.MonkeyPatch)
    number = publish(SHORTER)
    batch = propose(installation, designer, GENERAL, number, {}, "Bản mới", at=LATER)
    with monkeypatch.context() as first:
        first.setattr("engine.instance_migration.batches.FIRST", 0)
        apply(installation, designer, batch, at=LATER)
    work = [lambda: work_batch(installation, batch, at=LATER, most=3)] * 4
    for _ in range(3):
        assert not errors(at_once(*work))
    settle(installation)
    assert_sound(installation)
    assert fates(installation, batch) == {Fate.MOVED: COUNT}
    for dossier in begun:
        assert [r.action for r in dossier.journal()[2:]] == ["version_moved"]


def test_two_who_move_one_dossier_and_one_who_claims_its_step(
    installation: Installation, designer: Person, publish: Publish, begun: list[Dossier]
) -> None:
    number = publish(SHORTER)
    for dossier in begun:
        officer, task = dossier.desk.officer("chuyen-vien"), dossier.step("tham_dinh").task_id
        move = [
            lambda d=dossier: move_one(
                installation, designer, d.code, number, {}, at=LATER, reason="Bản mới"
            )
        ] * 2
        results = at_once(
            *move,
            lambda d=dossier, o=officer, t=task: claim(installation, o, d.code, t, at=LATER),
        )
        assert all(isinstance(e, Conflict | Refused) for e in errors(results)), results
        actions = [r.action for r in dossier.journal()[2:]]
        assert actions.count("version_moved") <= 1
        assert len(actions) == 3 - len(errors(results))
    assert_sound(installation)
