"""No move passes by the receipt or the resolution, or goes back before either."""

from __future__ import annotations

import pytest

from engine.accounts import Person
from engine.errors import Refused
from engine.installation import Installation
from engine.instance_migration.single import move_one, preview_one
from tests.engine.dossiers.play import ACCEPT, TO_APPRAISAL, Desk
from tests.engine.instance_migration.conftest import LATER, SHORTER, Publish


def test_a_submission_is_not_moved_past_its_receipt(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    dossier, number = desk.submit(), publish(SHORTER)
    for later in ("phan_cong", "tham_dinh"):
        mapping = {"kiem_tra": later}
        judged = preview_one(installation, designer, dossier.code, number, mapping, at=LATER)
        assert [(r.code, r.other) for r in judged.reasons] == [("milestone_gone", "received")]
    with pytest.raises(Refused):
        move_one(installation, designer, dossier.code, number, mapping, at=LATER, reason="Đổi bước")
    assert (dossier.row.received_at, dossier.at_nodes()) == (None, {"kiem_tra"})


def test_what_was_received_is_not_moved_back_before_it(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    dossier, number = desk.receive(ACCEPT).play(*TO_APPRAISAL), publish(SHORTER)
    judged = preview_one(
        installation, designer, dossier.code, number, {"tham_dinh": "kiem_tra"}, at=LATER
    )
    assert [(r.code, r.name, r.other) for r in judged.reasons] == [
        ("status_changes", "in_progress", "registered")
    ]


def test_nothing_is_moved_past_its_resolution(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    dossier, number = desk.receive(ACCEPT).play(*TO_APPRAISAL), publish(SHORTER)
    judged = preview_one(
        installation, designer, dossier.code, number, {"tham_dinh": "tra_ket_qua"}, at=LATER
    )
    assert ("milestone_gone", "resolved") in [(r.code, r.other) for r in judged.reasons]
    ordinary = preview_one(installation, designer, dossier.code, number, {}, at=LATER)
    assert ordinary.reasons == ()
