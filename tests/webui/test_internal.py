"""Internal procedures at the pages: opened from their own page, shown among the others."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from engine.definitions.content import read_content
from engine.installation import Installation
from engine.publishing.deployment import deploy
from tests.engine.dossiers.inside import END, START, row, step
from tests.engine.review.sample import write
from tests.webui.conftest import PROCEDURE, SPECIALIST, STRANGER, Clock, Enter, post

CODE, PLAIN = "NB.THU-01", "NB.THU-02"
MANIFEST = """agency: so-thu
field: Việc thử
defaults: {internal: true}
procedures:
  - {code: NB.THU-01, name: Văn bản thử, diagram: van_ban_thu}
  - {code: NB.THU-02, name: Việc không hạn, diagram: khong_han}
"""
DESK, DIVISION = "so-thu-mot-cua", "phong-thu"
NAMED = json.dumps({"ten": "12/CV"})


@pytest.fixture
def installation(installation: Installation, clock: Clock) -> Installation:
    """The small office, and two internal procedures beside its own."""
    root = installation.root
    write(root / "processes/noi-bo.yaml", MANIFEST)
    first = step("tiep_nhan", "mot_cua", unit=DESK, form="don_thu")
    last = step("xu_ly", "chuyen_vien", unit=DIVISION, limit="2 working days")
    write(root / "bpmn/van-ban.bpmn", row("van_ban_thu", START, first, last, END))
    plain = (step("mot", "mot_cua", unit=DESK), step("hai", "chuyen_vien", unit=DIVISION))
    write(root / "bpmn/khong-han.bpmn", row("khong_han", START, *plain, END))
    deploy(installation.store, read_content(root), at=clock(), by="test")
    return installation


def opened(client: FlaskClient, procedure: str = CODE, **fields: object) -> str:
    """The code of a dossier that was opened by the page."""
    given = {"subject": "Công văn số 12", **fields}
    answer = post(client, f"/noi-bo/{procedure}", **given)
    assert answer.status_code == 302, answer.text
    return answer.location.split("?")[0].rsplit("/", 1)[1]


def test_only_who_may_open_one_is_led_there(enter: Enter, clerk: FlaskClient) -> None:
    assert 'href="/noi-bo"' in clerk.get("/hop-viec").text
    assert "Văn bản thử" in clerk.get("/noi-bo").text
    for other in (SPECIALIST, STRANGER):
        client = enter(other)
        assert 'href="/noi-bo"' not in client.get("/tra-cuu").text
        assert "Chưa có việc nội bộ nào để bạn mở" in client.get("/noi-bo").text


def test_reception_is_for_applicants_alone(clerk: FlaskClient) -> None:
    assert CODE not in clerk.get("/tiep-nhan").text
    assert PROCEDURE in clerk.get("/tiep-nhan").text
    answer = clerk.get(f"/tiep-nhan/{CODE}")
    assert answer.status_code == 409
    assert "Mở ở mục Việc nội bộ" in answer.text
    assert clerk.get(f"/noi-bo/{PROCEDURE}").status_code == 409


def test_a_stranger_is_told_who_opens_it(specialist: FlaskClient) -> None:
    answer = specialist.get(f"/noi-bo/{CODE}")
    assert answer.status_code == 403
    assert "người giữ vai trò của bước đầu mở" in answer.text
    assert post(specialist, f"/noi-bo/{CODE}", subject="x").status_code == 403


def test_the_steps_to_come_are_told_with_their_unit(clerk: FlaskClient) -> None:
    code = opened(clerk, first=NAMED, later="yes")
    side = clerk.get(f"/ho-so/{code}").text
    listed = clerk.get(f"/ho-so/{code}?tab=quy-trinh").text
    assert "Chuyên viên · Phòng Thử · 2 ngày làm việc" in side
    assert "Chuyên viên<div>Phòng Thử</div>" in listed


def test_it_is_opened_and_passed_on_at_once(clerk: FlaskClient, specialist: FlaskClient) -> None:
    code = opened(clerk, first=NAMED, requester="Sở Nội vụ")
    page = clerk.get(f"/ho-so/{code}").text
    assert "Đã xong bước “Tiep nhan”, việc chuyển sang bước tiếp theo." in page
    inbox = specialist.get("/hop-viec?tab=fresh").text
    for words in (code, "Công văn số 12", "Nội bộ", "Sở Nội vụ", "Bước hạn 11/12/2023 08:24"):
        assert words in inbox
    assert "Còn 2 ngày" in inbox


def test_what_is_left_for_later_is_kept(clerk: FlaskClient) -> None:
    code = opened(clerk, first=NAMED, later="yes")
    page = clerk.get(f"/ho-so/{code}").text
    assert "Bạn đang giữ bước “Tiep nhan”." in page
    assert "12/CV" in page
    assert "Trả lại việc" in page


def test_what_is_wrong_is_told_and_what_was_typed_stays(clerk: FlaskClient) -> None:
    answer = post(clerk, f"/noi-bo/{CODE}", subject=" ", requester="Sở Nội vụ", first="{}")
    assert answer.status_code == 422
    for words in ("<title>Lỗi:", "Về việc: hãy nhập mục này", "Tên: hãy nhập", 'value="Sở Nội vụ"'):
        assert words in answer.text
    assert "Không tìm thấy hồ sơ nào" in clerk.get("/tra-cuu?q=noi+vu").text


def test_broken_values_are_a_bad_request(clerk: FlaskClient) -> None:
    assert post(clerk, f"/noi-bo/{CODE}", subject="x", first="[1]").status_code == 400


def test_a_dossier_without_a_limit_says_so_everywhere(
    clerk: FlaskClient, specialist: FlaskClient
) -> None:
    code = opened(clerk, PLAIN)
    page = specialist.get(f"/ho-so/{code}").text
    assert "Việc này không có thời hạn chung" in page
    assert "Người nộp" not in page
    assert "Giấy tờ" not in page
    assert "Rút hồ sơ" not in clerk.get(f"/ho-so/{code}").text
    assert "Không có thời hạn" in specialist.get("/hop-viec?tab=working").text
    assert "Chưa có thời hạn để giải thích" in specialist.get(f"/ho-so/{code}/vi-sao").text
    assert "Mở việc nội bộ: Công văn số 12." in clerk.get(f"/ho-so/{code}?tab=nhat-ky").text
    for tab in ("buoc", "quy-trinh", "giay-to"):
        assert specialist.get(f"/ho-so/{code}?tab={tab}").status_code == 200


def test_it_goes_to_its_end(clerk: FlaskClient, specialist: FlaskClient) -> None:
    code = opened(clerk, PLAIN)
    task = specialist.get(f"/ho-so/{code}").text.split("/buoc/")[1].split("/")[0]
    post(specialist, f"/ho-so/{code}/buoc/{task}/nhan-viec")
    post(specialist, f"/ho-so/{code}/buoc/{task}/hoan-thanh")
    page = specialist.get(f"/ho-so/{code}").text
    assert "Đã xử lý xong" in page
    assert "Hồ sơ kết thúc lúc" in page
