"""Labels of the journal back to keys, options to values; what is ambiguous is not guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from engine.definitions.forms.form import Form, read_form
from engine.upgrade.labels import by_keys


def text(key: str, label: str, kind: str = "textfield", **more: object) -> dict[str, object]:
    return {"type": kind, "id": f"f_{key}_{label}", "key": key, "label": label, **more}


def group(label: str, *inside: dict[str, object], kind: str = "group", **more: object) -> object:
    return {"type": kind, "id": f"g_{label}", "label": label, "components": list(inside), **more}


def form(*components: object) -> Form:
    found, findings = read_form(
        json.dumps({"id": "f", "components": list(components)}).encode(), "f.form"
    )
    assert found is not None, findings
    return found


CHOICE = [
    {"value": "dat", "label": "Đạt"},
    {"value": "khong", "label": "Không đạt"},
    {"value": "k1", "label": "Khác"},
    {"value": "k2", "label": "Khác"},
]
FORM = form(
    text("so", "Số"),
    text("ket_qua", "Kết quả", "radio", values=CHOICE),
    text("loai", "Loại", "checklist", values=CHOICE),
    text("ngay", "Ngày", "datetime", subtype="date", dateLabel="Ngày"),
    group("Bên A", text("ten_a", "Họ tên"), path="ben_a"),
    group("Bên B", text("ten_b", "Họ tên"), text("b.tuoi", "Tuổi", "number")),
    group(
        "Giấy tờ",
        text("ten", "Tên"),
        text("kieu", "Kiểu", "select", values=CHOICE),
        kind="dynamiclist",
        path="giay_to",
    ),
)

CASES: dict[str, tuple[Mapping[str, object], Mapping[str, object], tuple[str, ...]]] = {
    "a text": ({"Số": "12"}, {"so": "12"}, ()),
    "an option": ({"Kết quả": "Không đạt"}, {"ket_qua": "khong"}, ()),
    "several options": ({"Loại": ["Đạt", "Lạ"]}, {"loai": ["dat", "Lạ"]}, ()),
    "two options of one label": ({"Kết quả": "Khác"}, {}, ("Kết quả – Khác",)),
    "a date": ({"Ngày": "2026-11-26"}, {"ngay": "2026-11-26"}, ()),
    "both of one label": (
        {"Họ tên": "A", "Bên B – Họ tên": "B"},
        {"ben_a": {"ten_a": "A"}, "ten_b": "B"},
        (),
    ),
    "one of two": ({"Họ tên": "A"}, {}, ("Họ tên",)),
    "a dotted key": ({"Tuổi": 7}, {"b": {"tuoi": 7}}, ()),
    "rows of a list": (
        {"Giấy tờ": [{"Tên": "Đơn", "Kiểu": "Đạt"}, {"Tên": "Bản đồ", "Màu": "đỏ"}]},
        {"giay_to": [{"ten": "Đơn", "kieu": "dat"}, {"ten": "Bản đồ"}]},
        ("Giấy tờ – Màu",),
    ),
    "a label that is gone": ({"Mới": 1, "Số": "3"}, {"so": "3"}, ("Mới",)),
}


@pytest.mark.parametrize(("given", "data", "unknown"), CASES.values(), ids=list(CASES))
def test_labels_give_keys(
    given: Mapping[str, object], data: Mapping[str, object], unknown: tuple[str, ...]
) -> None:
    found = by_keys(FORM, given)
    assert (found.data, found.unknown) == (data, unknown)
