"""What was typed against the form that was shown."""

import json
from datetime import datetime

import pytest

from engine.definitions.forms.form import read_form
from engine.definitions.forms.form_validation import check_form
from engine.errors import Invalid
from engine.workflow import feel
from engine.workflow.form_feel import FormFeel

FEEL = FormFeel()


def make(*components):
    data = json.dumps({"id": "x", "components": components}).encode()
    found, findings = read_form(data, "x")
    assert [f for f in findings if f.code != "W302"] == []
    return found


def field(kind="textfield", **more):
    return {"type": kind, "key": "k", "label": "Nhãn", **more}


def rule(kind="textfield", **rules):
    return field(kind, validate=rules)


OPTIONS = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}, {"value": 1, "label": "1"}]
LIST = {"type": "dynamiclist", "path": "l", "components": [rule(required=True)]}

GOOD = [
    (field(), {"k": "Nguyễn"}, {"k": "Nguyễn"}),
    (field(), {}, {}),
    (field(), {"k": "  "}, {"k": None}),
    (field(), {"k": None}, {"k": None}),
    (field(), {"k": "Nguye\u0302\u0303n"}, {"k": "Nguyễn"}),
    (field("textarea"), {"k": "a\nb"}, {"k": "a\nb"}),
    (rule(validationType="email"), {"k": "a@b.vn"}, {"k": "a@b.vn"}),
    (rule(validationType="phone"), {"k": "+84 912 345 678"}, {"k": "+84 912 345 678"}),
    (rule(pattern="^[0-9]{12}$"), {"k": "001099000000"}, {"k": "001099000000"}),
    (rule("number", min=1, max=2), {"k": 1.5}, {"k": 1.5}),
    (field("number", decimalDigits=2), {"k": 1.25}, {"k": 1.25}),
    (field("number", serializeToString=True), {"k": "1.50"}, {"k": "1.50"}),
    (field("checkbox"), {}, {"k": False}),
    (rule("checkbox", required=True), {"k": True}, {"k": True}),
    (field("select", values=OPTIONS), {"k": 1}, {"k": 1}),
    (field("radio", values=OPTIONS), {"k": ""}, {"k": None}),
    (field("checklist", values=OPTIONS), {"k": ["a", "a", "b"]}, {"k": ["a", "b"]}),
    (field("datetime", subtype="date"), {"k": "2023-12-07"}, {"k": "2023-12-07"}),
    (field("datetime", subtype="time"), {"k": "11:04"}, {"k": "11:04"}),
    (
        field("datetime", subtype="datetime"),
        {"k": "2023-12-07T11:04+07:00"},
        {"k": "2023-12-07T11:04+07:00"},
    ),
    (field(disabled=True), {"k": "x"}, {}),
    (field(readonly=True), {"k": "x"}, {}),
    (field(key="a.b"), {"a": {"b": "x"}}, {"a": {"b": "x"}}),
    (LIST, {"l": [{"k": "x"}, {"k": "y"}]}, {"l": [{"k": "x"}, {"k": "y"}]}),
    (LIST, {}, {"l": []}),
]


@pytest.mark.parametrize(("component", "values", "cleaned"), GOOD)
def test_what_keeps_the_rules_is_kept(component, values, cleaned):
    assert check_form(make(component), values, FEEL) == cleaned


BAD = [
    (rule(required=True), {}, "required"),
    (rule(required=True), {"k": " \t"}, "required"),
    (field(), {"k": 1}, "type"),
    (field(), {"k": {"a": 1}}, "type"),
    (field(), {"k": ["x"]}, "type"),
    (field(), {"k": "a\x00b"}, "characters"),
    (field(), {"k": "a\nb"}, "characters"),
    (field(), {"k": "\ud800"}, "characters"),
    (field(), {"k": "x" * 20_001}, "max_length"),
    (rule(maxLength=3), {"k": "abcd"}, "max_length"),
    (rule(minLength=3), {"k": "ab"}, "min_length"),
    (rule(validationType="email"), {"k": "a@b"}, "email"),
    (rule(validationType="phone"), {"k": "12"}, "phone"),
    (rule(pattern="^[0-9]+$"), {"k": "12x"}, "pattern"),
    (field("number"), {"k": "1"}, "type"),
    (field("number"), {"k": True}, "type"),
    (field("number"), {"k": float("nan")}, "type"),
    (field("number"), {"k": float("inf")}, "type"),
    (field("number"), {"k": 10**400}, "max"),
    (field("number", serializeToString=True), {"k": "1e5"}, "type"),
    (field("number", decimalDigits=1), {"k": 1.25}, "decimal_digits"),
    (rule("number", min=1), {"k": 0.5}, "min"),
    (rule("number", max=1), {"k": 1.5}, "max"),
    (field("checkbox"), {"k": "true"}, "type"),
    (rule("checkbox", required=True), {"k": False}, "required"),
    (field("select", values=OPTIONS), {"k": "c"}, "option"),
    (field("select", values=OPTIONS), {"k": True}, "option"),
    (field("radio", values=OPTIONS), {"k": ["a"]}, "option"),
    (field("checklist", values=OPTIONS), {"k": ["a", "c"]}, "option"),
    (field("checklist", values=OPTIONS), {"k": "a"}, "type"),
    (field("taglist", values=OPTIONS), {"k": [{}]}, "option"),
    (field("datetime", subtype="date"), {"k": "07/12/2023"}, "type"),
    (field("datetime", subtype="date"), {"k": "2023-02-30"}, "type"),
    (field("datetime", subtype="time"), {"k": "25:00"}, "type"),
    (field("select", valuesKey="chọn"), {"k": "a"}, "option"),
]


