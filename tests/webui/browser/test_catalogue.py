"""Anybody at the catalogue: looks for a procedure as people type, reads, takes the blank along."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.webui.browser.conftest import NARROW, WIDE, Enter
from tests.webui.browser.test_habits import AXE, examined, sideways

pytestmark = pytest.mark.browser

LICENCE = "2.002383.000.00.00.H37"
PAGES = (
    "/thu-tuc",
    "/thu-tuc?q=dang+ky+kt+hon&list=lang-son-2020",
    "/thu-tuc?q=qqqqq",
    f"/thu-tuc/{LICENCE}",
    "/thu-tuc/1.003709",
    f"/thu-tuc/{LICENCE}/mau/don_bo_sung_giay_phep_x_quang",
    "/thu-tuc/danh-muc/lang-son-2020",
    "/thu-tuc/danh-muc/hien-hanh",
    "/ngon-ngu",
)


def test_somebody_finds_reads_and_prints(enter: Enter) -> None:
    reader = enter()
    reader.go("/dang-nhap")
    reader.turn(reader.page.get_by_role("link", name="Danh mục thủ tục hành chính"))
    box = reader.page.get_by_role("searchbox", name="Tìm thủ tục")
    box.press_sequentially("bo sugn giay phep xquang", delay=15)
    expect(reader.page).to_have_url(re.compile("[?&]q=bo.*xquang"))
    hit = reader.page.get_by_role("link", name="Bổ sung Giấy phép tiến hành công việc bức xạ")
    expect(hit).to_have_count(1)  # while typing, without a press
    reader.drawn()
    expect(box).to_be_focused()
    expect(box).to_have_value("bo sugn giay phep xquang")
    # Leaving the box must not load the list anew: what is being pressed would be replaced.
    loaded: list[str] = []
    reader.page.on("request", lambda r: loaded.append(r.url) if "hx-request" in r.headers else None)
    reader.turn(hit)
    assert loaded == []
    reader.reads("17 ngày làm việc", "Một cửa Sở Khoa học và Công nghệ", "Chưa có trong dữ liệu")
    expect(reader.page.locator(".djs-shape[data-element-id=tham_dinh]")).to_be_visible()
    reader.follow("Thẩm định")
    reader.turn(reader.page.get_by_role("link", name="Xem và in mẫu"))
    reader.reads("ĐƠN ĐỀ NGHỊ BỔ SUNG GIẤY PHÉP", "8. Các nội dung đề nghị sửa đổi, bổ sung")
    reader.page.emulate_media(media="print")
    expect(reader.button("In")).to_be_hidden()
    expect(reader.page.locator("header.top")).to_be_hidden()
    expect(reader.page.locator(".sheet")).to_be_visible()


def test_filters_and_back_keep_the_search(enter: Enter) -> None:
    reader = enter()
    reader.go("/thu-tuc?q=giay+phep")
    found = reader.page.get_by_role("status").last
    before = found.inner_text()
    reader.page.get_by_label("Cơ quan").select_option("so-khcn")
    expect(reader.page).to_have_url(re.compile("agency=so-khcn"))
    expect(found).not_to_have_text(before)
    reader.drawn()
    expect(reader.page.get_by_role("searchbox", name="Tìm thủ tục")).to_have_value("giay phep")
    reader.turn(reader.page.get_by_role("link", name="Danh mục cũ 2020"))
    reader.reads("Nghị quyết đơn giản hóa", "Danh mục cũ, chỉ để tra cứu")
    reader.page.go_back()
    expect(found).not_to_have_text(before)
    reader.page.go_back()
    expect(found).to_have_text(before)


def test_all_of_it_works_without_javascript(enter: Enter) -> None:
    reader = enter()
    browser = reader.page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(reader.base + "/thu-tuc")
    page.get_by_role("searchbox", name="Tìm thủ tục").fill("ly lich tu phap")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Cấp Phiếu lý lịch tư pháp").click()
    expect(page.get_by_role("heading", name="Cấp Phiếu lý lịch tư pháp")).to_be_visible()
    page.goto(f"{reader.base}/thu-tuc/{LICENCE}")
    page.get_by_role("link", name="Xem và in mẫu").click()
    expect(page.get_by_text("NGƯỜI KHAI")).to_be_visible()
    context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_bear_axe_and_fit(enter: Enter, size: tuple[int, int]) -> None:
    axe = AXE.read_text(encoding="utf-8")
    reader = enter(size=size)
    faults = []
    for path in PAGES:
        reader.go(path)
        faults += examined(reader, axe) + [f"{path} {told}" for told in sideways(reader)]
    assert not faults, "\n".join(faults)
