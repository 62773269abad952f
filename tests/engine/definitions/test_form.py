"""A form file into fields; what cannot be shown safely is refused with its place and line."""

import json
from pathlib import Path

import pytest

from engine.definitions.forms.form import FieldKind, read_form
from engine.errors import Severity

ROOT = Path(__file__).parents[3]


def form(*components):
    rows = ",\n".join(json.dumps(c, ensure_ascii=False) for c in components)
    return f'{{"type": "default", "id": "don",\n"components": [\n{rows}\n]}}'.encode()


def text(**more):
    return {"type": "textfield", "key": "ten", "label": "Tên", **more}


REFUSED = {
    "no type": ({"key": "a"}, "E302"),
    "html": ({"type": "html", "content": "<script>"}, "E302"),
    "iframe": ({"type": "iframe", "url": "https://x"}, "E302"),
    "document preview": ({"type": "documentPreview"}, "E302"),
    "file picker": ({"type": "filepicker", "key": "f"}, "E302"),
    "misspelt type": ({"type": "textfeld", "key": "a"}, "E302"),
    "no key": ({"type": "textfield"}, "E303"),
    "bad key": (text(key="a b"), "E303"),
    "poisoned key": (text(key="a.__proto__"), "E303"),
    "list without path": ({"type": "dynamiclist", "components": []}, "E303"),
    "required by word": (text(validate={"required": "yes"}), "E304"),
    "min by word": (
        {"type": "number", "key": "n", "label": "N", "validate": {"min": "nhiều"}},
        "E304",
    ),
    "negative length": (text(validate={"minLength": -1}), "E304"),
    "unknown validation": (text(validate={"validationType": "mail"}), "E304"),
    "rules that are none": (text(validate=[1]), "E304"),
    "no subtype": ({"type": "datetime", "key": "d"}, "E304"),
    "no options": ({"type": "select", "key": "s"}, "E305"),
    "option without value": ({"type": "radio", "key": "s", "values": [{"label": "a"}]}, "E305"),
    "option twice": (
        {"type": "radio", "key": "s", "values": [{"value": "a"}, {"value": "a"}]},
        "E305",
    ),
    "two ways": (
        {"type": "select", "key": "s", "values": [{"value": 1}], "valuesKey": "x"},
        "E305",
    ),
    "hide in javascript": (text(conditional={"hide": "a == 1"}), "E306"),
    "expression in javascript": ({"type": "expression", "key": "x", "expression": "1"}, "E306"),
    "foreign image": ({"type": "image", "source": "https://x/y.png"}, "E307"),
    "foreign image without scheme": ({"type": "image", "source": "//x/y.png"}, "E307"),
    "data image": ({"type": "image", "source": "data:image/svg+xml,x"}, "E307"),
    "foreign link": ({"type": "text", "text": "[x](https://x.example)"}, "E307"),
    "script link": ({"type": "text", "text": "[x](javascript:alert(1))"}, "E307"),
    "foreign picture in text": ({"type": "text", "text": "<img src=//x/y>"}, "E307"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_shown_is_refused_with_its_line(name):
    bad, code = REFUSED[name]
    found, findings = read_form(form(text(key="first"), bad), "forms/x.form")
    assert found is None
    errors = [f for f in findings if f.severity is Severity.ERROR]
    assert [(f.code, f.line) for f in errors] == [(code, 4)], [str(f) for f in findings]


def test_a_finding_names_the_place_and_the_near_word():
    _, findings = read_form(form({"type": "textfeld", "label": "Tên"}), "forms/x.form")
    assert str(findings[0]) == (
        'forms/x.form:3: E302 components[0] (Tên): type "textfeld" cannot be shown; '
        'did you mean "textfield"?'
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[]", "E301"),
        (b"{}", "E301"),
        (b'{"components": []}', "E301"),
        (b'{"id": 1, "components": []}', "E301"),
        (b'{"id": "x", "components": {}}', "E301"),
        (b'{"id": "x"', "E116"),
        (b"", "E102"),
    ],
)
def test_a_file_that_is_no_form_is_refused(data, code):
    found, findings = read_form(data, "x")
    assert found is None
    assert [f.code for f in findings] == [code]


def test_a_key_stands_once():
    _, findings = read_form(form(text(), text()), "x")
    assert [(f.code, f.line) for f in findings] == [("E303", 4)]


def test_one_key_can_stand_in_two_lists():
    rows = {"type": "dynamiclist", "components": [text()]}
    found, findings = read_form(form({**rows, "path": "a"}, {**rows, "path": "b"}, text()), "x")
    assert findings == []
    assert [f.path for f in found.fields] == [("a",), ("b",), ("ten",)]


def test_a_group_lays_its_path_before_the_keys_inside():
    group = {"type": "group", "path": "a.b", "components": [text(key="c.d")]}
    found, _ = read_form(form(group, {"type": "group", "components": [text()]}), "x")
    assert [f.path for f in found.walk() if f.kind is FieldKind.TEXTFIELD] == [
        ("a", "b", "c", "d"),
        ("ten",),
    ]


def test_shown_components_are_no_fields_and_expressions_are_gathered():
    shown = [
        {"type": "text", "text": "# Đơn\n[nhà](/trang)"},
        {"type": "separator"},
        {"type": "spacer"},
        {"type": "button", "label": "Nộp"},
        {"type": "image", "source": "/static/quoc-huy.png"},
    ]
    found, findings = read_form(form(*shown, text(conditional={"hide": "= a > 1"})), "x")
    assert findings == []
    assert len(found.fields) == 1
    assert [e[:2] for e in found.expressions] == [("a > 1", 8)]


@pytest.mark.parametrize("path", sorted((ROOT / "forms").glob("*.form")), ids=lambda p: p.stem)
def test_our_own_forms_have_no_findings(path):
    found, findings = read_form(path.read_bytes(), path.name)
    assert found is not None
    assert findings == []


def test_a_date_is_known_by_its_own_label() -> None:
    source = (
        '{"type": "default", "id": "f", "components": [{"type": "datetime", "id": "a",'
        ' "key": "ngay_cap", "subtype": "date", "dateLabel": "Ngày cấp"}]}'
    )
    form, findings = read_form(source.encode(), "forms/f.form")
    assert not findings
    assert form is not None
    assert [field.label for field in form.walk()] == ["Ngày cấp"]
