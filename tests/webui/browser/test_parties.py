"""The clerk takes one who files for another, and is told whose number it is the next time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from engine.accounts import Grant, Person, create_user
from engine.installation import Installation
from tests.conftest import PASSWORD, STAFF
from tests.webui.browser.conftest import NARROW, WIDE, Enter, moment
from tests.webui.browser.licence import APPLICANT, LICENCE, file_at_desk
from tests.webui.browser.test_habits import AXE, examined, sideways
from tests.webui.browser.test_whole_course import the_application
from tests.webui.conftest import Clock

pytestmark = pytest.mark.browser

NOW = moment(1, "09:00", year=2026)  # Tuesday; the communes of 2025 are there
FOLDED = (
    "Thêm thông tin người nộp",
    "Thêm thông tin tổ chức",
    "Nộp thay người khác",
    "Người liên hệ khác",
    "Về việc, nhận kết quả, ghi chú",
)


@pytest.fixture
def newcomer(installation: Installation, clock: Clock) -> Person:
    """A clerk whose account is of today, when those of 2023 have not been used for years."""
    clock.at = NOW
    return create_user(
        installation.store,
        "mot-cua-moi",
        "Một cửa",
        PASSWORD,
        grants=[Grant(*STAFF["mot-cua"])],
        at=NOW,
        settings=installation.settings,
    )


def test_a_known_number_offers_what_is_known_and_what_was_typed_stays(
    enter: Enter, installation: Installation, who: Callable[[str], Person]
) -> None:
    number = "020190000001"
    code = file_at_desk(installation, who("mot-cua"), moment(7, "08:24"), id_number=number)
    clerk = enter("mot-cua")
    clerk.go(f"/tiep-nhan/{LICENCE}")
    clerk.type("Thư điện tử", "nguoi.nop@example.vn")
    clerk.type("Số định danh", "020 190 000 001")
    clerk.page.keyboard.press("Tab")
    clerk.reads(APPLICANT.name, "đã có 1 hồ sơ với số này", code)
    clerk.push("Lấy họ tên, điện thoại, thư điện tử, địa chỉ")
    clerk.reads("Hãy đối chiếu với giấy tờ")
    clerk.has("Họ tên người nộp", APPLICANT.name)
    clerk.has("Số điện thoại", APPLICANT.phone)
    clerk.has("Số định danh", "020 190 000 001")
    clerk.has("Thư điện tử", "nguoi.nop@example.vn")  # nothing is known in its place
    clerk.type("Số định danh", "020190000009")
    clerk.page.keyboard.press("Tab")
    expect(clerk.page.locator("#known")).to_have_text("")


def test_what_is_folded_opens_with_what_is_wrong_in_it(
    enter: Enter, forgiven: set[int], newcomer: Person
) -> None:
    forgiven.add(422)  # the browser tells of it, as of any refusal
    clerk = enter(newcomer.username, size=NARROW)
    clerk.go(f"/tiep-nhan/{LICENCE}")
    for title in FOLDED:
        expect(clerk.page.get_by_text(title, exact=True)).to_be_visible()
    expect(clerk.field("Ngày sinh")).to_be_hidden()
    clerk.page.get_by_text(FOLDED[0], exact=True).focus()
    clerk.page.keyboard.press("Enter")
    clerk.type("Ngày sinh", "31/02/2026")
    clerk.field("Dân tộc").select_option(label="Tày")
    clerk.field("Xã, phường, đặc khu").select_option(label="Phường Đông Kinh")
    clerk.page.get_by_text(FOLDED[4], exact=True).click()
    clerk.type("Ghi chú", "Gọi buổi sáng")
    clerk.type("Họ tên người nộp", APPLICANT.name)
    the_application(clerk)
    clerk.choose("Đầy đủ, tiếp nhận")
    clerk.press("Ghi hồ sơ")
    clerk.reads("Có 1 mục cần sửa", "Ngày sinh: hãy nhập ngày có thật")
    clerk.has("Ngày sinh", "31/02/2026")
    clerk.has("Ghi chú", "Gọi buổi sáng")
    expect(clerk.field("Dân tộc").locator("option:checked")).to_have_text("Tày")
    expect(clerk.field("Họ tên người liên hệ")).to_be_hidden()
    assert sideways(clerk) == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_unfolded_form_and_the_dossier_bear_axe_and_fit(
    enter: Enter, installation: Installation, newcomer: Person, size: tuple[int, int]
) -> None:
    code = file_at_desk(
        installation,
        newcomer,
        NOW,
        id_issued_on="04/05/2021",
        id_issued_by="Cơ quan cấp",
        birth_date="28/02/1990",
        sex="female",
        ethnicity="02",
        commune="06040",
        organisation_kind="household",
        tax_code="0100000001",
        contact_name="Người liên hệ",
        contact_phone="0205 000 002",
        delivery="post",
        note="Gọi buổi sáng",
    )
    axe = AXE.read_text(encoding="utf-8")
    clerk = enter(newcomer.username, size=size)
    clerk.go(f"/tiep-nhan/{LICENCE}")
    for title in FOLDED:
        clerk.page.get_by_text(title, exact=True).click()
    faults = examined(clerk, axe) + sideways(clerk)
    clerk.dossier(code)
    clerk.reads("Hộ kinh doanh", "Mã số thuế", "Người liên hệ", "Tày", "28/02/1990")
    clerk.reads("cấp ngày 04/05/2021", "Qua bưu chính", "Gọi buổi sáng")
    faults += examined(clerk, axe) + sideways(clerk)
    assert not faults, "\n".join(faults)
