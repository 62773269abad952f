"""An administrator enters a directive, sees which deadlines it moves, applies it, takes it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from engine.accounts import Person
from engine.installation import Installation
from engine.jobs.timetables import work_timetables
from engine.storage.dossiers import dossiers
from tests.webui.browser.apart import apart
from tests.webui.browser.conftest import NARROW, Enter, moment
from tests.webui.browser.licence import file_at_desk
from tests.webui.browser.officer import Officer
from tests.webui.conftest import Clock

pytestmark = pytest.mark.browser

DIRECTIVE = "Công văn 900/VPCP-KGVX ngày 08/12/2023"
NAME = "Hoán đổi ngày làm việc dịp cuối năm"


@pytest.fixture
def code(installation: Installation, who: Callable[[str], Person], clock: Clock) -> str:
    code = file_at_desk(installation, who("mot-cua"), clock())
    clock.at = moment(8, "09:00")
    return code


def due_of(installation: Installation, code: str) -> str:
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
    assert row
    assert row.due_at
    return row.due_at.astimezone(moment(1, "00:00").tzinfo).strftime("%d/%m/%Y %H:%M")


@apart
def count(installation: Installation, clock: Clock) -> None:
    """What the scheduler does every two seconds."""
    while work_timetables(installation, clock()):
        pass


def enter_directive(officer: Officer, *days: tuple[str, str]) -> None:
    officer.go("/lich")
    officer.follow("Nhập văn bản")
    officer.type("Văn bản", DIRECTIVE)
    officer.type("Nội dung", NAME)
    for number, (day, kind) in enumerate(days, 1):
        officer.page.get_by_label(f"Ngày thứ {number}", exact=True).fill(day)
        officer.page.get_by_label(f"Loại ngày thứ {number}", exact=True).select_option(label=kind)
    officer.press("Xem hồ sơ đổi hạn")


def test_a_directive_is_seen_before_it_is_applied_and_is_taken_back(
    enter: Enter, code: str, installation: Installation, clock: Clock
) -> None:
    before = due_of(installation, code)
    officer = enter("quan-tri")
    enter_directive(officer, ("15/12/2023", "Nghỉ"), ("16/12/2023", "Nghỉ"))
    officer.reads("Đang xem hồ sơ nào đổi hạn", "Đã tính 0 trên 1 hồ sơ.")
    count(installation, clock)
    officer.reads("1 hồ sơ đổi hạn", "0 hồ sơ thành trễ hạn", code, before)  # by itself
    assert due_of(installation, code) == before
    officer.press("Áp dụng")
    officer.reads("Đã áp dụng.", "Đang tính lại hạn", "còn 1 trên 1 hồ sơ")
    count(installation, clock)
    officer.reads("Mọi hồ sơ đang giải quyết đã tính theo lịch này.")
    after = due_of(installation, code)
    assert after != before
    officer.dossier(code, "nhat-ky")
    officer.reads(
        f"Tính lại thời hạn vì lịch làm việc thay đổi: {NAME}.",
        f"Hẹn trả chuyển từ {before} sang {after}.",
    )
    officer.go("/lich?nam=2023")
    officer.reads(DIRECTIVE, "quản trị viên nhập")
    officer.press(f"Hoàn tác {NAME}")
    officer.reads("Đã lập đề xuất đưa các ngày này về như trước.", "trở lại ngày thường")
    count(installation, clock)
    officer.reads("1 hồ sơ đổi hạn")
    officer.press("Áp dụng")
    officer.reads("Đã áp dụng.")
    count(installation, clock)
    assert due_of(installation, code) == before


def test_what_was_typed_stays_beside_what_is_wrong(enter: Enter, forgiven: set[int]) -> None:
    forgiven.add(422)
    officer = enter("quan-tri")
    enter_directive(officer, ("31/02/2023", "Nghỉ"), ("18/12/2023", "Làm việc"))
    officer.reads("Ngày thứ 1: hãy nhập ngày có thật")
    first = officer.page.get_by_label("Ngày thứ 1", exact=True)
    expect(first).to_have_value("31/02/2023")
    expect(first).to_have_attribute("aria-invalid", "true")
    first.fill("")
    officer.press("Xem hồ sơ đổi hạn")
    officer.reads("Ngày thứ 2: ngày này vốn là ngày làm việc")
    officer.has("Văn bản", DIRECTIVE)
    assert officer.page.title().startswith("Lỗi:")


def test_everybody_sees_the_year_but_cannot_change_it(enter: Enter, forgiven: set[int]) -> None:
    forgiven.add(403)
    officer = enter("chuyen-vien", size=NARROW)
    officer.go("/lich")
    officer.reads("Lịch làm việc năm 2023", "Giỗ Tổ Hùng Vương", "đã có văn bản")
    officer.lacks("Nhập văn bản")
    wide = officer.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW[0]
    officer.go("/lich?nam=2027")
    officer.reads("Lịch làm việc năm 2027", "dự kiến")
    officer.go("/lich/nhap")
    officer.reads("Việc này do quản trị viên thực hiện.")


def test_the_page_says_when_nobody_counts(enter: Enter, code: str, clock: Clock) -> None:
    assert code
    officer = enter("quan-tri")
    enter_directive(officer, ("15/12/2023", "Nghỉ"))
    clock.passes(seconds=20)
    officer.reads("Bộ lập lịch chưa chạy")
    officer.press("Bỏ")
    officer.reads("Đã bỏ đề xuất.", "Lịch làm việc năm 2023")
