"""Publishing at a real browser: a broken file seen on the diagram, the difference, the decision."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from engine.accounts import Grant, create_user
from engine.installation import Installation
from engine.storage.procedures import versions
from tests.conftest import OPENED, PASSWORD
from tests.webui.browser.conftest import NARROW, WIDE, Enter, Front
from tests.webui.browser.officer import Officer
from tests.webui.browser.test_habits import AXE, examined
from tests.webui.conftest import Clock
from webui import create_app

pytestmark = pytest.mark.browser

LICENCE = "2.002383.000.00.00.H37"
PAGE = f"/quy-trinh/{LICENCE}"
DIAGRAM = "bpmn/cap-phep-mot-cua.bpmn"
STEP = "Bước “Thẩm tra”: thời hạn 10 ngày làm việc → 8 ngày làm việc."


@pytest.fixture
def designer(installation: Installation) -> str:
    for name, role in (("thiet-ke", "thiet_ke"), ("thiet-ke-2", "thiet_ke")):
        person = {
            "grants": [Grant(role, "so-khcn")],
            "at": OPENED,
            "settings": installation.settings,
        }
        create_user(installation.store, name, name, PASSWORD, **person)
    return "thiet-ke"


def fetched(officer: Officer, folder: Path) -> Path:
    """The files of the version in force, as the page hands them out."""
    officer.go(PAGE)
    with officer.page.expect_download() as waiting:
        officer.page.get_by_role("link", name="Tải tệp về", exact=True).click()
    with zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes())) as archive:
        archive.extractall(folder)
    return folder / DIAGRAM


def edit(file: Path, *pairs: tuple[str, str]) -> Path:
    text = file.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    return file


def better(file: Path) -> Path:
    """A step with another name and fewer days."""
    name = ('name="Thẩm định"', 'name="Thẩm tra"')
    return edit(file, name, ('value="10 working days"', 'value="8 working days"'))


def hand_in(officer: Officer, file: Path, press: bool = True) -> None:
    officer.go(PAGE)
    officer.follow("Tải lên bản sửa")
    officer.page.get_by_label("Tệp *").set_input_files(file)
    officer.type("Nội dung thay đổi *", "Rút ngắn bước thẩm định")
    if press:
        officer.push("Kiểm tra")


def at_publication(officer: Officer) -> None:
    officer.page.wait_for_url(re.compile(r"/cong-bo/\d+$"), wait_until="load")
    officer.drawn()


def in_force(installation: Installation) -> int:
    with installation.store.read() as tx:
        row = versions.active(tx, LICENCE)
    assert row
    return row.number


def test_a_broken_file_is_seen_on_its_diagram_a_better_one_is_published(
    enter: Enter, designer: str, installation: Installation, tmp_path: Path, forgiven: set[int]
) -> None:
    forgiven.add(422)
    officer = enter(designer)
    file = fetched(officer, tmp_path)
    good = file.read_text("utf-8")
    edit(file, ('formId="tham_dinh"', 'formId="tham_din"'))
    hand_in(officer, file)
    officer.reads("Có 1 lỗi phải sửa, chưa ghi gì")
    page = officer.page
    expect(page.locator("[data-element-id=tham_dinh].mark-error")).to_have_count(1)
    sign = page.locator("[data-diagram=sheet-0]").get_by_role(
        "button", name="Không có biểu mẫu mà bước dùng"
    )
    sign.click()
    told = "“Thẩm định”: không có biểu mẫu mà bước dùng (“tham_din”)"
    expect(page.locator(":focus")).to_have_text(told)
    page.keyboard.press("Enter")
    expect(page.locator("[data-element-id=tham_dinh].lit")).to_have_count(1)
    expect(page.get_by_label("Nội dung thay đổi *")).to_have_value("Rút ngắn bước thẩm định")
    assert in_force(installation) == 1

    file.write_text(good, "utf-8")
    page.get_by_label("Tệp *").set_input_files(better(file))
    officer.push("Kiểm tra")
    at_publication(officer)
    officer.reads(STEP, "Bước “Thẩm tra”: trước đây tên là “Thẩm định”.", "Chờ duyệt")
    expect(page.locator("[data-element-id=tham_dinh].mark-changed")).to_have_count(2)
    assert in_force(installation) == 1
    officer.press("Công bố")
    officer.reads("Đã công bố.", "nay là phiên bản 2")
    assert in_force(installation) == 2
    officer.follow("Xem thủ tục")
    officer.reads("phiên bản 2 áp dụng từ", "Thẩm tra")


def test_two_people_decide_where_that_is_set(
    enter: Enter,
    designer: str,
    installation: Installation,
    clock: Clock,
    front: tuple[Front, str],
    tmp_path: Path,
) -> None:
    settings = installation.settings.model_copy(update={"publish_approval": "two"})
    officer = enter(designer)
    other = enter("thiet-ke-2")
    shown: Flask = create_app(replace(installation, settings=settings), clock)
    front[0].app = shown
    hand_in(officer, better(fetched(officer, tmp_path)))
    at_publication(officer)
    officer.reads("Bản này bạn gửi nên người khác duyệt.")
    expect(officer.button("Công bố")).to_have_count(0)
    place = officer.page.url.removeprefix(officer.base)
    assert officer.post(f"{place}/duyet").status == 403
    assert in_force(installation) == 1
    other.go("/cong-bo")
    other.follow("Rút ngắn bước thẩm định")
    other.press("Duyệt và công bố")
    other.reads("Đã công bố.")
    assert in_force(installation) == 2


def test_too_much_is_told_before_it_leaves(enter: Enter, designer: str, tmp_path: Path) -> None:
    officer = enter(designer)
    large = tmp_path / "lon.zip"
    large.write_bytes(b"x" * 21_000_001)
    hand_in(officer, large)
    officer.reads("Các tệp đã chọn quá 21 MB.")
    assert "/cong-bo/moi" in officer.page.url


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_are_open_to_all_and_never_wider_than_the_screen(
    size: tuple[int, int], enter: Enter, designer: str, tmp_path: Path, forgiven: set[int]
) -> None:
    forgiven.add(422)
    officer = enter(designer, size=size)
    axe = AXE.read_text(encoding="utf-8")
    file = fetched(officer, tmp_path)
    good = file.read_text("utf-8")
    hand_in(officer, edit(file, ('formId="tham_dinh"', 'formId="tham_din"')))
    officer.reads("Có 1 lỗi phải sửa")
    assert examined(officer, axe) == []
    assert officer.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    file.write_text(good, "utf-8")
    hand_in(officer, better(file))
    at_publication(officer)
    for path in ("", "/quy-trinh", PAGE, "/cong-bo", "/cong-bo/moi"):
        if path:
            officer.go(path)
        assert officer.page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        assert examined(officer, axe) == [], path
        officer.reads_vietnamese()
