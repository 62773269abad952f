"""What is personal of an ended dossier goes; what it went through stays and can be proven."""

from __future__ import annotations

import pytest

from engine.accounts import Person
from engine.desk.verification import verify
from engine.dossiers.erasure import erase
from engine.errors import Forbidden, Invalid, NotFound, Refused
from engine.installation import Installation
from engine.storage.dossiers import answers, supplements
from tests.engine.dossiers.play import ACCEPT, ASK, BROUGHT, REFUSE, TO_APPRAISAL, Desk, hired
from tests.engine.dossiers.test_unreadable import TO_THE_END

NAME = "Người nộp"


@pytest.fixture
def administrator(installation: Installation) -> Person:
    return hired(installation, "quan-tri-du-lieu", {"quan_tri": "so-khcn"})


def test_answers_parties_and_variables_go_and_the_journal_still_proves(
    desk: Desk, administrator: Person
) -> None:
    installation = desk.installation
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL, ("tham_dinh", ASK), ("bo_sung", BROUGHT))
    dossier.play(*TO_THE_END)
    before = dossier.lines()
    assert any(line.answers for line in before)
    erase(installation, administrator, dossier.code, "Hết thời hạn lưu", at=dossier.now)
    assert verify(installation, dossier.code).proven
    assert dossier.filed_by().submitter.name == ""
    assert NAME not in dossier.row.search
    assert dossier.code.lower() in dossier.row.search
    with installation.store.read() as tx:
        assert {row.data for row in answers.of(tx, dossier.row.id)} == {None}
        assert [request.reason for request in supplements.of(tx, dossier.row.id)] == [""]
    after = dossier.lines()
    assert [line.action for line in after[:-1]] == [line.action for line in before]
    assert after[-1].action == "personal_data_erased"
    assert after[-1].reason == "Hết thời hạn lưu"
    assert not any(line.answers for line in after)


@pytest.mark.parametrize(
    ("who", "reason", "error"),
    [
        ("chuyen-vien", "Hết hạn", Forbidden),
        ("quan-tri-du-lieu", " ", Invalid),
        ("quan-tri-du-lieu", "x" * 501, Invalid),
        ("quan-tri-du-lieu", "Hết hạn", Refused),
    ],
)
def test_it_is_refused(
    desk: Desk, administrator: Person, who: str, reason: str, error: type[Exception]
) -> None:
    dossier = desk.receive(ACCEPT)
    person = administrator if who == administrator.username else desk.officer(who)
    with pytest.raises(error):
        erase(desk.installation, person, dossier.code, reason, at=dossier.now)
    assert dossier.filed_by().submitter.name == NAME


def test_there_must_be_a_dossier(desk: Desk, administrator: Person) -> None:
    now = desk.receive(REFUSE).now
    with pytest.raises(NotFound):
        erase(desk.installation, administrator, "H37.04-231207-9999", "Thử", at=now)
