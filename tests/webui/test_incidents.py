"""Incidents at the page: who sees them, what they are told, what can be done about them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from engine.accounts import Grant, create_user
from engine.installation import Installation
from engine.jobs.outbox import work_outbox
from engine.storage import Store
from engine.storage.services import incidents, outbox
from engine.storage.services.incidents import Fault
from tests.conftest import furnished
from tests.engine.dossiers.play import ACCEPT, BULLETIN, TO_APPRAISAL, Desk, Dossier
from tests.engine.jobs.conftest import looking_up
from tests.oracle import assert_sound
from tests.stores import blank
from tests.webui.conftest import CHECKOUT, PASSWORD, Clock, Enter, post
from webui.admin.incidents import WHY

ADMINISTRATOR, CLERK, RECEIVER = "quan.tri", "mot.cua.2", "mot.cua.1"
ERRORS = {
    *("PartnerUnavailable", "NotConfigured", "BadInputs", "PartnerRefused", "BadAnswer"),
    *("UnknownKind", "Interrupted"),
}


@pytest.fixture
def installation(tmp_path, clock: Clock) -> Iterator[Installation]:
    """Our own content, an administrator and a clerk; the sweep of services has nowhere to ask."""
    store = Store(blank(tmp_path / "thu.sqlite"))
    opened = furnished(store)
    for name, grant in (
        (ADMINISTRATOR, Grant("quan_tri", "so-khcn")),
        (CLERK, Grant("mot_cua", "so-tttt-mot-cua")),
    ):
        create_user(
            *(store, name, name, PASSWORD),
            grants=[grant],
            at=clock(),
            settings=opened.settings,
        )
    grants = [
        Grant("mot_cua", "so-khcn-mot-cua"),
        Grant("chuyen_vien", "phong-quan-ly-chuyen-nganh"),
    ]
    create_user(
        store, RECEIVER, RECEIVER, PASSWORD, grants=grants, at=clock(), settings=opened.settings
    )
    yield opened
    assert_sound(opened)
    store.close()


@pytest.fixture
def stuck(installation: Installation, clock: Clock) -> Dossier:
    """A dossier whose look-up found no register."""
    dossier = looking_up(Desk(installation, BULLETIN))
    clock.at = dossier.now
    work_outbox(installation, "w1", at=dossier.now)
    return dossier


@pytest.fixture
def boss(enter: Enter) -> FlaskClient:
    return enter(ADMINISTRATOR)


def number(installation: Installation) -> int:
    with installation.store.read() as tx:
        (found,) = incidents.open_list(tx)
    return found.id


def actions(dossier: Dossier) -> list[str]:
    return [row.action for row in dossier.journal()]


def test_an_administrator_sees_what_failed_and_why(stuck: Dossier, boss: FlaskClient) -> None:
    page = boss.get("/su-co").text
    assert "Tra cứu doanh nghiệp" in page
    assert "Chưa cài đặt nơi tra cứu doanh nghiệp" in page
    assert stuck.code in page
    assert f"/ho-so/{stuck.code}" not in page, "another agency's dossier is not theirs to open"
    assert "đã thử 1 lần" in page
    assert "Sự cố (1)" in boss.get("/lich").text, "the frame counts"


def test_nothing_open_is_said_so(installation: Installation, boss: FlaskClient) -> None:
    assert "Không có sự cố nào." in boss.get("/su-co").text


@pytest.mark.parametrize("path", ["/su-co", "/su-co/1", "/su-co/1/thu-lai"])
def test_nobody_else_sees_or_touches_them(stuck: Dossier, enter: Enter, path: str) -> None:
    clerk = enter(CLERK)
    assert "Sự cố" not in clerk.get("/hop-viec").text
    answers = [post(clerk, path)] if path.endswith("lai") else [clerk.get(path)]
    answers += [post(clerk, path, note="x")] if path.endswith("1") else []
    assert {answer.status_code for answer in answers} == {403}
    assert len(actions(stuck)) == len(stuck.journal())
    assert number(stuck.installation)


def test_trying_again_puts_the_job_back_and_the_journal_says_who(
    stuck: Dossier, boss: FlaskClient, installation: Installation
) -> None:
    path = f"/su-co/{number(installation)}/thu-lai"
    assert post(boss, path).status_code == 302
    assert (stuck.journal()[-1].action, stuck.journal()[-1].actor_name) == (
        "incident_retried",
        ADMINISTRATOR,
    )
    with installation.store.read() as tx:
        (job,) = outbox.of(tx, stuck.row.id)
    assert (job.state, job.attempts, job.error) == ("pending", 0, "")
    again = post(boss, path)
    assert again.status_code == 409
    assert "Sự cố này đã có người xử lý." in again.text


def test_answering_in_place_of_the_service_lets_the_dossier_go_on(
    stuck: Dossier, boss: FlaskClient, installation: Installation
) -> None:
    path = f"/su-co/{number(installation)}"
    page = boss.get(path).text
    assert "Trả lời thay dịch vụ" in page
    assert "Viết dạng JSON" in page
    typed = {"out-doanh_nghiep": '{"ten": "An"}', "note": "Đã gọi điện hỏi sở"}
    assert post(boss, path, **typed).status_code == 302
    assert stuck.at_nodes() == {"tham_dinh"}
    told = stuck.journal()[-1]
    assert (told.action, told.fields["reason"]) == ("incident_answered", "Đã gọi điện hỏi sở")
    assert "Không có sự cố nào." in boss.get("/su-co").text
    assert boss.get(path).status_code == 409


def test_a_state_that_cannot_be_read_is_a_page_with_a_way_on(
    installation: Installation, boss: FlaskClient, enter: Enter, clock: Clock
) -> None:
    dossier = Desk(installation).receive(ACCEPT).play(*TO_APPRAISAL)
    clock.at = dossier.now
    with installation.store.begin() as tx:
        tx.exec_driver_sql("UPDATE dossiers SET state = x'6d6302'")
    clerk = enter(RECEIVER)
    shown = clerk.get(f"/ho-so/{dossier.code}")
    assert shown.status_code == 200
    assert "dữ liệu lưu không đọc được" in shown.text
    refused = post(clerk, f"/ho-so/{dossier.code}/rut", reason="Không còn nhu cầu")
    assert refused.status_code == 409
    assert "Quản trị viên đã được báo" in refused.text
    path = f"/su-co/{number(installation)}"
    page = boss.get(path).text
    assert "Mở dữ liệu xử lý của hồ sơ" in page
    assert "Dựng lại từ nhật ký" in page
    again = post(boss, f"{path}/thu-lai")
    assert (again.status_code, "vẫn chưa đọc được" in again.text) == (409, True)
    assert post(boss, f"{path}/dung-lai").status_code == 302
    assert dossier.journal()[-1].action == "state_rebuilt"
    assert "dữ liệu lưu không đọc được" not in clerk.get(f"/ho-so/{dossier.code}").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"out-doanh_nghiep": "{", "note": "x"}, "hãy viết đúng dạng JSON"),
        ({"out-doanh_nghiep": "[1]", "note": "x"}, "hãy viết đúng dạng JSON"),
        ({"out-doanh_nghiep": '{"a": NaN}', "note": "x"}, "hãy viết đúng dạng JSON"),
        ({"out-doanh_nghiep": '{"ten": "An"}', "note": " "}, "hãy nhập mục này"),
        ({"out-doanh_nghiep": "{", "note": " "}, "Có 2 mục cần sửa"),
        ({"out-doanh_nghiep": '{"ten": "An"}', "note": "x" * 501}, "nhiều nhất 500 ký tự"),
    ],
)
def test_what_was_typed_stays_beside_what_is_wrong(
    stuck: Dossier, boss: FlaskClient, installation: Installation, typed: dict[str, str], told: str
) -> None:
    answer = post(boss, f"/su-co/{number(installation)}", **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert answer.text.count("<title>Lỗi:") == 1
    assert typed["note"].strip() in answer.text
    assert stuck.at_nodes() == set()


def test_a_dossier_that_moved_on_only_needs_the_note(
    stuck: Dossier, boss: FlaskClient, installation: Installation
) -> None:
    stuck.withdraw()
    path = f"/su-co/{number(installation)}"
    assert "Trả lời thay dịch vụ" not in boss.get(path).text
    assert post(boss, path, note="Người nộp đã rút").status_code == 302
    assert actions(stuck)[-1] == "incident_resolved"


def test_the_dossier_page_leads_an_administrator_there(stuck: Dossier, enter: Enter) -> None:
    page = enter(CLERK).get(f"/ho-so/{stuck.code}").text
    assert "đang gặp sự cố" in page
    assert "Xem sự cố" not in page


def test_an_incident_that_is_none_is_told(boss: FlaskClient) -> None:
    answer = boss.get("/su-co/999")
    assert answer.status_code == 404
    assert "Không có sự cố này." in answer.text


def test_every_page_of_many_can_be_reached(
    installation: Installation, boss: FlaskClient, clock: Clock
) -> None:
    with installation.store.begin() as tx:
        for i in range(60):
            fault = Fault("webhook_silent", f"no {i}")
            incidents.insert(tx, None, None, "webhook", fault, clock())
    assert boss.get("/su-co?page=3").text.count("Đã xử lý: ") == 10
    assert "Trang 3 / 3" in boss.get("/su-co?page=99").text


def test_every_error_of_a_service_has_its_sentence() -> None:
    found = set()
    rooms = ("integrations", "jobs", "messages", "partners", "services")
    for file in (f for room in rooms for f in (CHECKOUT / "engine" / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
                first = node.args[0]
                found |= {first.value} if isinstance(first, ast.Constant) else set()
    assert found - set(WHY) == set()
    assert len(found) > 25
