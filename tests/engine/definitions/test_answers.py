"""A form's values in the words that people saw: labels, options, titles of groups."""

from __future__ import annotations

import json
from pathlib import Path

from engine.definitions.forms.answers import labelled_values
from engine.definitions.forms.form import read_form

ROOT = Path(__file__).parents[3]
OPTIONS = [{"value": "m", "label": "Máy mới"}, {"value": "c", "label": "Máy cũ"}]
FORM = {
    "id": "x",
    "components": [
        {"type": "textfield", "key": "ten", "label": "Tên"},
        {
            "type": "group",
            "label": "Cơ sở",
            "path": "co_so",
            "components": [
                {"type": "textfield", "key": "ten", "label": "Tên"},
                {"type": "group", "components": [{"type": "number", "key": "so", "label": "Số"}]},
                {"type": "select", "key": "loai", "label": "Loại", "values": OPTIONS},
            ],
        },
        {
            "type": "dynamiclist",
            "path": "may",
            "label": "Thiết bị",
            "components": [{"type": "taglist", "key": "k", "label": "Loại", "values": OPTIONS}],
        },
    ],
}


def test_values_stand_under_the_titles_of_their_groups() -> None:
    form, _ = read_form(json.dumps(FORM).encode(), "x")
    assert form is not None
    data = {
        "ten": "A",
        "co_so": {"ten": "B", "so": 3, "loai": "m"},
        "may": [{"k": ["c", "m"]}, {}],
        "ly_do": "không có trong biểu mẫu",
    }
    told = [(s.group, s.key, s.label, s.value) for s in labelled_values(form.fields, data)]
    assert told == [
        ("", "ten", "Tên", "A"),
        ("Cơ sở", "co_so.ten", "Tên", "B"),
        ("Cơ sở", "co_so.so", "Số", 3),
        ("Cơ sở", "co_so.loai", "Loại", "Máy mới"),
        ("", "may", "Thiết bị", [{"Loại": ["Máy cũ", "Máy mới"]}, {}]),
    ]


def test_the_application_for_a_licence_has_titles() -> None:
    file = ROOT / "forms/don-bo-sung-giay-phep-x-quang.form"
    form, _ = read_form(file.read_bytes(), file.name)
    assert form is not None
    groups = [field.label for field in form.walk() if field.kind == "group"]
    data = {field.path[0]: "x" for field in form.walk() if field.path}
    assert {s.group for s in labelled_values(form.fields, data)} >= set(groups) - {""}
    assert groups
