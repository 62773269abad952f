"""Form 4 in a browser: the officer writes, the leader signs, the paper comes out black on white.

Received Thursday 07/12/2023 08:24, due 02/01/2024 08:24; on 28/12/2023 nobody has appraised it yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from engine.accounts import Person
from engine.dossiers.apologies.sweep import sweep_apologies
from engine.installation import Installation
from tests.webui.browser.apart import apart
from tests.webui.browser.conftest import NARROW, WIDE, Enter, moment
from tests.webui.browser.licence import acts_of, file_at_desk, finish, rows_of
from tests.webui.browser.officer import Officer
from tests.webui.browser.test_habits import AXE, examined, sideways
from tests.webui.conftest import Clock

pytestmark = pytest.mark.browser

REASON = "Chờ kết quả đo kiểm của đơn vị phối hợp"


@pytest.fixture
def code(installation: Installation, who: Callable[[str], Person], clock: Clock) -> str:
    """A dossier that will be late; its apology is prepared."""
    code = file_at_desk(installation, who("mot-cua"), clock())
    finish(installation, who("lanh-dao-phong"), code, {}, moment(7, "10:00"))
    clock.at = moment(28, "09:24")
    assert apart(sweep_apologies)(installation, at=clock.at) == 1
    return code


def write(officer: Officer, code: str, day: str = "10/01/2024") -> None:
    officer.dossier(code)
    officer.follow("Soạn phiếu xin lỗi")
    officer.type("Lý do chậm", REASON)
    officer.type("Ngày hẹn trả mới", day)
    officer.type("Giờ hẹn trả mới", "16:00")


def test_from_the_warning_to_the_printed_form(
    enter: Enter, installation: Installation, code: str
) -> None:
    officer = enter("chuyen-vien")
    write(officer, code, "06/01/2024")
    officer.page.once("dialog", lambda dialog: dialog.accept())
    officer.press("Xem trước")
    officer.reads("PHIẾU XIN LỖI", REASON, "16 giờ 00 phút, ngày 06/01/2024")
    officer.type("Ngày hẹn trả mới", "10/01/2024")
    officer.press("Trình lãnh đạo ký")
    officer.reads("Đã trình lãnh đạo ký phiếu xin lỗi.", "chờ lãnh đạo ký")
    leader = enter("lanh-dao")
    leader.follow("Phiếu xin lỗi (1)")
    leader.reads("Phiếu xin lỗi chờ ký", code, REASON, "10/01/2024 16:00")
    leader.follow(code)
    leader.reads("Đọc phiếu dưới đây rồi ký hoặc trả lại.", "THỦ TRƯỞNG CƠ QUAN")
    leader.follow("Ký")
    leader.press("Ghi nhận đã ký")
    leader.reads("Ghi nhận lãnh đạo Lanh dao đã ký", "Đây không phải chữ ký số.")
    assert rows_of(installation, code)[0].reappointed_to == moment(10, "16:00", month=1, year=2024)
    assert acts_of(installation, code)[-2:] == ["apology_asked", "apology_signed"]
    leader.follow("In phiếu")
    leader.page.emulate_media(media="print")
    expect(leader.page.locator(".paper")).to_be_visible()
    expect(leader.page.locator(".top")).to_be_hidden()
    expect(leader.button("In")).to_be_hidden()


def test_a_wrong_day_takes_the_focus_and_typing_stays(
    enter: Enter, code: str, forgiven: set[int]
) -> None:
    forgiven.add(422)
    officer = enter("chuyen-vien")
    write(officer, code, "06/01/2024")
    officer.press("Trình lãnh đạo ký")
    officer.reads("Ngày hẹn trả mới: hãy chọn thời điểm trong giờ làm việc")
    expect(officer.page.locator("#summary")).to_be_focused()
    officer.has("Lý do chậm", REASON)


def pages(enter: Enter, code: str, size: tuple[int, int]) -> Iterator[tuple[str, Officer]]:
    """The pages of this file, each in turn."""
    officer, leader = enter("chuyen-vien", size=size), enter("lanh-dao", size=size)
    officer.dossier(code)
    yield "dossier", officer
    write(officer, code)
    yield "form", officer
    leader.go("/xin-loi")
    yield "nothing", leader
    officer.press("Trình lãnh đạo ký")
    yield "asked", officer
    for name, path in (
        ("waiting", "/xin-loi"),
        ("read", f"/ho-so/{code}/xin-loi"),
        ("sign", f"/ho-so/{code}/xin-loi/ky"),
        ("send-back", f"/ho-so/{code}/xin-loi/tra-lai"),
        ("print", f"/ho-so/{code}/xin-loi/in"),
    ):
        leader.go(path)
        yield name, leader
    leader.go(f"/ho-so/{code}/xin-loi/ky")
    leader.press("Ghi nhận đã ký")
    yield "signed", leader


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_fault_and_nothing_sticks_out(
    size: tuple[int, int], enter: Enter, code: str
) -> None:
    axe = AXE.read_text(encoding="utf-8")
    faults: list[str] = []
    for name, officer in pages(enter, code, size):
        faults += examined(officer, axe)
        faults += [f"{name} is too wide: {found}" for found in sideways(officer)]
        officer.reads_vietnamese()
    assert not faults, "\n".join(faults)
