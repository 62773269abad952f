"""Answers of any step are listed with labels, for whoever supervises the agency."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.desk.answers import answers
from engine.errors import Forbidden
from engine.installation import Installation
from engine.storage.dossiers.labelled_answers import AnswersWanted, LabelledAnswer
from tests.conftest import OPENED
from tests.engine.dossiers.play import ACCEPT, ASK, BULLETIN, FULL, GENERAL, TO_APPRAISAL, Desk


def listed(here: Installation, username: str, **wanted: object) -> list[LabelledAnswer]:
    who = Desk(here).officer(username)
    return list(answers(here, who, AnswersWanted(**wanted)))  # type: ignore[arg-type]


def test_each_value_has_its_label_and_kind(installation: Installation) -> None:
    dossier = Desk(installation).receive(ACCEPT).play(*TO_APPRAISAL, ("tham_dinh", ASK))
    found = listed(installation, "lanh-dao", node="tham_dinh")
    assert [(a.dossier, a.version, a.key, a.label, a.kind, a.value) for a in found] == [
        (dossier.code, 1, "ket_qua_tham_dinh", "Kết quả thẩm định", "radio", "can_bo_sung"),
        (
            *(dossier.code, 1, "noi_dung_bo_sung"),
            *("Nội dung cần bổ sung", "textarea", "Thiếu chứng chỉ"),
        ),
    ]
    filed = listed(installation, "kiem-soat", node="", procedure=GENERAL)
    rows = [(a.key, a.row, a.section, a.value) for a in filed if a.row]
    assert ("cac_tai_lieu.ten_tai_lieu", 1, "Báo cáo đánh giá an toàn") in {
        (key, row, value) for key, row, _, value in rows
    }
    assert all(section for _, _, section, _ in rows)
    assert "cac_tai_lieu" not in {a.key for a in filed}


def test_the_period_is_that_of_the_acts(installation: Installation) -> None:
    Desk(installation).receive(ACCEPT)
    everything = listed(installation, "lanh-dao")
    assert everything == listed(installation, "lanh-dao", since=OPENED)
    assert not listed(installation, "lanh-dao", since=OPENED + timedelta(days=1))
    assert not listed(installation, "lanh-dao", until=OPENED)
    assert everything == listed(installation, "lanh-dao", until=OPENED + timedelta(days=1))


def test_only_those_who_supervise_and_only_their_agency(installation: Installation) -> None:
    own = Desk(installation).receive(ACCEPT)
    other = Desk(installation, BULLETIN).receive(FULL)
    assert {a.dossier for a in listed(installation, "lanh-dao")} == {own.code}
    assert {a.dossier for a in listed(installation, "lanh-dao-tttt")} == {other.code}
    with pytest.raises(Forbidden):
        listed(installation, "chuyen-vien")
