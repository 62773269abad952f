"""Two versions at a real browser: sentences lead to shapes and back, drawings move as one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from engine.accounts import Grant, create_user
from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.installation import Installation
from engine.publishing.deployment import deploy
from tests.conftest import OPENED, PASSWORD
from tests.webui.browser.conftest import NARROW, WIDE, Enter
from tests.webui.browser.officer import Officer
from tests.webui.browser.test_habits import AXE, examined

pytestmark = pytest.mark.browser

LICENCE = "2.002383.000.00.00.H37"
PAGE = f"/quy-trinh/{LICENCE}/so-sanh"
STEP = "Bước “Thẩm định”: thời hạn 10 ngày làm việc → 8 ngày làm việc."
VIEWS = "() => [...document.querySelectorAll('.viewport')].map(v => v.getAttribute('transform'))"
MOVED = f"before => JSON.stringify(({VIEWS})()) !== JSON.stringify(before)"
INSIDE = """shape => {
  const frame = shape.closest('[data-canvas]').getBoundingClientRect();
  const { left, right, top, bottom } = shape.getBoundingClientRect();
  return frame.left <= left && right <= frame.right && frame.top <= top && bottom <= frame.bottom;
}"""


@pytest.fixture
def designer(installation: Installation, tmp_path: Path) -> str:
    """A designer, and a second version: a shorter step, a new name, a field that must be filled."""
    root = tmp_path / "content"
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    change(root)
    deploy(installation.store, read_content(root), at=OPENED, by="tests")
    person = {
        "grants": [Grant("thiet_ke", "so-khcn")],
        "at": OPENED,
        "settings": installation.settings,
    }
    create_user(installation.store, "thiet-ke", "Thiết kế", PASSWORD, **person)
    return "thiet-ke"


def change(root: Path) -> None:
    diagram = root / "bpmn/cap-phep-mot-cua.bpmn"
    text = diagram.read_text("utf-8").replace('value="10 working days"', 'value="8 working days"')
    diagram.write_text(text.replace('name="Phân công"', 'name="Phân công thụ lý"'), "utf-8")
    form = root / "forms/tham-dinh.form"
    body = json.loads(form.read_text("utf-8"))
    body["components"][-1]["validate"]["required"] = True
    form.write_text(json.dumps(body, ensure_ascii=False), "utf-8")


def at(enter: Enter, designer: str, size: tuple[int, int] = WIDE) -> Officer:
    officer = enter(designer, size=size)
    officer.go(PAGE)
    return officer


def test_a_sentence_leads_to_its_shape_and_the_sign_back(enter: Enter, designer: str) -> None:
    officer = at(enter, designer)
    officer.reads(STEP, "Bước “Phân công thụ lý”: trước đây tên là “Phân công”.")
    page = officer.page
    page.get_by_role("button", name=STEP).first.click()
    expect(page.locator(".djs-element.lit")).to_have_count(2)
    expect(page.locator("[data-element-id=tham_dinh].lit.mark-changed")).to_have_count(2)
    assert inside(page.locator("[data-diagram=new-0] [data-element-id=tham_dinh]"))
    sign = page.locator("[data-diagram=new-0]").get_by_role("button", name=STEP)
    sign.click()
    expect(page.locator(":focus")).to_have_text(STEP)


def inside(shape: Locator) -> bool:
    """Whether the frame of its drawing shows it whole."""
    return bool(shape.evaluate(INSIDE))


def test_the_keyboard_brings_a_sign_into_its_frame(enter: Enter, designer: str) -> None:
    officer = at(enter, designer)
    page = officer.page
    drawing = page.locator("[data-diagram=old-0]")
    drawing.get_by_role("button", name="Vừa khung").focus()
    page.keyboard.press("Tab")
    for _ in range(8):
        if page.evaluate("document.activeElement.matches('.sign')"):
            break
        page.keyboard.press("Tab")
    assert inside(drawing.locator(".sign:focus"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-shows]:focus")).to_be_visible()


def test_drawings_move_together(enter: Enter, designer: str) -> None:
    page = at(enter, designer).page
    before = page.evaluate(VIEWS)
    page.locator("[data-diagram=old-0] [data-zoom=fit]").click()
    fitted = moved(page, before)
    assert numbers(fitted[0]) == pytest.approx(numbers(fitted[1]), rel=0.01)
    page.locator("[data-diagram=new-0] [data-zoom=in]").click()
    closer = moved(page, fitted)
    assert numbers(closer[0]) == pytest.approx(numbers(closer[1]), rel=0.01)


def moved(page: Page, before: list[str]) -> list[str]:
    """Where the drawings are, once that is not where they were."""
    page.wait_for_function(MOVED, arg=before)
    views: list[str] = page.evaluate(VIEWS)
    return views


def numbers(matrix: str) -> list[float]:
    return [float(n) for n in matrix.removeprefix("matrix(").rstrip(")").replace(",", " ").split()]


def test_forms_are_a_table(enter: Enter, designer: str) -> None:
    officer = at(enter, designer)
    officer.follow("Biểu mẫu “tham_dinh”: 1 chỗ khác.")
    rows = officer.page.locator("#form-1 tbody tr")
    told = "~ đổi Ý kiến thẩm định bắt buộc không có"
    expect(rows).to_have_text(told, use_inner_text=True)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_page_is_open_to_all_and_never_wider_than_the_screen(
    size: tuple[int, int], enter: Enter, designer: str
) -> None:
    officer = at(enter, designer, size)
    assert officer.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert examined(officer, AXE.read_text(encoding="utf-8")) == []
    officer.go(f"{PAGE}?tu=1&den=1")
    officer.reads("Hai phiên bản không khác nhau.")
