"""Not an English word and no American date, whatever the language of the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.webui.browser.forms_page import build, drawn, opened
from tests.webui.forms.agreement import schema
from tests.webui.forms.cases import OPTIONS, group, one, other, rows

LETTERS = re.compile(r"[A-Za-zÀ-ỹĐđ]+")
BUILT_IN = """Select Search Browse Remove list item Add new Increment Decrement true false NaN AM PM
    January February March April May June July August September October November December Sunday
    Monday Tuesday Wednesday Thursday Friday Saturday Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec
    Sun Mon Tue Wed Thu Fri Sat Year Month Scroll Click Text field area Number Checkbox group Radio
    Tag List Date time Group Dynamic Table Value Button Image view
    janvier lundi mardi dimanche rechercher"""
ALL = [
    one("textfield", validate={"required": True, "minLength": 3}),
    other("textfield", "thu", validate={"validationType": "email"}),
    other("textfield", "goi", validate={"validationType": "phone"}),
    other("textfield", "mau", validate={"pattern": "^[0-9]+$"}),
    other("textarea", "dai", validate={"maxLength": 2000}),
    other("number", "so", validate={"min": 2000, "max": 1000000}),
    other("number", "buoc", increment=500, decimalDigits=0),
    other("checkbox", "co", validate={"required": True}),
    other("radio", "mot", values=OPTIONS, validate={"required": True}),
    other("select", "chon", values=OPTIONS, validate={"required": True}),
    other("select", "tim", values=OPTIONS, searchable=True),
    other("checklist", "nhieu", values=OPTIONS),
    other("taglist", "the", values=OPTIONS),
    other("datetime", "ngay", subtype="date", dateLabel="Ngày"),
    other("datetime", "gio", subtype="time", timeLabel="Giờ", use24h=False, timeInterval=15),
    other("datetime", "luc", subtype="datetime", dateLabel="Ngày", timeLabel="Lúc"),
    group(other("textfield", "trong")),
    rows(other("textfield", "dong"), nonCollapsedItems=1, defaultRepetitions=3),
    {"type": "text", "text": "Hướng dẫn", "id": "huong_dan"},
    {"type": "table", "id": "bang", "label": "Bảng", "dataSource": "=ds", "rowCount": 2,
     "columns": [{"key": "a", "label": "Cột"}]},
    {"type": "textfield", "key": "khong_nhan", "id": "khong_nhan"},
    {"type": "number", "key": "so_khong_nhan", "id": "so_khong_nhan"},
    {"type": "group", "id": "nhom_khong_nhan", "components": []},
    {"type": "text", "id": "trong_rong"},
]  # fmt: skip
INPUTS = {"ds": [{"a": True}, {"a": "2024-02-05"}, {"a": None}]}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return build(tmp_path_factory.mktemp("forms"))


@pytest.fixture(params=["en-US", "fr-FR"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    with opened(chromium, address, request.param) as page:
        page.evaluate("([schema, values]) => showForm(schema, values)", [schema(ALL), INPUTS])
        drawn(page)
        yield page


def field(page: Page, key: str, part: str = "") -> Locator:
    return page.locator(f"#forms [id$='-f_{key}{part}']").first


def foreign(page: Page) -> set[str]:
    """Words of form-js, flatpickr and browsers that are no words of ours.

    The sign of bpmn.io must stay as it is; its words are not counted.
    """
    texts: list[str] = page.evaluate("""() => [...document.querySelectorAll('#forms, #forms *')]
        .filter((each) => !each.closest('.fjs-powered-by'))
        .flatMap((each) => [each.placeholder, each.title, each.ariaLabel, each.alt,
            each.matches('#forms') ? each.innerText : '', each.value])
        .filter((text) => typeof text === 'string')""")
    words: dict[str, str] = page.evaluate("() => formWords")
    english = set(LETTERS.findall(" ".join(words))) | set(BUILT_IN.split())
    own = set(LETTERS.findall(" ".join(words.values()))) | {"A", "a", "b", "e"}
    shown = set(LETTERS.findall(" ".join(texts)))
    assert "Nhãn" in shown
    return {word for word in shown & (english - own) if len(word) > 1}


def test_no_foreign_word_is_shown(page: Page) -> None:
    assert foreign(page) == set()
    page.evaluate("() => form.validate()")
    expect(page.get_by_text("Hãy nhập mục này.").nth(3)).to_be_visible()
    assert foreign(page) == set()
    for key, part in [("ngay", "-date"), ("gio", "-time"), ("tim", ""), ("the", ""), ("chon", "")]:
        field(page, key, part).focus()
        drawn(page)
        assert foreign(page) == set(), key
    field(page, "tim").fill("zzz")
    expect(page.get_by_text("Không tìm thấy")).to_be_visible()
    assert foreign(page) == set()
    page.get_by_text("Thêm", exact=True).click()
    page.get_by_text("Thu gọn").click()
    page.get_by_role("columnheader").first.click()
    page.get_by_role("button", name="Trang sau").click()
    drawn(page)
    assert foreign(page) == set()


def test_what_is_wrong_is_said_in_vietnamese(page: Page) -> None:
    typed = {
        "k": ("ab", "Hãy nhập ít nhất 3 ký tự."),
        "thu": ("x", "Hãy nhập địa chỉ thư điện tử, ví dụ ten@coquan.vn."),
        "goi": ("12", "Hãy nhập số điện thoại, ví dụ 0912 345 678."),
        "mau": ("x", "Hãy nhập đúng mẫu ^[0-9]+$."),
        "dai": ("x" * 2001, "Hãy nhập nhiều nhất 2.000 ký tự."),
        "so": ("1999,5", "Hãy nhập từ 2.000 trở lên."),
        "buoc": ("1750", "Hãy chọn 1.500 hoặc 2.000."),
    }
    for key, (text, told) in typed.items():
        field(page, key).fill(text)
        field(page, key).blur()
        expect(page.get_by_text(told, exact=True)).to_be_visible()
    field(page, "so").fill("2.000.000")
    field(page, "so").blur()
    expect(page.get_by_text("Hãy nhập không quá 1.000.000.", exact=True)).to_be_visible()
    assert foreign(page) == set()


def leaves(page: Page, field: Locator, typed: str, key: str) -> object:
    """Type, leave the field, and see what the form then keeps."""
    field.fill(typed)
    field.blur()
    drawn(page)
    return page.evaluate("key => form.submit().data[key]", key)


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("05/06/2024", "2024-06-05", "05/06/2024"),
        ("5-6-2024", "2024-06-05", "05/06/2024"),
        ("29022024", "2024-02-29", "29/02/2024"),
        ("31/02/2024", None, ""),
        ("02/30/2024", None, ""),
    ],
)
def test_a_date_is_typed_day_first(page: Page, typed: str, kept: str | None, shown: str) -> None:
    date = field(page, "ngay", "-date")
    expect(date).to_have_attribute("placeholder", "dd/mm/yyyy")
    assert leaves(page, date, typed, "ngay") == kept
    expect(date).to_have_value(shown)


def test_the_calendar_is_vietnamese_and_begins_on_monday(page: Page) -> None:
    field(page, "ngay", "-date").click()
    calendar = page.locator(".flatpickr-calendar.open")
    weekdays = ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
    expect(calendar.locator(".flatpickr-weekday")).to_have_text(weekdays)
    months = calendar.locator(".flatpickr-monthDropdown-month")
    expect(months.first).to_have_text(re.compile("^Tháng"))


def test_time_has_24_hours(page: Page) -> None:
    time = field(page, "gio", "-time")
    time.click()
    offered = page.locator(".fjs-dropdownlist-item")
    expect(offered.first).to_have_text("00:00")
    expect(offered.last).to_have_text("23:45")
    assert leaves(page, time, "16:30", "gio") == "16:30"
    expect(time).to_have_value("16:30")


@pytest.mark.parametrize(
    ("key", "typed", "kept", "shown"),
    [
        ("so", "1,5", 1.5, "1,5"),
        ("so", "2.000.000", 2_000_000, "2000000"),
        ("so", "2.000,5", 2000.5, "2000,5"),
        ("buoc", "2.000", 2_000, "2000"),
        ("so", "hai", None, ""),
    ],
)
def test_numbers_are_read_as_people_write_them(
    page: Page, key: str, typed: str, kept: object, shown: str
) -> None:
    number = field(page, key)
    assert leaves(page, number, typed, key) == kept
    expect(number).to_have_value(shown)


def test_a_table_shows_values_in_vietnamese(page: Page) -> None:
    expect(page.locator(".fjs-table td")).to_have_text(["Có", "05/02/2024"])


def test_a_computed_text_leads_nowhere_else(page: Page) -> None:
    text = {"type": "text", "text": "{{loi}} [nhà](#nha)", "id": "t"}
    value = "[bấm](https://evil.example) <img src=https://evil.example/x.png> [thư](mailto:a@b.vn)"
    page.evaluate("([s, v]) => showForm(s, v)", [schema([text]), {"loi": value}])
    links = page.locator(".fjs-form-field-text a")
    expect(links).to_have_count(3)
    assert [link.get_attribute("href") for link in links.all()] == [None, "mailto:a@b.vn", "#nha"]
    expect(page.locator(".fjs-form-field-text img")).to_have_count(0)
