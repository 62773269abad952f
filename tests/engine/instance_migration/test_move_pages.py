"""Which dossiers run on which version, and how far a batch has come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.accounts import Person
from engine.errors import Forbidden, NotFound
from engine.installation import Installation
from engine.instance_migration.batches import propose
from engine.instance_migration.pages.moves import dossier_versions, move, versions_of
from engine.instance_migration.single import move_one
from engine.storage.instance_migration.move_items import Fate
from tests.engine.dossiers.play import ACCEPT, GENERAL, PASS, TO_APPRAISAL, Desk, hired
from tests.engine.instance_migration.conftest import (
    LATER,
    OTHER_STEP,
    SHORTER,
    Publish,
    designer,
    desk,
    installation,
    publish,
    settle,
)

__all__ = ["designer", "desk", "installation", "publish"]


def test_versions_with_their_dossiers(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    dossier = desk.receive(ACCEPT)
    desk.receive(ACCEPT).withdraw()
    desk.receive({"ket_qua_kiem_tra": "tu_choi", "ly_do": "Không thuộc đối tượng"})
    number = publish(SHORTER)
    desk.receive(ACCEPT)
    move_one(installation, designer, dossier.code, number, {}, at=LATER, reason="Bản mới")
    found = versions_of(installation, designer, GENERAL)
    assert [(v.number, v.active, v.dossiers) for v in found.versions] == [
        (2, True, 2),
        (1, False, 1),
    ]
    assert [(b.state, b.note, b.made_by_name) for b in found.batches] == [
        ("applied", "Bản mới", designer.name)
    ]
    offered = dossier_versions(installation, designer, dossier.code)
    assert (offered.number, offered.undo is not None) == (2, True)
    with pytest.raises(Forbidden):
        versions_of(installation, hired(installation, "chuyen-vien"), GENERAL)
    with pytest.raises(NotFound):
        versions_of(installation, designer, "không có")


def test_a_batch_names_the_steps_that_need_a_step(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    goes, stays = (desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(2))
    stays.do("tham_dinh", PASS)
    batch = propose(installation, designer, GENERAL, publish(*OTHER_STEP), {}, "Đổi bước", at=LATER)
    found = move(installation, designer, batch, at=LATER)
    assert [(i.code, i.fate, [r.code for r in i.reasons]) for i in found.items] == [
        (goes.code, Fate.CAN, []),
        (stays.code, Fate.CANNOT, ["node_gone"]),
    ]
    assert [(c.node, c.name) for c in found.unmapped] == [("duyet_du_thao", "Duyệt dự thảo")]
    assert "xet_du_thao" in {c.node for c in found.choices}
    assert found.reasons == {"node_gone": 1}
    only = move(installation, designer, batch, fates=(Fate.CANNOT,), at=LATER)
    assert [i.step for i in only.items] == ["Duyệt dự thảo"]


def test_nobody_goes_on_with_it_once_the_scheduler_stands(
    installation: Installation,
    desk: Desk,
    designer: Person,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        desk.receive(ACCEPT)
    monkeypatch.setattr("engine.instance_migration.batches.FIRST", 1)
    batch = propose(installation, designer, GENERAL, publish(SHORTER), {}, "Bản mới", at=LATER)
    waits = [
        move(installation, designer, batch, at=LATER + timedelta(seconds=s)).idle for s in (1, 20)
    ]
    assert waits == [False, True]
    settle(installation)
    later = move(installation, designer, batch, at=LATER + timedelta(seconds=20))
    assert (later.idle, later.row.counted, later.row.total) == (False, 3, 3)