@pytest.mark.parametrize(("component", "values", "code"), BAD)
def test_what_breaks_a_rule_is_told(component, values, code):
    with pytest.raises(Invalid) as caught:
        check_form(make(component), values, FEEL)
    (problem,) = caught.value.problems
    assert (problem.key, problem.code, problem.label) == ("k", code, "Nhãn")


FORGED = [
    ({"k": "x", "role": "admin"}, "role"),
    ({"__proto__": {}}, "__proto__"),
    ({"a": {"b": "x", "c": 1}}, "a.c"),
    ({"l": [{"k": "x", "z": 1}]}, "l.1.z"),
]


@pytest.mark.parametrize(("values", "key"), FORGED)
def test_forged_keys_are_problems(values, key):
    form = make(field(), field(key="a.b"), LIST)
    with pytest.raises(Invalid) as caught:
        check_form(form, values, FEEL)
    assert [(p.key, p.code) for p in caught.value.problems] == [(key, "unknown")]


def test_all_problems_are_told_together():
    form = make(rule(required=True), {**rule(required=True), "key": "m"}, LIST)
    with pytest.raises(Invalid) as caught:
        check_form(form, {"l": [{"k": "x"}, {}], "z": 1}, FEEL)
    told = [(p.key, p.code) for p in caught.value.problems]
    assert told == [("z", "unknown"), ("k", "required"), ("m", "required"), ("l.2.k", "required")]


@pytest.mark.parametrize("value", ["x", 1, {}, ["x"]])
def test_a_list_that_is_none_is_told(value):
    with pytest.raises(Invalid):
        check_form(make(LIST), {"l": value}, FEEL)


def test_a_list_has_an_end():
    with pytest.raises(Invalid) as caught:
        check_form(make(LIST), {"l": [{"k": "x"}] * 201}, FEEL)
    assert caught.value.problems[0].code == "max_rows"


def test_a_hidden_field_is_left_out_and_not_required():
    hidden = {**rule(required=True), "conditional": {"hide": "=loại = 1"}}
    form = make({"type": "number", "key": "loại"}, hidden)
    assert check_form(form, {"loại": 1, "k": "x"}, FEEL) == {"loại": 1}
    with pytest.raises(Invalid):
        check_form(form, {"loại": 2}, FEEL)


def test_a_hidden_group_takes_its_fields_along():
    group = {
        "type": "group",
        "conditional": {"hide": "=loại = 1"},
        "components": [rule(required=True)],
    }
    assert check_form(make(group), {"k": "x"}, FEEL, {"loại": 1}) == {}


def test_a_condition_that_fails_does_not_hide():
    form = make({**field(), "conditional": {"hide": "=1 +"}})
    assert check_form(form, {"k": "x"}, FEEL) == {"k": "x"}


def test_a_row_can_be_hidden_by_its_number():
    inner = {**rule(required=True), "conditional": {"hide": "=i[1] > 1"}}
    form = make({"type": "dynamiclist", "path": "l", "components": [inner]})
    assert check_form(form, {"l": [{"k": "x"}, {}]}, FEEL) == {"l": [{"k": "x"}, {}]}


def test_a_computed_value_is_computed_here():
    form = make(
        {"type": "number", "key": "a"},
        {"type": "number", "key": "b"},
        {"type": "expression", "key": "sum", "expression": "=a + b"},
    )
    values = {"a": 1, "b": 2, "sum": 1_000}
    assert check_form(form, values, FEEL) == {"a": 1, "b": 2, "sum": 3}


def test_options_come_from_the_variables_that_the_form_was_shown_with():
    form = make(field("select", valuesKey="chọn"))
    inputs = {"chọn": [{"value": "x", "label": "X"}, "y"]}
    assert check_form(form, {"k": "y"}, FEEL, inputs) == {"k": "y"}
    with pytest.raises(Invalid):
        check_form(form, {"k": "z"}, FEEL, inputs)


def test_read_only_by_a_condition():
    form = make(field(readonly="=khóa"))
    assert check_form(form, {"k": "x"}, FEEL, {"khóa": True}) == {}
    assert check_form(form, {"k": "x"}, FEEL, {"khóa": False}) == {"k": "x"}


def problems(form, values, inputs=None):
    with pytest.raises(Invalid) as caught:
        check_form(form, values, FEEL, inputs)
    return [(p.key, p.code) for p in caught.value.problems]


