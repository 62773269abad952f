"""Forms with what is typed into them: what form-js and the server must say of each.

`feature` is the row of docs/forms.md that the case stands behind. `typed` are places in the data
(rows counted from 0) with the values that a person gives them, in this order. `wrong` are the
problems by the key of the field (rows counted from 1), `kept` what is saved when there are none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Component = dict[str, object]
Typed = list[tuple[list[object], object]]


@dataclass(frozen=True)
class Case:
    feature: str
    components: list[Component]
    typed: Typed = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    kept: dict[str, object] | None = None
    inputs: dict[str, object] = field(default_factory=dict)


def one(kind: str, **more: object) -> Component:
    return {"type": kind, "key": "k", "label": "Nhãn", "id": "f_k", **more}


def other(kind: str, key: str, **more: object) -> Component:
    return {**one(kind, **more), "key": key, "id": f"f_{key}"}


def rule(kind: str, **rules: object) -> Component:
    return one(kind, validate=rules)


def k(value: object) -> Typed:
    return [(["k"], value)]


def good(feature: str, component: Component, value: object, kept: object = ...) -> Case:
    return Case(feature, [component], k(value), kept={"k": value if kept is ... else kept})


def bad(feature: str, component: Component, value: object, code: str) -> Case:
    return Case(feature, [component], k(value), {"k": code})


OPTIONS = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}, {"value": 1, "label": "1"}]
HAN = "Nguyễn Thị Ánh"
PHONE = {"validationType": "phone"}
EMAIL = {"validationType": "email"}
DATE = {"subtype": "date", "dateLabel": "Ngày"}
TIME = {"subtype": "time", "timeLabel": "Giờ", "use24h": True, "timeInterval": 15}
BOTH = {**DATE, **TIME, "subtype": "datetime"}
LONG_AGO = "2001-02-28"

TEXTS = [
    good("`textfield`", one("textfield"), HAN),
    good("`textfield`", one("textfield"), "  ", None),
    bad("`textfield`", one("textfield"), "a\x07b", "characters"),
    good("`textarea`", one("textarea"), "dòng một\ndòng hai"),
    bad("`required`", rule("textfield", required=True), "", "required"),
    bad("`required`", rule("textfield", required=True), " \u00a0\t", "required"),
    bad("`required`", rule("textarea", required=True), "\n", "required"),
    good("`required`", rule("textfield", required=True), "0"),
    bad("`minLength`, `maxLength`", rule("textfield", minLength=3), "ab", "min_length"),
    bad("`minLength`, `maxLength`", rule("textfield", minLength=3), " ab ", "min_length"),
    good("`minLength`, `maxLength`", rule("textfield", minLength=3), ""),
    bad("`minLength`, `maxLength`", rule("textfield", maxLength=3), "abcd", "max_length"),
    good("`minLength`, `maxLength`", rule("textfield", maxLength=3), " abc "),
    good("`minLength`, `maxLength`", rule("textarea", maxLength=2), "🇻🇳"),
    good("`minLength`, `maxLength`", rule("textfield", maxLength=2), "e\u0302\u0301", "ế"),
    bad("`minLength`, `maxLength`", rule("textarea", maxLength=20_000), "x" * 20_001, "max_length"),
    good("`pattern`", rule("textfield", pattern="^[0-9]{12}$"), "001099000000"),
    good("`pattern`", rule("textfield", pattern="[0-9]"), "số 1"),
    good("`pattern`", rule("textfield", pattern="^\\d+\\-A$"), "12-A"),
    bad("`pattern`", rule("textfield", pattern="^[0-9]+$"), "12x", "pattern"),
    bad(
        "`patternErrorMessage`",
        rule("textfield", pattern="^A$", patternErrorMessage="Chỉ nhập chữ A."),
        "B",
        "told",
    ),
    good("`validationType` email", rule("textfield", **EMAIL), "van.thu+1@angiang.gov.vn"),
    *[
        bad("`validationType` email", rule("textfield", **EMAIL), text, "email")
        for text in ("a@b", "a b@c.vn", "@c.vn", "a@-c.vn", "a@c..vn", "ồ@c.vn", "a@c.vn ")
    ],
    *[
        good("`validationType` phone", rule("textfield", **PHONE), text)
        for text in ("0912 345 678", "+84 912 345 678", "02963.852.345", "+4930664040900")
    ],
    *[
        bad("`validationType` phone", rule("textfield", **PHONE), text, "phone")
        for text in ("12", "một hai", "0912345678 hoặc 0987", "(0296) 3852345")
    ],
]

NUMBERS = [
    good("`number`", one("number"), 0),
    good("`number`", one("number"), -1.5),
    good("`number`", one("number"), None),
    bad("`number`", one("number"), 2 * 10**15, "max"),
    bad("`required`", rule("number", required=True), None, "required"),
    good("`required`", rule("number", required=True), 0),
    bad("`min`, `max`", rule("number", min=1), 0, "min"),
    bad("`min`, `max`", rule("number", min=0), -0.001, "min"),
    bad("`min`, `max`", rule("number", max=2000), 2000.5, "max"),
    good("`min`, `max`", rule("number", min=0.1, max=0.3), 0.3),
    bad("`decimalDigits`", one("number", decimalDigits=0), 1.5, "decimal_digits"),
    bad("`decimalDigits`", one("number", decimalDigits=2), 1.255, "decimal_digits"),
    good("`decimalDigits`", one("number", decimalDigits=2), 1.25),
    good("`increment`", one("number", increment=0.05), 1.15),
    bad("`increment`", one("number", increment="0.05"), 1.17, "step"),
    bad("`increment`", one("number", increment=500), 1250, "step"),
    good("`increment`", one("number", increment=500), -1500),
    good("`serializeToString`", one("number", serializeToString=True), "1.50"),
    bad("`serializeToString`", one("number", serializeToString=True), "1e5", "type"),
    bad(
        "`serializeToString`",
        one("number", serializeToString=True, validate={"max": 1}),
        "1.50",
        "max",
    ),
]

CHOICES = [
    good("`checkbox`", one("checkbox"), True),
    Case("`checkbox`", [one("checkbox")], kept={"k": False}),
    bad("`checkbox`", rule("checkbox", required=True), False, "required"),
    good("`radio`", one("radio", values=OPTIONS), "a"),
    good("`radio`", one("radio", values=OPTIONS), 1),
    bad("`radio`", one("radio", values=OPTIONS, validate={"required": True}), None, "required"),
    good("`select`", one("select", values=OPTIONS), "b"),
    good("`select`", one("select", values=OPTIONS, searchable=True), "b"),
    good("`select`", one("select", values=OPTIONS), None),
    bad("`select`", one("select", values=OPTIONS, validate={"required": True}), None, "required"),
    good("`checklist`", one("checklist", values=OPTIONS), ["a", 1]),
    good("`checklist`", one("checklist", values=OPTIONS), [], None),
    bad(
        "`checklist`", one("checklist", values=OPTIONS, validate={"required": True}), [], "required"
    ),
    good("`taglist`", one("taglist", values=OPTIONS), ["b", "a"]),
    bad("`taglist`", one("taglist", values=OPTIONS, validate={"required": True}), [], "required"),
    Case(
        "`valuesKey`",
        [one("select", valuesKey="chọn")],
        k("y"),
        kept={"k": "y"},
        inputs={"chọn": [{"value": "x", "label": "X"}, "y"]},
    ),
    Case(
        "`valuesExpression`",
        [other("number", "n"), one("select", valuesExpression='=if n > 1 then ["x"] else ["y"]')],
        [(["n"], 2), (["k"], "x")],
        kept={"n": 2, "k": "x"},
    ),
    Case(
        "`valuesExpression`",
        [
            other("taglist", "t", values=OPTIONS),
            one("checklist", valuesExpression='=for x in t return {"value": x, "label": "Mục"}'),
        ],
        [(["t"], ["a", "b"]), (["k"], ["b"])],
        kept={"t": ["a", "b"], "k": ["b"]},
    ),
]

MOMENTS = [
    good("`datetime` date", one("datetime", **DATE), "2024-02-29"),
    good("`datetime` date", one("datetime", **DATE), None),
    bad("`datetime` date", one("datetime", **DATE, validate={"required": True}), None, "required"),
    good("`datetime` time", one("datetime", **TIME), "07:45"),
    good("`datetime` both", one("datetime", **BOTH), "2024-02-29T16:30"),
    good(
        "`timeSerializingFormat`",
        one("datetime", **BOTH, timeSerializingFormat="utc_offset"),
        "2024-02-29T16:30+07:00",
    ),
    good(
        "`timeSerializingFormat`",
        one("datetime", **BOTH, timeSerializingFormat="utc_normalized"),
        "2024-02-29T20:30Z",
    ),
    Case(
        "`disallowPassedDates`",
        [one("datetime", **DATE, disallowPassedDates=True, validate={"required": True})],
        k(LONG_AGO),
        {"k": "required"},
    ),
    good("`disallowPassedDates`", one("datetime", **DATE, disallowPassedDates=True), "2999-01-01"),
    good("`timeInterval`", one("datetime", **{**TIME, "timeInterval": 30}), "07:45", "07:30"),
]

SHOWN_BY_ANOTHER = [other("textfield", "loai"), rule("textfield", required=True)]
CONDITIONS = [
    Case(
        "`conditional.hide`",
        [
            other("textfield", "loai"),
            {**rule("textfield", required=True), "conditional": {"hide": '=loai = "x"'}},
        ],
        [(["loai"], "x")],
        kept={"loai": "x"},
    ),
    Case(
        "`conditional.hide`",
        [
            other("textfield", "loai"),
            {**rule("textfield", required=True), "conditional": {"hide": '=loai = "x"'}},
        ],
        [(["loai"], "y")],
        {"k": "required"},
    ),
    Case(
        "`conditional.hide`",
        [other("textfield", "loai"), {**one("textfield"), "conditional": {"hide": '=loai = "x"'}}],
        [(["k"], "mất đi"), (["loai"], "x")],
        kept={"loai": "x"},
    ),
    Case(
        "`conditional.hide`",
        [{**one("textfield"), "conditional": {"hide": "=không_có"}}],
        k("x"),
        kept={},
    ),
    Case(
        "`conditional.hide`",
        [{**one("textfield"), "conditional": {"hide": "=1 +"}}],
        k("x"),
        kept={"k": "x"},
    ),
    Case(
        "`conditional.hide`",
        [
            other("checkbox", "a"),
            {**other("textfield", "b"), "conditional": {"hide": "=not(a)"}},
            {**rule("textfield", required=True), "conditional": {"hide": '=b != "z"'}},
        ],
        [(["a"], True), (["b"], "z")],
        {"k": "required"},
    ),
    Case("`readonly`", [one("textfield", readonly=True)], k("x"), kept={}),
    Case("`readonly`", [one("textfield", readonly=True)], k("x"), kept={}, inputs={"k": "cũ"}),
    Case("`readonly`", [one("textfield", readonly=True, defaultValue="sẵn")], kept={"k": "sẵn"}),
    Case(
        "`readonly`",
        [other("checkbox", "a"), one("textfield", readonly="=a", validate={"required": True})],
        [(["a"], True)],
        kept={"a": True},
    ),
    Case(
        "`readonly`",
        [other("checkbox", "a"), one("textfield", readonly="=a")],
        k("x"),
        kept={"a": False, "k": "x"},
    ),
    Case(
        "`disabled`",
        [one("textfield", disabled=True, validate={"required": True})],
        k("x"),
        kept={},
    ),
    Case("`defaultValue`", [one("textfield", defaultValue="sẵn")], kept={"k": "sẵn"}),
    Case(
        "`defaultValue`",
        [one("textfield", defaultValue="sẵn")],
        kept={"k": "cũ"},
        inputs={"k": "cũ"},
    ),
    Case(
        "`defaultValue`", [one("checklist", values=OPTIONS, defaultValue=["a"])], kept={"k": ["a"]}
    ),
    Case(
        "`defaultValue`", [one("number", defaultValue=0, validate={"min": 1})], wrong={"k": "min"}
    ),
    Case(
        "FEEL limits",
        [other("number", "n"), one("number", validate={"max": "=n * 2"})],
        [(["n"], 2), (["k"], 5)],
        {"k": "max"},
    ),
    Case(
        "FEEL limits",
        [other("number", "n"), one("number", validate={"min": "=n", "max": "=n + 10"})],
        [(["n"], 2), (["k"], 5)],
        kept={"n": 2, "k": 5},
    ),
    Case("FEEL limits", [one("number", validate={"min": "=không_có"})], k(-5), kept={"k": -5}),
    Case(
        "FEEL limits",
        [other("number", "n"), one("textfield", validate={"minLength": "=n", "maxLength": "=n+1"})],
        [(["n"], 2), (["k"], "abcd")],
        {"k": "max_length"},
    ),
]

SUM = {"type": "expression", "key": "tong", "id": "f_tong", "computeOn": "change"}
COMPUTED = [
    Case(
        "`expression`",
        [other("number", "a"), other("number", "b"), {**SUM, "expression": "=a + b"}],
        [(["a"], 1), (["b"], 2)],
        kept={"a": 1, "b": 2, "tong": 3},
    ),
    Case(
        "`expression`",
        [
            {**SUM, "expression": "=hai + 1"},
            {**SUM, "key": "hai", "id": "f_hai", "expression": "=a * 2"},
            other("number", "a"),
        ],
        [(["a"], 4)],
        kept={"a": 4, "hai": 8, "tong": 9},
    ),
    Case(
        "`expression`",
        [
            other("number", "a"),
            {**SUM, "expression": "=a > 10"},
            {**rule("textfield", required=True), "conditional": {"hide": "=tong != true"}},
        ],
        [(["a"], 11)],
        {"k": "required"},
    ),
    Case(
        "`expression`",
        [{**SUM, "expression": "=1", "conditional": {"hide": "=true"}}, one("textfield")],
        k("x"),
        kept={"k": "x"},
    ),
    Case(
        "`expression` before sending",
        [other("number", "a"), {**SUM, "expression": "=a + 1", "computeOn": "presubmit"}],
        [(["a"], 1)],
        kept={"a": 1, "tong": 2},
    ),
]


def group(*components: Component, **more: object) -> Component:
    return {"type": "group", "label": "Nhóm", "id": "g", "components": list(components), **more}


def rows(*components: Component, **more: object) -> Component:
    start = {"type": "dynamiclist", "label": "Danh sách", "id": "l", "path": "l"}
    return {**start, "components": list(components), **more}


def at(number: int, key: str, value: object) -> tuple[list[object], object]:
    return (["l", number, key], value)


NESTED = [
    Case("`group`", [group(rule("textfield", required=True))], wrong={"k": "required"}),
    Case(
        "`group`",
        [group(one("textfield"), path="nha")],
        [(["nha", "k"], "x")],
        kept={"nha": {"k": "x"}},
    ),
    Case(
        "`group`", [group(rule("textfield", required=True), conditional={"hide": "=true"})], kept={}
    ),
    Case(
        "`group`",
        [group(one("textfield", readonly=True), other("textfield", "m"), path="nha")],
        [(["nha", "m"], "mới")],
        kept={"nha": {"k": "cũ", "m": "mới"}},
        inputs={"nha": {"k": "cũ", "m": "x"}},
    ),
    Case("dotted keys", [one("textfield", key="a.b")], [(["a", "b"], "x")], kept={"a": {"b": "x"}}),
    Case(
        "`dynamiclist`",
        [rows(rule("textfield", required=True))],
        [(["l"], [{}, {}]), at(0, "k", "x"), at(1, "k", "y")],
        kept={"l": [{"k": "x"}, {"k": "y"}]},
    ),
    Case(
        "`dynamiclist`",
        [rows(rule("textfield", required=True))],
        [(["l"], [{}, {}, {}]), at(0, "k", "x"), at(2, "k", "y")],
        {"l.2.k": "required"},
    ),
    Case("`dynamiclist`", [rows(rule("textfield", required=True))], [(["l"], [])], kept={"l": []}),
    Case("`dynamiclist`", [rows(rule("textfield", required=True))], wrong={"l.1.k": "required"}),
    Case("`dynamiclist`", [rows(one("textfield"), defaultRepetitions=0)], kept={"l": []}),
    Case(
        "`dynamiclist`",
        [rows(one("textfield"))],
        [at(1, "k", "mới")],
        kept={"l": [{"k": "a"}, {"k": "mới"}]},
        inputs={"l": [{"k": "a"}, {"k": "b"}]},
    ),
    Case(
        "`dynamiclist`",
        [rows(one("textfield"), conditional={"hide": "=true"})],
        kept={},
        inputs={"l": [{"k": "a"}]},
    ),
    Case(
        "`dynamiclist`",
        [
            rows(
                other("number", "n"),
                {**rule("textfield", required=True), "conditional": {"hide": "=this.n > 1"}},
            )
        ],
        [(["l"], [{}, {}]), at(0, "n", 1), at(1, "n", 2)],
        {"l.1.k": "required"},
    ),
    Case(
        "`dynamiclist`",
        [rows({**one("textfield"), "conditional": {"hide": "=i[1] = 1"}})],
        [(["l"], [{}, {}]), at(1, "k", "x")],
        kept={"l": [{}, {"k": "x"}]},
    ),
    Case(
        "`dynamiclist`",
        [other("number", "n"), rows(one("number", validate={"max": "=parent.n"}))],
        [(["n"], 5), (["l"], [{}, {}]), at(0, "k", 5), at(1, "k", 6)],
        {"l.2.k": "max"},
    ),
    Case(
        "`dynamiclist`",
        [rows(other("number", "n"), {**SUM, "expression": "=this.n * 2"})],
        [(["l"], [{}, {}]), at(0, "n", 1), at(1, "n", 2)],
        kept={"l": [{"n": 1, "tong": 2}, {"n": 2, "tong": 4}]},
    ),
    Case(
        "`dynamiclist`",
        [rows(one("textfield", readonly=True), other("textfield", "m"))],
        [at(1, "m", "mới")],
        kept={"l": [{"k": "a", "m": None}, {"k": "b", "m": "mới"}]},
        inputs={"l": [{"k": "a"}, {"k": "b"}]},
    ),
    Case(
        "`dynamiclist` in a `dynamiclist`",
        [rows(rows(rule("number", max=9), path="m", id="m"))],
        [(["l", 0, "m", 0, "k"], 10)],
        {"l.1.m.1.k": "max"},
    ),
    Case(
        "`allowAddRemove`",
        [rows(one("textfield"), allowAddRemove=False, defaultRepetitions=2)],
        [at(1, "k", "x")],
        kept={"l": [{"k": None}, {"k": "x"}]},
    ),
    Case(
        "`nonCollapsedItems`",
        [rows(one("textfield"), nonCollapsedItems=2, defaultRepetitions=4)],
        [at(3, "k", "x")],
        kept={"l": [{"k": None}, {"k": None}, {"k": None}, {"k": "x"}]},
    ),
]

SHOWN = [
    Case("`text`", [{"type": "text", "text": "# Đơn\n[nhà](/trang)", "id": "t"}], kept={}),
    Case(
        "`separator`, `spacer`", [{"type": "separator"}, {"type": "spacer", "height": 10}], kept={}
    ),
    Case(
        "`image`", [{"type": "image", "source": "/static/icon.svg", "alt": "Biểu tượng"}], kept={}
    ),
    Case("`button`", [{"type": "button", "label": "Nộp", "action": "submit"}], kept={}),
    Case(
        "`table`",
        [
            {
                "type": "table",
                "id": "t",
                "label": "Bảng",
                "dataSource": "=ds",
                "rowCount": 2,
                "columns": [{"key": "a", "label": "Cột"}],
            }
        ],
        kept={},
        inputs={"ds": [{"a": 1}, {"a": True}, {"a": "2024-02-29"}]},
    ),
    Case(
        "`layout`",
        [
            one("textfield", layout={"row": "r1", "columns": 8}),
            other("textfield", "m", layout={"row": "r1", "columns": 8}),
        ],
        k("x"),
        kept={"k": "x", "m": None},
    ),
    Case(
        "templates in texts",
        [
            one("textfield", label="Số {{n}}", description="=string(n)"),
            {"type": "text", "text": "Có {{n}} máy"},
        ],
        k("x"),
        kept={"k": "x"},
        inputs={"n": 3},
    ),
    Case(
        "`prefixAdorner`, `suffixAdorner`",
        [one("number", appearance={"prefixAdorner": "≥", "suffixAdorner": "kV"})],
        k(3),
        kept={"k": 3},
    ),
]

CASES = [*TEXTS, *NUMBERS, *CHOICES, *MOMENTS, *CONDITIONS, *COMPUTED, *NESTED, *SHOWN]
