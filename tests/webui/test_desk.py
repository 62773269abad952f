"""One dossier through the pages: received, claimed, drafted, completed."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.webui.conftest import CODE, PROCEDURE, Clock, post, token

EMPTY = {"values": "{}", "decision": "{}"}
FORMS = {"values": '{"ten": "Đơn của tôi"}', "decision": '{"ten": "Đủ"}'}
PAPERS = {"paper": "don", "copies.don": "2", "kind.don": "original", "copies.ly_lich": "1"}


@pytest.fixture
def received(clerk: FlaskClient) -> str:
    answer = post(
        clerk, f"/tiep-nhan/{PROCEDURE}", name="Nguyễn Văn Nộp", channel="desk", **FORMS, **PAPERS
    )
    assert answer.status_code == 302, answer.text
    return CODE


def step_of(client: FlaskClient, code: str) -> str:
    found = re.search(rf"/ho-so/{code}/buoc/([^/]+)/hoan-thanh", client.get(f"/ho-so/{code}").text)
    assert found
    return f"/ho-so/{code}/buoc/{found[1]}"


def test_the_desk_receives_a_dossier_and_promises_its_due_moment(
    clerk: FlaskClient, received: str
) -> None:
    page = clerk.get(f"/ho-so/{received}").text
    assert "08:24 · 02/01/2024" in page
    assert "Nguyễn Văn Nộp" in page
    assert f"Đã ghi hồ sơ {received}. Hẹn trả kết quả 02/01/2024 08:24." in page


def test_what_was_typed_stays_when_something_is_missing(clerk: FlaskClient) -> None:
    answer = post(
        clerk,
        f"/tiep-nhan/{PROCEDURE}",
        name=" ",
        phone="0912",
        values="{}",
        decision="{}",
        **PAPERS,
    )
    assert answer.status_code == 422
    assert "<title>Lỗi: Tiếp nhận hồ sơ" in answer.text
    assert "Họ tên người nộp: hãy nhập mục này" in answer.text
    assert 'value="0912"' in answer.text
    assert re.search(r'value="don"[^>]* checked', answer.text)


def test_the_specialist_claims_and_completes_the_step(
    specialist: FlaskClient, received: str
) -> None:
    inbox = specialist.get("/hop-viec?tab=fresh").text
    assert received in inbox
    step = step_of(specialist, received)
    assert post(specialist, f"{step}/nhan-viec").status_code == 302
    assert "Trả lại việc" in specialist.get(f"/ho-so/{received}").text
    assert post(specialist, f"{step}/hoan-thanh").status_code == 302
    page = specialist.get(f"/ho-so/{received}").text
    assert "Xong trước hạn" in page
    assert "Không còn việc nào phải làm" in page


def test_a_step_done_twice_is_told_in_a_sentence(specialist: FlaskClient, received: str) -> None:
    step = step_of(specialist, received)
    post(specialist, f"{step}/hoan-thanh")
    again = post(specialist, f"{step}/hoan-thanh")
    assert again.status_code == 409
    assert "Hồ sơ đã kết thúc" in again.text
    assert "Xem lại hồ sơ" in again.text


def test_a_dossier_seen_before_somebody_moved_it_is_not_overwritten(
    specialist: FlaskClient, received: str
) -> None:
    step = step_of(specialist, received)
    answer = post(specialist, f"{step}/hoan-thanh", revision="0")
    assert answer.status_code == 409
    assert "vừa được người khác cập nhật" in answer.text


def test_a_draft_saves_itself_and_says_when(specialist: FlaskClient, received: str) -> None:
    step = step_of(specialist, received)
    answer = specialist.post(
        f"{step}/nhap",
        json={"values": {"ten": "dở"}},
        headers={"X-CSRFToken": token(specialist), "Accept": "application/json"},
    )
    assert answer.json == {"saved_at": "08:24"}


def test_the_journal_speaks_vietnamese(specialist: FlaskClient, received: str) -> None:
    step = step_of(specialist, received)
    post(specialist, f"{step}/nhan-viec")
    page = specialist.get(f"/ho-so/{received}?tab=nhat-ky").text
    for sentence in (
        "Mở hồ sơ, hình thức nộp: trực tiếp.",
        "Hẹn trả kết quả: 02/01/2024 08:24.",
        "Nhận việc ở bước “Thẩm định”.",
    ):
        assert sentence in page


def test_the_mark_of_time_turns_near_then_overdue(
    specialist: FlaskClient, clerk: FlaskClient, received: str, clock: Clock, enter
) -> None:
    assert "Còn 17 ngày" in specialist.get(f"/ho-so/{received}").text
    clock.passes(days=25)
    assert 'class="st near"' in enter("chuyen.vien").get(f"/ho-so/{received}").text
    clock.passes(days=2)
    assert "Quá hạn" in enter("chuyen.vien").get(f"/ho-so/{received}").text


@pytest.mark.parametrize("tab", ["buoc", "giay-to", "quy-trinh", "nhat-ky"])
def test_every_tab_shows(specialist: FlaskClient, received: str, tab: str) -> None:
    assert specialist.get(f"/ho-so/{received}?tab={tab}").status_code == 200


def test_a_full_number_opens_its_dossier(specialist: FlaskClient, received: str) -> None:
    assert specialist.get(f"/tra-cuu?q={received.lower()}").location.endswith(received)
    assert received in specialist.get("/tra-cuu?q=nguyen van nop").text


def test_ticked_dossiers_are_claimed_row_by_row(specialist: FlaskClient, received: str) -> None:
    task = step_of(specialist, received).rsplit("/", 1)[1]
    answer = post(specialist, "/hop-viec/nhan-viec", step=[f"{received}/{task}", "H37.99-1/x"])
    page = specialist.get(answer.location).text
    assert "Đã nhận 1 việc." in page
    assert "H37.99-1: Không có hồ sơ nào mang số này" in page


def test_a_limit_past_the_last_calendar_is_told_and_nothing_is_received(
    clock: Clock, request: pytest.FixtureRequest
) -> None:
    clock.at = clock.at.replace(year=2027, month=12, day=20)
    clerk: FlaskClient = request.getfixturevalue("clerk")
    answer = post(clerk, f"/tiep-nhan/{PROCEDURE}", name="Người nộp", channel="desk", **FORMS)
    assert answer.status_code == 409
    assert "Lịch làm việc mới có từ 01/01/2018 đến 31/12/2027" in answer.text
    assert "Không tìm thấy hồ sơ nào" in clerk.get("/tra-cuu?q=nguoi").text