def test_what_a_hidden_field_is_sent_cannot_hide_another():
    form = make(
        {"type": "checkbox", "key": "a"},
        {"type": "textfield", "key": "b", "conditional": {"hide": "=not(a)"}},
        {**rule(required=True), "conditional": {"hide": '=b = "x"'}},
    )
    assert problems(form, {"a": False, "b": "x"}) == [("k", "required")]


def test_what_a_read_only_field_is_sent_cannot_hide_another():
    form = make(
        field(key="b", readonly="=khóa"),
        {**rule(required=True), "conditional": {"hide": '=b = "x"'}},
    )
    inputs = {"khóa": True, "b": "y"}
    assert problems(form, {"b": "x"}, inputs) == [("k", "required")]


ROWS = {"type": "dynamiclist", "path": "l", "components": [field(readonly=True), field(key="m")]}
SHOWN_ROWS = {"l": [{"k": "a", "m": 1}, {"k": "b", "m": 2}]}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ([{"k": "b", "m": "x"}], [{"k": "b", "m": "x"}]),
        ([{"k": "giả", "m": "x"}], [{"k": "a", "m": "x"}]),
        ([{"m": "x"}, {"m": "y"}], [{"k": "a", "m": "x"}, {"k": "b", "m": "y"}]),
    ],
)
def test_a_read_only_value_in_a_row_is_one_that_was_shown(sent, kept):
    assert check_form(make(ROWS), {"l": sent}, FEEL, SHOWN_ROWS) == {"l": kept}


def test_no_row_is_added_where_rows_are_fixed():
    form = make({**LIST, "allowAddRemove": False})
    assert problems(form, {"l": [{"k": "x"}, {"k": "y"}]}) == [("l", "fixed_rows")]


def test_rows_that_are_wholly_hidden_may_be_sent_as_nothing():
    inner = {**rule(required=True), "conditional": {"hide": "=i[1] = 1"}}
    form = make({"type": "dynamiclist", "path": "l", "components": [inner]})
    assert check_form(form, {"l": [None, {"k": "x"}]}, FEEL) == {"l": [{}, {"k": "x"}]}


MOMENTS = [
    ("date", {}, "1899-12-31", "first_year"),
    ("date", {"disallowPassedDates": True}, "2024-02-04", "past"),
    ("datetime", {"disallowPassedDates": True}, "2024-02-04T16:59Z", "past"),
    ("time", {"timeInterval": 15}, "07:50", "interval"),
]


@pytest.mark.parametrize(("subtype", "more", "value", "code"), MOMENTS)
def test_a_moment_that_the_browser_would_not_give_is_refused(subtype, more, value, code):
    form = make(field("datetime", subtype=subtype, **more))
    with feel.as_of(datetime.fromisoformat("2024-02-05T08:00+07:00")):
        assert problems(form, {"k": value}) == [("k", code)]


@pytest.mark.parametrize(
    "value", ["2024-02-05T08:00", "2024-02-04T17:00Z", "2024-02-05T00:00+07:00"]
)
def test_today_is_the_day_of_the_act_in_vietnam(value):
    form = make(field("datetime", subtype="datetime", disallowPassedDates=True))
    with feel.as_of(datetime.fromisoformat("2024-02-05T08:00+07:00")):
        assert check_form(form, {"k": value}, FEEL) == {"k": value}


def test_a_step_tells_its_neighbours_exactly():
    with pytest.raises(Invalid) as caught:
        check_form(make(field("number", increment="0.1")), {"k": 0.25}, FEEL)
    assert [str(n) for n in caught.value.problems[0].limit] == ["0.2", "0.3"]


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_a_pattern_that_never_ends_is_refused_and_not_waited_for():
    form = make(rule(pattern="^(a+)+$"))
    assert problems(form, {"k": "a" * 60 + "!"}) == [("k", "pattern")]
    assert check_form(form, {"k": "aaa"}, FEEL) == {"k": "aaa"}


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_expressions_that_never_end_are_not_believed():
    endless = "=count(for x in 1..100000, y in 1..100000 return x)"
    form = make({"type": "expression", "key": "e", "expression": endless}, field())
    assert problems(form, {"k": "x"}) == [("e", "expression")]


@pytest.mark.slow
def test_two_thousand_fields_with_conditions():
    fields = [
        {**rule(required=True), "key": f"k{n}", "conditional": {"hide": f'=k{n - 1} = "x{n}"'}}
        for n in range(1, 2_001)
    ]
    values = {f"k{n}": f"x{n + 1}" if n % 2 else "a" for n in range(1, 2_001)}
    kept = check_form(make(field(key="k0"), *fields), values, FEEL)
    assert kept == {f"k{n}": f"x{n + 1}" for n in range(1, 2_001, 2)}


def test_names_with_spaces_are_seen_by_conditions():
    form = make({**rule(required=True), "conditional": {"hide": "=kết quả cuối = 1"}})
    assert check_form(form, {}, FEEL, {"kết quả cuối": 1}) == {}
    assert problems(form, {}, {"kết quả cuối": 2, "kết": 1}) == [("k", "required")]
