"""Form 4 through the pages: written, previewed, signed or sent back, printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.accounts import Person
from engine.accounts.identity import person_of
from engine.dossiers.apologies.sweep import sweep_apologies
from engine.installation import Installation
from engine.storage import Store
from engine.storage.accounts import users
from engine.storage.dossiers import dossiers
from tests.conftest import PASSWORD, furnished, hire
from tests.engine.dossiers.play import ACCEPT, TO_APPRAISAL, Desk, on
from tests.stores import blank
from tests.webui.conftest import Clock, post
from webui import create_app

REASON = "Chờ kết quả đo kiểm của đơn vị phối hợp"
FILLED = {"reason": REASON, "day": "10/01/2024", "clock": "16:00", "act": "ask"}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    store = Store(blank(tmp_path / "xin-loi.sqlite"))
    opened = furnished(store)
    for username in ("mot-cua", "lanh-dao-phong", "chuyen-vien", "van-thu", "lanh-dao"):
        hire(opened, username)
    yield opened
    store.close()


@pytest.fixture
def enter(app: Flask) -> Callable[[str], FlaskClient]:
    def sign_in(name: str) -> FlaskClient:
        client = app.test_client()
        answer = post(client, "/dang-nhap", username=name, password=PASSWORD)
        assert answer.status_code == 302, answer.text
        return client

    return sign_in


@pytest.fixture
def app(installation: Installation, clock: Clock) -> Flask:
    return create_app(installation, clock)


@pytest.fixture
def code(installation: Installation, clock: Clock) -> str:
    """A dossier that will be late, with the apology prepared; 2 January 2024 is due."""
    dossier = Hired(installation).receive(ACCEPT).play(*TO_APPRAISAL)
    clock.at = on("2023-12-28 09:24")
    assert sweep_apologies(installation, at=clock.at) == 1
    return dossier.code


class Hired(Desk):
    """A desk of the people who can sign in."""

    def officer(self, username: str) -> Person:
        with self.installation.store.read() as tx:
            row = users.by_username(tx, username)
            assert row
            return person_of(tx, row)


def test_the_dossier_says_that_it_will_be_late_and_offers_the_form(
    enter: Callable[[str], FlaskClient], code: str
) -> None:
    page = enter("chuyen-vien").get(f"/ho-so/{code}").text
    assert "Các bước còn lại cần ít nhất 2 ngày 4 giờ, chỉ còn 1 ngày 7 giờ." in page
    assert "Trình phiếu xin lỗi chậm nhất 29/12/2023 08:24." in page
    assert "Soạn phiếu xin lỗi" in page
    page = enter("van-thu").get(f"/ho-so/{code}").text
    assert "Các bước còn lại" in page
    assert "Soạn phiếu xin lỗi" not in page


def test_the_form_proposes_a_date_and_is_shown_as_it_will_be_printed(
    enter: Callable[[str], FlaskClient], code: str
) -> None:
    officer = enter("chuyen-vien")
    page = officer.get(f"/ho-so/{code}/xin-loi").text
    assert 'name="day" value="03/01/2024"' in page
    assert 'name="clock" value="08:24"' in page
    shown = post(officer, f"/ho-so/{code}/xin-loi", **{**FILLED, "act": "preview"})
    assert shown.status_code == 200
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "PHIẾU XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN",
        f'mã hồ sơ: <span class="whole">{code}</span>',
        "08 giờ 24 phút, ngày 02/01/2024",
        "16 giờ 00 phút, ngày 10/01/2024",
        "THỦ TRƯỞNG CƠ QUAN",
    ):
        assert words in shown.text
    assert shown.text.count(REASON) == 2  # in the field and on the form
    assert "Soạn phiếu xin lỗi" in officer.get(f"/ho-so/{code}").text  # nothing was saved


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    enter: Callable[[str], FlaskClient], code: str
) -> None:
    officer = enter("chuyen-vien")
    wrong = post(officer, f"/ho-so/{code}/xin-loi", **{**FILLED, "day": "06/01/2024"})
    assert wrong.status_code == 422
    assert "<title>Lỗi: Phiếu xin lỗi" in wrong.text
    assert "Ngày hẹn trả mới: hãy chọn thời điểm trong giờ làm việc" in wrong.text
    assert 'value="06/01/2024"' in wrong.text
    assert f">{REASON}</textarea>" in wrong.text
    assert 'href="#f-new_due"' in wrong.text
    worse = post(officer, f"/ho-so/{code}/xin-loi", reason=" ", day="mai", clock="", act="ask")
    assert worse.status_code == 422
    assert "Lý do chậm: hãy nhập mục này" in worse.text
    assert "hãy nhập ngày và giờ, ví dụ 26/01/2024 và 16:00" in worse.text


def test_asked_signed_and_printed(
    enter: Callable[[str], FlaskClient], code: str, installation: Installation
) -> None:
    officer, leader = enter("chuyen-vien"), enter("lanh-dao")
    assert "Không có phiếu xin lỗi nào chờ ký." in leader.get("/xin-loi").text
    assert post(officer, f"/ho-so/{code}/xin-loi", **FILLED).status_code == 302
    page = officer.get(f"/ho-so/{code}").text
    assert "Đã trình lãnh đạo ký phiếu xin lỗi." in page
    assert "Đề nghị hẹn lại 10/01/2024 16:00, chờ lãnh đạo ký." in page
    listed = leader.get("/xin-loi").text
    assert "Phiếu xin lỗi (1)" in listed
    assert f'href="/ho-so/{code}/xin-loi"' in listed
    assert "Đọc phiếu dưới đây rồi ký hoặc trả lại." in leader.get(f"/ho-so/{code}/xin-loi").text
    assert "Đây không phải chữ ký số" in leader.get(f"/ho-so/{code}/xin-loi/ky").text
    assert post(leader, f"/ho-so/{code}/xin-loi/ky").status_code == 302
    signed = leader.get(f"/ho-so/{code}/xin-loi").text
    assert "Ghi nhận lãnh đạo Lanh dao đã ký lúc 28/12/2023 09:24" in signed
    assert f'href="/ho-so/{code}/xin-loi/in"' in signed
    printed = leader.get(f"/ho-so/{code}/xin-loi/in").text
    assert REASON in printed
    assert "data-print" in printed
    told = officer.get(f"/ho-so/{code}?tab=nhat-ky").text
    assert "Trình lãnh đạo ký phiếu xin lỗi, hẹn lại ngày trả." in told
    assert "Ngày hẹn mới: 10/01/2024 16:00." in told
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
    assert row
    assert row.reappointed_to == on("2024-01-10 16:00")


def test_sent_back_with_what_to_change(enter: Callable[[str], FlaskClient], code: str) -> None:
    officer, leader = enter("chuyen-vien"), enter("lanh-dao")
    post(officer, f"/ho-so/{code}/xin-loi", **FILLED)
    empty = post(leader, f"/ho-so/{code}/xin-loi/tra-lai", reason=" ")
    assert empty.status_code == 422
    assert "Nội dung cần sửa: hãy nhập mục này" in empty.text
    done = post(leader, f"/ho-so/{code}/xin-loi/tra-lai", reason="Nêu rõ tên đơn vị")
    assert done.location == "/xin-loi"
    page = officer.get(f"/ho-so/{code}/xin-loi").text
    assert "Lãnh đạo trả lại phiếu: Nêu rõ tên đơn vị" in page
    assert f">{REASON}</textarea>" in page
    assert 'value="10/01/2024"' in page


def test_asked_too_late_it_is_said_before_and_after(
    enter: Callable[[str], FlaskClient], code: str, clock: Clock
) -> None:
    clock.at = on("2023-12-29 15:00")
    officer = enter("chuyen-vien")
    assert "Đã qua thời điểm phải xin lỗi" in officer.get(f"/ho-so/{code}").text
    assert "Đã qua thời điểm phải xin lỗi" in officer.get(f"/ho-so/{code}/xin-loi").text
    post(officer, f"/ho-so/{code}/xin-loi", **FILLED)
    assert "nhật ký ghi rõ việc này" in officer.get(f"/ho-so/{code}").text
    told = officer.get(f"/ho-so/{code}?tab=nhat-ky").text
    assert "Trình muộn hơn một ngày làm việc trước hẹn trả." in told


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/xin-loi", 403, "do lãnh đạo cơ quan"),
        ("/ho-so/{code}/xin-loi/ky", 403, "do lãnh đạo cơ quan"),
        ("/ho-so/{code}/xin-loi/tra-lai", 403, "do lãnh đạo cơ quan"),
        ("/ho-so/{code}/xin-loi/in", 404, "Không có trang này"),
        ("/ho-so/{code}/xin-loi", 200, "Soạn|Trình lãnh đạo ký"),
        ("/ho-so/H37.04-000000-0000/xin-loi", 404, "Không có hồ sơ nào"),
    ],
)
def test_an_officer_is_told_what_is_not_theirs(
    enter: Callable[[str], FlaskClient], code: str, path: str, status: int, words: str
) -> None:
    answer = enter("chuyen-vien").get(path.format(code=code))
    assert answer.status_code == status
    assert re.search(words, answer.text)


def test_a_leader_finds_nothing_to_sign_where_nothing_was_asked(
    enter: Callable[[str], FlaskClient], code: str
) -> None:
    leader = enter("lanh-dao")
    for path in ("ky", "tra-lai"):
        answer = leader.get(f"/ho-so/{code}/xin-loi/{path}")
        assert answer.status_code == 409
        assert "không có phiếu xin lỗi nào chờ ký" in answer.text
    assert post(leader, f"/ho-so/{code}/xin-loi/ky").status_code == 409
    assert "Bước này do vai trò khác thực hiện" in leader.get(f"/ho-so/{code}/xin-loi").text


def test_what_was_typed_is_text_on_the_form(enter: Callable[[str], FlaskClient], code: str) -> None:
    officer = enter("chuyen-vien")
    typed = {**FILLED, "reason": "<script>alert(1)</script>", "act": "preview"}
    assert "<script>alert" not in post(officer, f"/ho-so/{code}/xin-loi", **typed).text
