"""What may not be done: told in Vietnamese, the right status, a way on, and nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from engine.accounts import Person
from engine.definitions.status import Status
from engine.installation import Installation
from tests.webui.browser.conftest import Enter, moment
from tests.webui.browser.licence import ASK, PASS, file_at_desk, finish, hold, open_task, rows_of
from tests.webui.browser.officer import Officer
from tests.webui.conftest import Clock

pytestmark = pytest.mark.browser

Who = Callable[[str], Person]


@pytest.fixture
def code(installation: Installation, who: Who, clock: Clock) -> str:
    """A dossier that waits for appraisal by `chuyen-vien`."""
    code = file_at_desk(installation, who("mot-cua"), clock())
    finish(installation, who("lanh-dao-phong"), code, {}, moment(7, "10:00"))
    hold(installation, who("chuyen-vien"), code, moment(8, "08:00"))
    clock.at = moment(8, "09:00")
    return code


def step(installation: Installation, code: str, act: str = "hoan-thanh") -> str:
    return f"/ho-so/{code}/buoc/{open_task(installation, code)}/{act}"


def send(officer: Officer, path: str, values: object) -> tuple[int, str]:
    answer = officer.post(path, values=json.dumps(values))
    return answer.status, answer.text()


def test_a_dossier_of_another_agency_is_not_shown(
    enter: Enter, code: str, forgiven: set[int]
) -> None:
    forgiven.add(403)
    stranger = enter("mot-cua-tttt")
    stranger.dossier(code)
    stranger.reads("Bạn không có quyền làm việc này", "Hồ sơ này do cơ quan khác giải quyết.")
    stranger.lacks("Phòng khám đa khoa")
    stranger.follow("Về mục Hộp việc")
    stranger.reads("Hộp việc của tôi")


def test_a_step_of_another_role_is_not_done(
    enter: Enter, code: str, installation: Installation
) -> None:
    leader = enter("lanh-dao")
    leader.dossier(code)
    leader.reads(code)
    expect(leader.page.get_by_role("button", name="Hoàn thành bước")).to_have_count(0)
    before = rows_of(installation, code)
    status, page = send(leader, step(installation, code), PASS)
    assert (status, "Bước này do vai trò khác thực hiện." in page) == (403, True)
    assert rows_of(installation, code) == before


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "Kết quả thẩm định: hãy"),
        ({"ket_qua_tham_dinh": "can_bo_sung"}, "Nội dung cần bổ sung: hãy nhập mục này"),
        ({"ket_qua_tham_dinh": "cap_ngay"}, "Kết quả thẩm định: hãy"),
        ({"ket_qua_tham_dinh": ["dat"]}, "Kết quả thẩm định: hãy"),
        ({"ket_qua_tham_dinh": "dat", "y_kien_tham_dinh": "x" * 2001}, "nhiều nhất 2.000 ký tự"),
    ],
    ids=["nothing", "half", "no such choice", "a list", "too long"],
)
def test_a_form_that_nobody_could_have_filled_in_changes_nothing(
    values: dict[str, object], told: str, enter: Enter, code: str, installation: Installation
) -> None:
    specialist = enter("chuyen-vien")
    before = rows_of(installation, code)
    status, page = send(specialist, step(installation, code), values)
    assert status == 422
    assert "<title>Lỗi: " in page
    assert told in page
    assert rows_of(installation, code) == before


def test_what_is_no_form_at_all_is_refused(
    enter: Enter, code: str, installation: Installation
) -> None:
    specialist = enter("chuyen-vien")
    before = rows_of(installation, code)
    for body in ("[]", "{", '"dat"', "null", "[" * 5000):
        answer = specialist.post(step(installation, code), values=body)
        assert (answer.status, "Yêu cầu chưa đọc được" in answer.text()) == (400, True), body[:9]
    assert rows_of(installation, code) == before


def test_fields_that_the_form_does_not_have_are_refused(
    enter: Enter, code: str, installation: Installation
) -> None:
    specialist = enter("chuyen-vien")
    forged = PASS | {"ket_qua_ky": "ky", "so_van_ban": "66/GP", "so_ho_so": "H1", "__proto__": {}}
    before = rows_of(installation, code)
    status, page = send(specialist, step(installation, code), forged)
    assert status == 422
    assert "so_van_ban: mục này không có trong biểu mẫu" in page
    assert rows_of(installation, code) == before


def test_a_paused_dossier_takes_no_step_but_the_supplement(
    enter: Enter, code: str, installation: Installation, who: Who
) -> None:
    specialist = enter("chuyen-vien")
    old = step(installation, code)
    finish(installation, who("chuyen-vien"), code, ASK, moment(8, "09:00"))
    before = rows_of(installation, code)
    status, page = send(specialist, old, PASS)
    assert (status, "Bước này đã được hoàn thành trước đó." in page) == (409, True)
    status, page = send(specialist, step(installation, code), {"giay_to_da_bo_sung": "Giấy tờ"})
    assert status in {403, 409}
    assert rows_of(installation, code) == before


def test_an_ended_dossier_takes_no_step(
    enter: Enter, code: str, installation: Installation, who: Who, clock: Clock
) -> None:
    specialist = enter("chuyen-vien")
    old = step(installation, code)
    clerk = enter("mot-cua")
    withdraw(clerk, code, "Người nộp đổi ý.")
    clerk.press("Hoàn thành bước")
    clerk.reads("Không còn việc nào phải làm.")
    before = rows_of(installation, code)
    status, page = send(specialist, old, PASS)
    assert (status, "Hồ sơ đã kết thúc nên không xử lý tiếp được." in page) == (409, True)
    assert rows_of(installation, code) == before


def test_an_act_without_the_token_of_the_page_is_refused(
    enter: Enter, code: str, installation: Installation
) -> None:
    specialist = enter("chuyen-vien")
    before = rows_of(installation, code)
    for act in ("hoan-thanh", "nhap", "tra-viec"):
        answer = specialist.post(
            step(installation, code, act), token=False, values=json.dumps(PASS)
        )
        assert answer.status == 400
        assert "Mở lại trang rồi thực hiện lại." in answer.text()
    assert rows_of(installation, code) == before


def test_withdrawal_asks_before_it_is_done(
    enter: Enter, code: str, installation: Installation
) -> None:
    clerk = enter("mot-cua")
    clerk.dossier(code)
    clerk.follow("Rút hồ sơ")
    clerk.reads("Việc này không hoàn lại được.", "Không rút nữa", "Phòng khám đa khoa số 1")
    assert rows_of(installation, code)[0].status == Status.IN_PROGRESS
    reason = clerk.page.get_by_label("Lý do rút hồ sơ")
    clerk.push("Rút hồ sơ")
    assert reason.evaluate("field => field.validationMessage") == "Hãy nhập mục này."
    reason.fill("Người nộp đổi ý.")
    clerk.press("Rút hồ sơ")
    clerk.reads("Đã ghi nhận rút hồ sơ.", "Công dân yêu cầu rút hồ sơ", "không thực hiện nữa")
    clerk.dossier(code, "nhat-ky")
    clerk.reads("Ghi nhận người nộp rút hồ sơ.", "Lý do: Người nộp đổi ý.")
    clerk.go(f"/ho-so/{code}/rut")
    clerk.reads("Hồ sơ đã được rút trước đó.", "Xem lại hồ sơ")


def test_only_the_one_stop_records_a_withdrawal(
    enter: Enter, code: str, installation: Installation
) -> None:
    specialist = enter("chuyen-vien")
    specialist.dossier(code)
    specialist.reads(code)
    expect(specialist.page.get_by_role("link", name="Rút hồ sơ")).to_have_count(0)
    answer = specialist.post(f"/ho-so/{code}/rut", reason="Tôi muốn thế.")
    assert answer.status == 403
    assert "Việc này do bộ phận một cửa của cơ quan thực hiện." in answer.text()
    assert rows_of(installation, code)[0].status == Status.IN_PROGRESS


def withdraw(clerk: Officer, code: str, reason: str) -> None:
    clerk.go(f"/ho-so/{code}/rut")
    clerk.page.get_by_label("Lý do rút hồ sơ").fill(reason)
    clerk.press("Rút hồ sơ")
