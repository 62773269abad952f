"""A procedure with several time limits: the case (Quy trình) is chosen when it is filed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.errors import Invalid
from engine.installation import Installation
from engine.l10n.limits import limit_words
from sla.calendar import VIETNAM
from tests.engine.dossiers.edited import GENERAL, TWO_CASES, edited_office
from tests.engine.dossiers.play import ACCEPT, Desk, on
from tests.stores import BACKENDS

# The short course goes past the division's approval.
BY_CASE = (GENERAL, '=ket_qua_tham_dinh = "khong_dat"', '=quy_trinh = "rut_gon"')


@pytest.fixture(scope="module", params=BACKENDS)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    with edited_office(request, tmp_path_factory.mktemp("cases"), TWO_CASES, BY_CASE) as opened:
        yield opened


@pytest.mark.parametrize(
    ("case", "limit", "due"),
    [
        ("thuong", "17 ngày làm việc", "2024-01-02 08:24"),
        ("rut_gon", "5 ngày làm việc", "2023-12-14 08:24"),
    ],
)
def test_the_chosen_case_says_the_limit(desk: Desk, case: str, limit: str, due: str) -> None:
    row = desk.receive(ACCEPT, case=case).row
    assert (row.limit_case, limit_words(row.limit), row.due_at) == (case, limit, on(due))
    assert row.first_due_at == row.due_at
    online = desk.submit(case=case).row
    assert (online.limit_case, limit_words(online.limit), online.due_at) == (case, limit, None)


@pytest.mark.parametrize(("case", "code"), [("", "required"), ("khac", "option")])
def test_a_case_must_be_chosen_where_there_are_several(desk: Desk, case: str, code: str) -> None:
    for file in (lambda: desk.receive(ACCEPT, case=case), lambda: desk.submit(case=case)):
        with pytest.raises(Invalid) as refused:
            file()
        assert [(p.key, p.code, p.label) for p in refused.value.problems] == [
            ("case", code, "Quy trình")
        ]


@pytest.mark.parametrize(("case", "then"), [("thuong", "bo_sung"), ("rut_gon", "soan_tu_choi")])
def test_the_diagram_knows_the_case(desk: Desk, case: str, then: str) -> None:
    dossier = desk.receive(ACCEPT, case=case).play(("phan_cong", {}))
    unclear = {"ket_qua_tham_dinh": "can_bo_sung", "noi_dung_bo_sung": "Thiếu chứng chỉ"}
    dossier.do("tham_dinh", unclear)
    assert dossier.at_nodes() == {then}


def test_a_pause_moves_the_due_moment_of_the_chosen_case(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT, case="thuong").play(("phan_cong", {}))
    unclear = {"ket_qua_tham_dinh": "can_bo_sung", "noi_dung_bo_sung": "Thiếu chứng chỉ"}
    dossier.do("tham_dinh", unclear, on("2023-12-11 08:00"))
    dossier.do("bo_sung", {"giay_to_da_bo_sung": "x"}, on("2023-12-13 08:00"))
    due = dossier.row.due_at
    assert due is not None
    assert due.astimezone(VIETNAM) == on("2024-01-04 08:24")


def test_an_only_case_needs_no_choice(bulletins: Desk) -> None:
    row = bulletins.submit().row
    assert (row.limit_case, bool(limit_words(row.limit))) == ("", True)
    with pytest.raises(Invalid):
        bulletins.submit(case="thuong")
