"""docs/forms.md against the cases: no row without a case behind it, no case without its row."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.definitions.forms.form import read_form
from engine.definitions.forms.static_components import REFUSED
from engine.errors import Finding
from engine.review.checks.forms import check_form_expressions
from tests.webui.forms.cases import CASES

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/forms.md").read_text(encoding="utf-8")


def section(title: str) -> list[list[str]]:
    text = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def found_in(*components: object) -> list[Finding]:
    data = json.dumps({"id": "x", "components": list(components)}, ensure_ascii=False).encode()
    form, findings = read_form(data, "forms/x.form")
    return findings + (check_form_expressions(form) if form else [])


def test_each_row_has_a_case_and_each_case_a_row() -> None:
    rows = [row[0] for row in section("Components and settings")]
    assert sorted(rows) == sorted({case.feature for case in CASES})


def field(**more: object) -> dict[str, object]:
    return {"type": "textfield", "key": "a", "label": "A", "id": "f_a", **more}


def table(**more: object) -> dict[str, object]:
    columns = [{"key": "a", "label": "A"}]
    return {"type": "table", "dataSource": "=a", "columns": columns, **more}


GIVEN: dict[str, tuple[str, list[dict[str, object]]]] = {
    **{f"`{kind}`": ("E302", [{"type": kind, "label": "X"}]) for kind in REFUSED},
    "any other type": ("E302", [{"type": "signature"}]),
    "`motcua:means` with another value": (
        "E313",
        [field(properties={"motcua:means": "sentence"})],
    ),
    "a key missing, twice, or under another's": ("E303", [field(), field(key="a.b", id="g")]),
    "a rule that cannot be read": ("E304", [field(validate={"maxLength": "dài"})]),
    "a choice without options": ("E305", [field(type="select")]),
    "a condition that does not begin with `=`": ("E306", [field(conditional={"hide": True})]),
    "a link or picture of others": ("E307", [{"type": "text", "text": "[x](//x.example)"}]),
    "more than 5,000 components": ("E308", [{"type": "spacer"}] * 5_001),
    "an id twice": ("E309", [field(), field(key="b")]),
    "`so_ho_so`, `kenh`, `quy_trinh`, `don_vi_mo`, `ly_do_rut` as a key": (
        "E310",
        [field(key="kenh")],
    ),
    "a table without columns or data": ("E311", [table(columns=[])]),
    "a pattern that is none": ("E312", [field(validate={"pattern": "("})]),
    "FEEL that does not parse": ("E615", [field(description="= 1 +")]),
}


def test_each_refusal_is_tried() -> None:
    rows = {row[0]: row[1] for row in section("What `check` refuses")}
    assert rows == {name: code for name, (code, _) in GIVEN.items()}


@pytest.mark.parametrize("name", GIVEN)
def test_what_the_page_says_is_refused_is_refused(name: str) -> None:
    code, components = GIVEN[name]
    found = found_in(*components)
    assert {f.code for f in found} == {code}, [str(f) for f in found]
    assert all(f.line and len(f.message) > 10 for f in found)


def test_the_reasons_are_those_that_are_told() -> None:
    rows = {row[0].strip("`"): row[2] for row in section("What `check` refuses")}
    for kind, reason in REFUSED.items():
        assert rows[kind] == reason
        (found,) = found_in({"type": kind})
        assert found.message.endswith(f'type "{kind}" cannot be shown: {reason}')


def test_all_components_of_form_js_are_known_or_refused() -> None:
    viewer = ROOT / "node_modules/@bpmn-io/form-js-viewer/dist/index.es.js"
    if not viewer.exists():
        pytest.skip("npm packages are not installed")
    code = viewer.read_text(encoding="utf-8")
    kinds = set(re.findall(r"^const type(?:\$\w+)? = '(\w+)';", code, re.MULTILINE))
    kinds |= set(re.findall(r"^  type: '(\w+)',", code, re.MULTILINE)) - {"default"}
    assert len(kinds) > 20
    known = {cell.strip("`") for row in section("Components and settings") for cell in row[:1]}
    told = " ".join(known) + " ".join(REFUSED)
    assert {kind for kind in kinds if kind not in told} == set()


def test_a_disabled_field_may_show_a_variable_of_the_dossier() -> None:
    assert found_in(field(key="so_ho_so", disabled=True)) == []
    assert found_in(field(key="so_ho_so", readonly=True)) == []
    inside = {"type": "dynamiclist", "path": "l", "components": [field(key="kenh")]}
    assert found_in(inside) == []


TAKEN = [
    ([field(), field(id="g")], "stands twice"),
    ([field(key="a.b"), field(id="g")], "stands twice"),
    ([field(), field(key="a.b.c", id="g")], 'lies under "a"'),
    ([{"type": "group", "path": "a", "components": []}, field()], "stands twice"),
    ([{"type": "dynamiclist", "path": "a", "components": []}, field(key="a.b")], 'lies under "a"'),
]


@pytest.mark.parametrize(("components", "told"), TAKEN)
def test_a_place_is_taken_once(components: list[object], told: str) -> None:
    found = found_in(*components)
    assert [f.code for f in found] == ["E303"]
    assert told in found[0].message


PLACED = [
    (field(conditional={"hide": "=1 +"}), "hide"),
    (field(type="number", validate={"max": "=(1"}), "max"),
    (field(type="select", valuesExpression="=[1"), "valuesExpression"),
    (field(type="expression", expression="=1 +"), "expression"),
    (field(readonly="=not("), "readonly"),
    (field(label="Số {{n +}}"), "label"),
    ({"type": "text", "text": "{{#if a +}}Có{{/if}}"}, "text"),
    (table(dataSource="=a["), "dataSource"),
]


@pytest.mark.parametrize(("component", "setting"), PLACED)
def test_feel_is_told_with_the_setting_it_stands_in(component: object, setting: str) -> None:
    found = found_in(component)
    assert [f.code for f in found] == ["E615"], [str(f) for f in found]
    assert found[0].element.endswith(f": {setting}")


def test_a_rule_that_means_nothing_is_told_and_passed_over() -> None:
    found = found_in(
        field(validate={"min": 3}), field(type="number", key="b", id="g", validate={"pattern": "x"})
    )
    assert [f.code for f in found] == ["W301", "W301"]


def test_a_field_without_a_label_is_told() -> None:
    assert [f.code for f in found_in(field(label=""))] == ["W302"]


DEFAULTS = [
    (field(defaultValue="x"), []),
    (field(validate={"maxLength": 1}, defaultValue="xy"), ["W303"]),
    (field(type="number", validate={"min": 1}, defaultValue=0), ["W303"]),
    (field(type="select", values=[{"value": "a"}], defaultValue="b"), ["W303"]),
    (field(type="checklist", values=[{"value": "a"}], defaultValue=["a"]), []),
    (field(type="select", valuesKey="x", defaultValue="b"), []),
]


@pytest.mark.parametrize(("component", "codes"), DEFAULTS)
def test_a_default_keeps_its_own_rules(component: object, codes: list[str]) -> None:
    assert [f.code for f in found_in(component)] == codes
