"""Habits of the desk: refusals, drafts, dates, keys, small screens, assistive technology."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Response, expect

from engine.accounts import Person
from engine.definitions.status import Status
from engine.installation import Installation
from tests.webui.browser.conftest import NARROW, Enter, moment
from tests.webui.browser.licence import LICENCE, file_at_desk, finish, rows_of
from tests.webui.browser.officer import Officer
from tests.webui.browser.test_whole_course import the_applicant, the_application
from tests.webui.conftest import CHECKOUT, Clock

pytestmark = pytest.mark.browser

AXE = CHECKOUT / "node_modules/axe-core/axe.min.js"
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
FOUND = """rules => axe.run(rules).then(found => found.violations.flatMap(
  v => v.nodes.map(node => `${v.id}: ${node.html.slice(0, 160)} | ${node.failureSummary}`)))"""
MAIN_PAGES = (
    "/hop-viec?tab=working",
    "/tiep-nhan",
    f"/tiep-nhan/{LICENCE}",
    "/ho-so/CODE",
    "/ho-so/CODE?tab=giay-to",
    "/ho-so/CODE?tab=quy-trinh",
    "/ho-so/CODE?tab=nhat-ky",
    "/ho-so/CODE/rut",
    "/tra-cuu",
    "/khong-co-trang-nay",
)


@pytest.fixture
def code(installation: Installation, who: Callable[[str], Person], clock: Clock) -> str:
    """A dossier that waits for assignment."""
    return file_at_desk(installation, who("mot-cua"), clock())


@pytest.fixture
def appraised(
    installation: Installation, who: Callable[[str], Person], code: str, clock: Clock
) -> str:
    """A dossier that waits for appraisal, claimed by nobody."""
    finish(installation, who("lanh-dao-phong"), code, {}, moment(7, "10:00"))
    clock.at = moment(8, "09:00")
    return code


def test_a_dossier_refused_at_the_desk_has_no_due_moment(
    enter: Enter, installation: Installation
) -> None:
    clerk = enter("mot-cua")
    clerk.go(f"/tiep-nhan/{LICENCE}")
    the_applicant(clerk)
    the_application(clerk)
    expect(clerk.field("Lý do từ chối")).to_be_hidden()
    clerk.choose("Từ chối tiếp nhận")
    clerk.type("Lý do từ chối", "Giấy phép cần bổ sung không do Sở cấp.")
    clerk.press("Ghi hồ sơ")
    code = "H37.04-231207-0001"
    clerk.reads(f"Đã ghi hồ sơ {code}.", "Không được tiếp nhận", "chưa tính thời hạn")
    clerk.lacks("Hẹn trả kết quả 02/01/2024")
    row, _steps, _journal = rows_of(installation, code)
    assert (row.status, row.due_at) == (Status.NOT_ACCEPTED, None)
    clerk.dossier(code, "nhat-ky")
    clerk.reads("Lý do từ chối: Giấy phép cần bổ sung không do Sở cấp.")


def test_the_desk_tells_all_that_is_missing_and_sends_nothing(
    enter: Enter, installation: Installation
) -> None:
    clerk = enter("mot-cua")
    clerk.go(f"/tiep-nhan/{LICENCE}")
    clerk.type("Thư điện tử", "khong-phai-thu")
    clerk.push("Ghi hồ sơ")
    summary = clerk.page.locator("#summary")
    expect(summary).to_be_focused()
    clerk.reads(
        "mục cần sửa",
        "Họ tên người nộp: hãy nhập mục này.",
        "Thư điện tử: hãy nhập địa chỉ thư điện tử",
        "Số giấy phép: hãy nhập mục này.",
        "Kết quả kiểm tra hồ sơ: hãy",
    )
    summary.get_by_role("link", name=re.compile("^Số giấy phép")).click()
    expect(clerk.field("Số giấy phép")).to_be_focused()
    assert clerk.page.url.endswith(LICENCE)


def test_a_press_on_a_button_is_not_lost_to_a_message_that_moves_it(enter: Enter) -> None:
    clerk = enter("mot-cua")
    clerk.go(f"/tiep-nhan/{LICENCE}")
    clerk.field("Nội dung").focus()  # left empty, it complains and pushes the button down
    clerk.page.get_by_role("button", name="Thêm").first.click()
    clerk.page.get_by_role("button", name="Bỏ mục 2").wait_for()


def test_a_draft_saves_itself_and_survives_a_reload(enter: Enter, appraised: str) -> None:
    specialist = enter("chuyen-vien")
    specialist.dossier(appraised)
    opinion = "Còn thiếu chứng chỉ."
    with specialist.page.expect_response(lambda answer: kept(answer, opinion)):
        specialist.choose("Cần bổ sung")
        specialist.type("Ý kiến thẩm định", opinion)
    specialist.reads("Tự lưu lúc 09:00")
    specialist.page.reload()
    specialist.reads("Tự lưu lúc 09:00")
    specialist.has("Ý kiến thẩm định", opinion)
    expect(specialist.page.get_by_role("radio", name="Cần bổ sung")).to_be_checked()


def kept(answer: Response, text: str) -> bool:
    """Whether this is the server's word that it keeps a draft with that text."""
    return (
        answer.url.endswith("/nhap")
        and text in json.loads(answer.request.post_data or "{}")["values"].values()
    )


