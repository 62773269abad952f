"""Two versions at a real browser: sentences lead to shapes and back, drawings move as one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.accounts import Grant, create_user
from engine.catalog.versions.deployment import deploy
from engine.definitions.content import read_content
from engine.definitions.root import content_root
from engine.office import Office
from tests.conftest import OPENED, PASSWORD
from tests.webui.browser.conftest import NARROW, WIDE, Enter
from tests.webui.browser.officer import Officer
from tests.webui.browser.test_habits import AXE, examined

pytestmark = pytest.mark.browser

LICENCE = "2.002383.000.00.00.H37"
PAGE = f"/quy-trinh/{LICENCE}/so-sanh"
STEP = "Bước “Thẩm định”: thời hạn 10 ngày làm việc → 8 ngày làm việc."
VIEWS = "() => [...document.querySelectorAll('.viewport')].map(v => v.getAttribute('transform'))"


@pytest.fixture
def designer(office: Office, tmp_path: Path) -> str:
    """A designer, and a second version: a shorter step, a new name, a field that must be filled."""
    root = tmp_path / "content"
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    change(root)
    deploy(office.store, read_content(root), at=OPENED, by="tests")
    person = {"grants": [Grant("thiet_ke", "so-khcn")], "at": OPENED, "settings": office.settings}
    create_user(office.store, "thiet-ke", "Thiết kế", PASSWORD, **person)
    return "thiet-ke"


def change(root: Path) -> None:
    diagram = root / "bpmn/cap-phep-mot-cua.bpmn"
    text = diagram.read_text("utf-8").replace('value="10 working days"', 'value="8 working days"')
    diagram.write_text(text.replace('name="Phân công"', 'name="Phân công thụ lý"'), "utf-8")
    form = root / "forms/tham-dinh.form"
    body = json.loads(form.read_text("utf-8"))
    body["components"][1]["validate"]["required"] = True
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
    assert page.locator(".djs-element.lit").count() == 2
    assert page.locator("[data-element-id=tham_dinh].lit.mark-changed").count() == 2
    frame = page.locator("[data-diagram=new-0] [data-canvas]").bounding_box()
    shape = page.locator("[data-diagram=new-0] [data-element-id=tham_dinh]").bounding_box()
    assert frame
    assert shape
    assert frame["x"] <= shape["x"] <= frame["x"] + frame["width"] - shape["width"]
    assert frame["y"] <= shape["y"] <= frame["y"] + frame["height"] - shape["height"]
    sign = page.locator("[data-diagram=new-0]").get_by_role("button", name=STEP)
    sign.click()
    assert page.evaluate("document.activeElement.textContent") == STEP


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
    sign = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
    frame = drawing.locator("[data-canvas]").bounding_box()
    assert page.evaluate("document.activeElement.matches('.sign')")
    assert frame
    assert frame["x"] <= sign["x"] <= frame["x"] + frame["width"]
    assert frame["y"] <= sign["y"] <= frame["y"] + frame["height"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.hasAttribute('data-shows')")


def test_drawings_move_together(enter: Enter, designer: str) -> None:
    page = at(enter, designer).page
    before = page.evaluate(VIEWS)
    page.locator("[data-diagram=old-0] [data-zoom=fit]").click()
    fitted = page.evaluate(VIEWS)
    assert fitted != before
    assert numbers(fitted[0]) == pytest.approx(numbers(fitted[1]), rel=0.01)
    page.locator("[data-diagram=new-0] [data-zoom=in]").click()
    closer = page.evaluate(VIEWS)
    assert closer != fitted
    assert numbers(closer[0]) == pytest.approx(numbers(closer[1]), rel=0.01)


def numbers(matrix: str) -> list[float]:
    return [float(n) for n in matrix.removeprefix("matrix(").rstrip(")").replace(",", " ").split()]


def test_forms_are_a_table(enter: Enter, designer: str) -> None:
    officer = at(enter, designer)
    officer.follow("Biểu mẫu “tham_dinh”: 1 chỗ khác.")
    rows = officer.page.locator("#form-1 tbody tr")
    assert " ".join(rows.inner_text().split()) == "~ đổi Ý kiến thẩm định bắt buộc không có"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_page_is_open_to_all_and_never_wider_than_the_screen(
    size: tuple[int, int], enter: Enter, designer: str
) -> None:
    officer = at(enter, designer, size)
    assert officer.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert examined(officer, AXE.read_text(encoding="utf-8")) == []
    officer.go(f"{PAGE}?tu=1&den=1")
    officer.reads("Hai phiên bản không khác nhau.")
