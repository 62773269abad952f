"""A procedure whose case (Quy trình) a decision table chooses from the application's answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.desk.reception import reception
from engine.dossiers.open_dossier import reopen
from engine.errors import Invalid, Refused
from engine.installation import Installation
from engine.l10n.limits import limit_words
from tests.conftest import furnished
from tests.decisions import dmn, table
from tests.engine.dossiers.edited import DECIDED, edited
from tests.engine.dossiers.play import ACCEPT, GENERAL, Desk
from tests.oracle import assert_sound
from tests.stores import BACKENDS, open_store

INPUTS = (("noi_lap", "string"), ("date(ngay_lap) < today()", "boolean"))
RULES = [
    '"Lạng Sơn" | true => "thuong"',
    '"Hà Nội" | - => "rut_gon"',
    '"Huế" | true => "thuong"',
    '"Huế" | - => "rut_gon"',
]
TABLE = dmn(table(RULES, "UNIQUE", INPUTS, id="chon_quy_trinh", name="Chọn quy trình")).replace(
    b'<outputEntry><text>"rut_gon"</text></outputEntry>',
    '<outputEntry><text>"rut_gon"</text></outputEntry>'
    "<annotationEntry><text>Nộp từ Hà Nội.</text></annotationEntry>".encode(),
)


@pytest.fixture(scope="module", params=BACKENDS)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("decided")
    root = edited(folder / "content", DECIDED)
    (root / "bpmn/chon-quy-trinh.dmn").write_bytes(TABLE)
    with open_store(
        request.param,
        folder,
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    ) as store:
        opened = furnished(store, root)
        yield opened
        assert_sound(opened)


@pytest.mark.parametrize(
    ("place", "case", "limit", "rules", "remark"),
    [
        ("Lạng Sơn", "thuong", "17 ngày làm việc", [1], ""),
        ("Hà Nội", "rut_gon", "5 ngày làm việc", [2], "Nộp từ Hà Nội."),
    ],
)
def test_the_answers_give_case_and_limit_and_the_journal_says_why(
    desk: Desk, place: str, case: str, limit: str, rules: list[int], remark: str
) -> None:
    dossier = desk.receive(ACCEPT, form={"noi_lap": place})
    assert (dossier.row.limit_case, limit_words(dossier.row.limit)) == (case, limit)
    told = dossier.lines()[0].case
    assert told is not None
    assert (told.decision, list(told.rules)) == ("Chọn quy trình", rules)
    assert told.remark == remark


def test_an_online_dossier_is_decided_too(desk: Desk) -> None:
    dossier = desk.submit()
    assert (dossier.row.limit_case, dossier.lines()[0].case.rules) == ("thuong", (1,))


def test_the_diagram_knows_the_decided_case(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT, form={"noi_lap": "Hà Nội"})
    with desk.installation.store.read() as tx:
        assert reopen(desk.installation, tx, dossier.row).run.data["quy_trinh"] == "rut_gon"


@pytest.mark.parametrize("case", ["rut_gon", "khong_co"])
def test_nobody_chooses_another(desk: Desk, case: str) -> None:
    with pytest.raises(Invalid) as refused:
        desk.receive(ACCEPT, case=case)
    assert [(p.key, p.code, p.limit) for p in refused.value.problems] == [
        ("case", "decided", "Thông thường")
    ]


def test_to_send_the_decided_case_itself_is_no_fault(desk: Desk) -> None:
    assert desk.receive(ACCEPT, case="thuong").row.limit_case == "thuong"


def test_answers_that_give_no_case_are_told(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        desk.receive(ACCEPT, form={"noi_lap": "Cao Bằng"})
    assert [(p.key, p.code) for p in refused.value.problems] == [("case", "undecided")]


def test_wrong_answers_are_told_and_nothing_is_decided_on_them(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        desk.receive(ACCEPT, form={"noi_lap": ""})
    assert [p.key for p in refused.value.problems] == ["noi_lap"]


def test_a_table_that_contradicts_itself_opens_nothing(desk: Desk) -> None:
    with pytest.raises(Refused, match="rules 3, 4 are hit") as refused:
        desk.receive(ACCEPT, form={"noi_lap": "Huế"})
    assert refused.value.code == "decision"


def test_the_desk_offers_no_choice_and_says_who_decides(desk: Desk) -> None:
    view = reception(desk.installation, desk.holder("mot_cua"), GENERAL)
    assert (view.procedure.cases, view.procedure.decided_by) == ((), "Chọn quy trình")
    assert "Rút gọn: 5 ngày làm việc" in view.procedure.limit_text