def test_leaving_before_the_draft_is_saved_asks_and_loses_nothing(
    enter: Enter, appraised: str
) -> None:
    specialist = enter("chuyen-vien")
    asked: list[str] = []

    def leave(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    specialist.page.on("dialog", leave)
    specialist.page.route("**/nhap", lambda _route: None)  # no draft is ever saved
    specialist.dossier(appraised)
    specialist.field("Ý kiến thẩm định").press_sequentially("Gõ dở")
    specialist.page.reload()
    specialist.reads("Đã đưa lại những gì bạn nhập mà chưa kịp lưu.")
    assert asked == ["beforeunload"]
    specialist.has("Ý kiến thẩm định", "Gõ dở")


def test_an_expired_sign_in_keeps_what_was_typed(
    enter: Enter, appraised: str, clock: Clock, forgiven: set[int]
) -> None:
    forgiven.add(401)  # a draft may be on its way before the button is pressed
    specialist = enter("chuyen-vien")
    specialist.page.on("dialog", lambda dialog: dialog.accept())
    specialist.dossier(appraised)
    clock.passes(minutes=20)  # longer than a session lasts without a request
    specialist.choose("Đạt")
    specialist.type("Ý kiến thẩm định", "Đủ điều kiện.")
    specialist.press("Hoàn thành bước")
    specialist.reads("Phiên làm việc đã hết.", "những gì đã nhập vẫn còn")
    specialist.sign_in_again("chuyen-vien")
    specialist.reads(appraised, "Đã đưa lại những gì bạn nhập")
    specialist.has("Ý kiến thẩm định", "Đủ điều kiện.")


@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_dates_are_vietnamese_whatever_the_browser_speaks(enter: Enter, locale: str) -> None:
    clerk = enter("mot-cua", locale=locale)
    clerk.go(f"/tiep-nhan/{LICENCE}")
    clerk.reads("Ngày lập đơn")
    day = clerk.field("Ngày lập đơn")
    expect(day).to_have_attribute("placeholder", "dd/mm/yyyy")
    clerk.type_date("Ngày lập đơn", "06/12/2023")
    clerk.type_date("Có thời hạn đến ngày", "15/03/2025")  # no such day, were the month first
    day.click()
    month = clerk.page.locator(".flatpickr-calendar.open").get_by_label("Tháng")
    expect(month.locator("option:checked")).to_have_text("Tháng mười hai")
    clerk.reads_vietnamese()


def test_the_keyboard_walks_the_inbox(
    enter: Enter, installation: Installation, who: Callable[[str], Person], clock: Clock, code: str
) -> None:
    second = file_at_desk(installation, who("mot-cua"), moment(7, "09:00"))
    clock.at = moment(7, "10:00")
    head = enter("lanh-dao-phong")
    keys = head.page.keyboard
    chosen(head, "")
    for key, row in (("j", code), ("j", second), ("j", second), ("k", code)):
        keys.press(key)
        chosen(head, row)
    keys.press("/")
    search = head.page.locator("#search")
    expect(search).to_be_focused()
    keys.press("j")  # typed, not obeyed
    expect(search).to_have_value("j")
    chosen(head, code)
    search.fill("")
    head.page.locator("h1").click()
    keys.press("?")
    head.reads("hồ sơ dưới, hồ sơ trên", "mở hồ sơ đang chọn")
    keys.press("Escape")
    expect(list_of_keys(head)).to_be_hidden()
    keys.press("j")
    chosen(head, second)
    keys.press("Enter")
    head.page.wait_for_url(f"**/ho-so/{second}")


def test_shortcuts_can_be_switched_off(enter: Enter, code: str) -> None:
    head = enter("lanh-dao-phong")
    head.page.keyboard.press("?")
    head.page.get_by_label("Dùng phím tắt trên máy này").uncheck()
    head.push("Đóng")
    expect(list_of_keys(head)).to_be_hidden()
    head.page.keyboard.press("j")
    head.page.keyboard.press("?")
    expect(list_of_keys(head)).to_be_visible()  # this one stays, and has come after the other
    chosen(head, "")


def list_of_keys(officer: Officer) -> Locator:
    return officer.page.locator("#shortcuts")


def chosen(officer: Officer, code: str) -> None:
    """The row of this dossier is chosen; without one, none is."""
    rows = officer.page.locator("[data-row].sel [data-open]")
    expect(rows).to_have_text([code] if code else [])


def main_pages(officer: Officer, code: str):
    """Each main page in turn, as the one-stop sees it."""
    for path in MAIN_PAGES:
        officer.go(path.replace("CODE", code))
        yield path


@pytest.mark.parametrize("width", [390, 320])
def test_no_page_scrolls_sideways_on_a_telephone(
    width: int, enter: Enter, code: str, forgiven: set[int]
) -> None:
    forgiven.add(404)
    gate = enter(size=(width, NARROW[1]))
    gate.go("/dang-nhap")
    assert sideways(gate) == []
    clerk = enter("mot-cua", size=(width, NARROW[1]))
    wide = {path: found for path in main_pages(clerk, code) if (found := sideways(clerk))}
    assert wide == {}


def sideways(officer: Officer) -> list[str]:
    """What sticks out of the page on the right."""
    return officer.page.evaluate("""() => {
      const wide = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= wide) return [];
      return [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > wide + 1)
        .map(e => e.outerHTML.slice(0, 120)).slice(-5);
    }""")


@pytest.mark.parametrize("size", [(1366, 768), NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_fault_with_the_main_pages(
    size: tuple[int, int], enter: Enter, code: str, forgiven: set[int]
) -> None:
    forgiven.add(404)
    axe = AXE.read_text(encoding="utf-8")
    clerk = enter("mot-cua", size=size)
    faults = [fault for _path in main_pages(clerk, code) for fault in examined(clerk, axe)]
    head = enter("lanh-dao-phong", size=size)
    head.dossier(code)
    faults += examined(head, axe)
    gate = enter(size=size)
    gate.go("/dang-nhap")
    faults += examined(gate, axe)
    assert not faults, "\n".join(faults)


def examined(officer: Officer, axe: str) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA, each with its page."""
    officer.drawn()
    officer.page.evaluate(axe)
    found = officer.page.evaluate(f"({FOUND})({RULES})")
    return [f"{officer.page.url} {fault}" for fault in found]


def test_every_main_page_is_in_vietnamese(enter: Enter, code: str, forgiven: set[int]) -> None:
    forgiven.add(404)
    clerk = enter("mot-cua", locale="en-US")
    for _path in main_pages(clerk, code):
        clerk.reads_vietnamese()
