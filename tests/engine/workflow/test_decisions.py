"""Decision tables: what each hit policy gives with no, one and several hits, cell by cell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.dmn.decision_file import read_decisions
from engine.errors import Refused
from engine.workflow import feel
from engine.workflow.decisions import DecisionOutcome, decide, plan_of, problems
from tests.decisions import HEAD, dmn, literal, table


def outcome(data: bytes, wanted: str = "quyet_dinh", **variables: Any) -> DecisionOutcome:
    file, findings = read_decisions(data, "thu.dmn")
    assert file is not None, findings
    decision = file.find(wanted)
    assert decision is not None
    return decide(plan_of(file, decision), variables)


def result(xml: str, **variables: Any) -> object:
    return outcome(dmn(xml), **variables).value


def passes(cell: str, value: object, kind: str = "") -> bool:
    return result(table([f'{cell} => "trúng"'], inputs=(("x", kind),)), x=value) == "trúng"


CELLS = [
    ("4,5", "number", (4, 5), (3, 45)),
    ("not(4)", "number", (5,), (4,)),
    ("not(4, 5)", "number", (6,), (4, 5)),
    ('"a","b"', "string", ("a", "b"), ("c", "a,b", "", None)),
    ('"Đạt" , "đạt"', "string", ("Đạt", "đạt"), ("dat",)),
    ("[1..10]", "number", (1, 5.5, 10), (0, 11, None)),
    ("]1..10[", "number", (2,), (1, 10)),
    ("(1..10)", "number", (2,), (1, 10)),
    ("[-2..2.5]", "number", (-2, 2.5), (-3, 2.6)),
    ("< 5, > 10", "number", (4, 11), (5, 10)),
    (">= 0.5", "number", (0.5, 1), (0.4, None)),
    ("true", "boolean", (True,), (False, None)),
    ("false", "boolean", (False,), (True, None)),
    ("not(true)", "boolean", (False,), (True,)),
    ("-", "number", (1, None), ()),
    ("", "string", ("a", None), ()),
    ("null", "string", (None,), ("a",)),
    ('date("2024-01-01")', "date", ("2024-01-01",), ("2024-01-02", None)),
    ('< date("2024-01-01")', "date", ("2023-12-31",), ("2024-01-01",)),
    (
        '[date("2024-01-01")..date("2024-12-31")]',
        "date",
        ("2024-01-01", "2024-12-31"),
        ("2025-01-01",),
    ),
    ('> time("08:00:00")', "time", ("08:00:01",), ("07:59:59",)),
    (
        '>= date and time("2024-01-01T08:00:00+07:00")',
        "dateTime",
        ("2024-01-01T08:00:00+07:00", "2024-01-01T01:00:00Z"),
        ("2024-01-01T07:59:00+07:00",),
    ),
    ('<= duration("P5D")', "dayTimeDuration", ("P5D", "PT24H"), ("P6D",)),
    ('> duration("P1Y")', "yearMonthDuration", ("P13M",), ("P12M",)),
    ('contains(?, "quang")', "string", ("X-quang",), ("siêu âm",)),
    ("? > 3 and ? < 7", "number", (5,), (3, 9)),
]


@pytest.mark.parametrize(("cell", "kind", "hit", "missed"), CELLS, ids=[c[0] for c in CELLS])
def test_a_cell_is_hit_by_what_it_says(
    cell: str, kind: str, hit: tuple[object, ...], missed: tuple[object, ...]
) -> None:
    assert [v for v in hit if not passes(cell, v, kind)] == []
    assert [v for v in missed if passes(cell, v, kind)] == []


OVERLAP = ['< 10 => "nhỏ"', '< 20 => "vừa"', '[0..5] => "nhỏ"']  # 3 hits all, 7 two, 15 one
ONE = (("ra", "number"),)
SUMMED = ["< 10 => 1", "< 20 => 2.5", "[0..5] => 1"]
ORDERED = ['< 10 => "thường"', '< 20 => "gấp"', '[0..5] => "khẩn"']

POLICIES: list[tuple[str, dict[str, Any], list[str], dict[int, object]]] = [
    ("UNIQUE", {}, OVERLAP, {15: "vừa", 30: None}),
    ("FIRST", {}, OVERLAP, {3: "nhỏ", 15: "vừa", 30: None}),
    ("ANY", {}, ['< 10 => "a"', '< 20 => "a"'], {3: "a", 15: "a", 30: None}),
    (
        "PRIORITY",
        {"values": '"khẩn","gấp","thường"'},
        ORDERED,
        {3: "khẩn", 7: "gấp", 15: "gấp", 30: None},
    ),
    ("RULE ORDER", {}, OVERLAP, {3: ["nhỏ", "vừa", "nhỏ"], 15: ["vừa"], 30: None}),
    (
        "OUTPUT ORDER",
        {"values": '"khẩn","gấp","thường"'},
        ORDERED,
        {3: ["khẩn", "gấp", "thường"], 7: ["gấp", "thường"], 15: ["gấp"], 30: None},
    ),
    ("COLLECT", {}, OVERLAP, {3: ["nhỏ", "vừa", "nhỏ"], 15: ["vừa"], 30: None}),
    ("COLLECT", {"aggregation": "SUM"}, SUMMED, {3: 4.5, 7: 3.5, 15: 2.5, 30: None}),
    ("COLLECT", {"aggregation": "MIN"}, SUMMED, {3: 1, 15: 2.5, 30: None}),
    ("COLLECT", {"aggregation": "MAX"}, SUMMED, {3: 2.5, 15: 2.5, 30: None}),
    ("COLLECT", {"aggregation": "COUNT"}, SUMMED, {3: 3, 7: 2, 15: 1, 30: None}),
]


@pytest.mark.parametrize(
    ("policy", "more", "rules", "answers"),
    POLICIES,
    ids=[f"{p[0]} {p[1].get('aggregation', '')}" for p in POLICIES],
)
def test_a_hit_policy_says_what_becomes_of_the_hits(
    policy: str, more: dict[str, Any], rules: list[str], answers: dict[int, object]
) -> None:
    xml = table(rules, policy, outputs=ONE, **more)
    assert {x: result(xml, x=x) for x in answers} == answers


@pytest.mark.parametrize("x", [3, 7])
def test_two_hits_of_a_unique_table_are_an_error_that_names_both(x: int) -> None:
    with pytest.raises(Refused) as refused:
        result(table(OVERLAP), x=x)
    hit = "1, 2, 3" if x == 3 else "1, 2"
    said = f'decision "Quyết định", rule 2: rules {hit} are hit, but only one may be (UNIQUE)'
    assert (refused.value.fields["kind"], str(refused.value)) == ("unique", said)


def test_different_results_of_an_any_table_are_an_error() -> None:
    with pytest.raises(Refused, match="rules 1 and 2 are hit, but give different results") as told:
        result(table(OVERLAP, "ANY"), x=7)
    assert told.value.fields["kind"] == "any"
    equal = table(['< 10 => date("2024-01-01")', '- => date("2024-01-01")'], "ANY")
    assert result(equal, x=1) == "2024-01-01"


def test_several_outputs_make_a_context() -> None:
    outputs = (("phí", "number"), ("hạn", "string"))
    xml = table(['< 10 => 50000 | "P5D"', "- => 0 | "], "FIRST", outputs=outputs)
    assert result(xml, x=1) == {"phí": 50000, "hạn": "P5D"}
    assert result(xml, x=50) == {"phí": 0, "hạn": None}
    both = table(['< 10 => 5 | "a"', '< 20 => 6 | "b"'], "COLLECT", outputs=outputs)
    assert result(both, x=1) == [{"phí": 5, "hạn": "a"}, {"phí": 6, "hạn": "b"}]


def test_output_order_goes_by_each_output_that_has_values() -> None:
    outputs = (("mức", "string"), ("số", "number"))
    rules = ['- => "thấp" | 1', '- => "cao" | 2', '- => "thấp" | 3', '- => "lạ" | 4']
    xml = table(rules, "OUTPUT ORDER", outputs=outputs, values='"cao","thấp"')
    found = result(xml, x=1)
    assert isinstance(found, list)
    assert [row["số"] for row in found] == [2, 1, 3, 4]


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "RULE ORDER", "COLLECT"])
def test_the_default_output_stands_in_alone_where_nothing_is_hit(policy: str) -> None:
    assert result(table(['1 => "một"'], policy, defaults=('"khác"',)), x=2) == "khác"


def test_defaults_of_several_outputs_are_one_context() -> None:
    outputs = (("mức", "string"), ("số", "number"))
    xml = table(['1 => "a" | 1'], outputs=outputs, defaults=('"b"', ""))
    assert result(xml, x=2) == {"mức": "b", "số": None}


def test_all_inputs_of_a_rule_must_be_hit() -> None:
    inputs = (("loại", "string"), ("hồ sơ.số thiết bị", "number"))
    xml = table(['"mới" | > 3 => "a"', '"mới" | <= 3 => "b"', '- | - => "c"'], "FIRST", inputs)
    asked = [("mới", 5), ("mới", 2), ("cũ", 9), ("mới", None)]
    found = [result(xml, **{"loại": a, "hồ sơ": {"số thiết bị": b}}) for a, b in asked]
    assert found == ["a", "b", "c", "c"]


def test_cells_may_name_other_variables() -> None:
    xml = table(['> mức trần => "quá"', '<= mức trần => "đủ"'])
    assert [result(xml, **{"x": x, "mức trần": 5}) for x in (6, 5)] == ["quá", "đủ"]


def test_a_table_without_inputs_gives_its_one_rule() -> None:
    xml = table([], inputs=(), outputs=ONE).replace(
        "</decisionTable>",
        "<rule id='r'><outputEntry id='o'><text>7</text></outputEntry></rule></decisionTable>",
    )
    assert result(xml) == 7


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("number", "5", '"5" is no number'),
        ("integer", 1.5, "1.5 is no integer"),
        ("boolean", "true", '"true" is no boolean'),
        ("string", 5, "5 is no string"),
        ("date", "31/12/2024", '"31/12/2024" is no date'),
        ("duration", "5 ngày", '"5 ngày" is no duration'),
    ],
)
def test_an_input_of_another_kind_is_told(kind: str, value: object, said: str) -> None:
    kind = "dayTimeDuration" if kind == "duration" else kind
    with pytest.raises(Refused) as refused:
        passes("-", value, kind)
    place = 'decision "Quyết định", column "x": '
    assert (refused.value.fields["kind"], str(refused.value)) == ("type", place + said)


def test_only_numbers_are_added() -> None:
    with pytest.raises(Refused, match='rule 1, column "ra": "a" is no number for SUM'):
        result(table(['- => "a"'], "COLLECT", outputs=ONE, aggregation="SUM"), x=1)


def test_tenths_add_up() -> None:
    xml = table(["- => 0.1", "- => 0.2"], "COLLECT", outputs=ONE, aggregation="SUM")
    assert result(xml, x=1) == 0.3


def test_a_decision_uses_the_results_of_those_it_requires() -> None:
    group = table(
        ['< 5 => "ít"', '>= 5 => "nhiều"'], id="nhom", name="Nhóm", inputs=(("số", "number"),)
    )
    since = literal('date(ngày cấp) + duration("P1Y")', id="han", name="Hạn dùng")
    whole = table(
        ['"ít" | > date("2024-06-01") => 10', '"nhiều" | - => 20', '"ít" | - => 30'],
        "FIRST",
        (("Nhóm", "string"), ("Hạn dùng", "date")),
        ONE,
        requires=("nhom", "han"),
    )
    data = dmn(whole, group, since)  # the one that is asked for stands first, as drawn
    given = {"số": 2, "ngày cấp": "2024-01-01"}
    assert outcome(data, **given).value == 10
    assert outcome(data, **{**given, "số": 9}).value == 20
    assert outcome(data, **{**given, "ngày cấp": "2020-01-01"}).value == 30
    assert outcome(data, **given).hits == {"nhom": (1,), "han": (), "quyet_dinh": (1,)}
    by_id = whole.replace(">Nhóm<", ">nhom<")
    assert outcome(dmn(by_id, group, since), **given).value == 10


def test_camunda_7_knows_the_outputs_of_a_required_decision_by_their_names() -> None:
    first = table(["< 5 => 1", ">= 5 => 2"], id="mot", name="Một", outputs=(("mức", "number"),))
    second = table(
        ['1 => "a"', '2 => "b"'], inputs=(("mức", "number"),), outputs=ONE, requires=("mot",)
    )
    seven = HEAD.replace("Camunda Cloud", "Camunda Platform")
    assert outcome(dmn(first, second, head=seven), x=7, mức=1).value == "b"
    assert outcome(dmn(first, second), x=7, mức=1).value == "a"


KNOWLEDGE = """<businessKnowledgeModel id="phi" name="tính phí"><encapsulatedLogic>
<formalParameter name="số lượng"/><formalParameter name="đơn giá"/>
<literalExpression><text>số lượng * đơn giá</text></literalExpression></encapsulatedLogic>
</businessKnowledgeModel>"""
KNOWS = '<knowledgeRequirement><requiredKnowledge href="#phi"/></knowledgeRequirement>'


def test_a_knowledge_model_is_a_function_of_decisions() -> None:
    asked = literal("tính phí(x, 500) + 1", id="quyet_dinh", name="Tổng", inside=KNOWS)
    assert outcome(dmn(asked, KNOWLEDGE), x=3).value == 1501


def test_only_data_comes_out_of_a_decision() -> None:
    with pytest.raises(Refused):
        outcome(dmn(literal("[1..3]", id="quyet_dinh", name="q")))


@pytest.mark.slow
def test_a_decision_without_end_is_stopped_and_named() -> None:
    endless = table(['count(for i in 1..1000000000 return i) > ? => "a"'])
    with pytest.raises(Refused, match='decision "Quyết định": FEEL') as refused:
        result(endless, x=1)
    assert refused.value.fields["kind"] in {"too_slow", "too_much_memory"}
    assert result(table(["1 => 2"]), x=1) == 2


def test_names_that_are_dangerous_elsewhere_are_only_names() -> None:
    assert result(table(['1 => "a"']), x=1, __proto__={"x": 9}, constructor=1) == "a"
    assert feel.evaluate("{}.x", {}) is None


def test_today_is_that_of_the_act() -> None:
    xml = table(['< today() => "cũ"', '>= today() => "mới"'], inputs=(("x", "date"),))
    with feel.as_of(datetime(2024, 1, 2, tzinfo=UTC)):
        assert [result(xml, x=f"2024-01-0{d}") for d in (1, 2)] == ["cũ", "mới"]


@pytest.mark.slow
def test_five_thousand_rules_are_one_table() -> None:
    rules = [f'{n} | "mã {n}", "cũ {n}" => {n * 2}' for n in range(5_000)]
    inputs = (("x", "number"), ("mã", "string"))
    xml = table(rules, inputs=inputs, outputs=ONE)
    assert result(xml, x=4_999, mã="cũ 4999") == 9_998
    assert result(xml, x=4_999, mã="mã 1") is None


NUMBER = st.one_of(
    st.integers(-20, 20), st.floats(-20, 20).map(lambda f: round(f, 2)).filter(lambda f: f != 0)
)
WORD = st.sampled_from(["a", "b", "Đạt", "", "a,b", "-"])
TEXT = st.one_of(
    st.builds(lambda o, n: f"{o} {n}", st.sampled_from(["<", "<=", ">", ">="]), NUMBER),
    st.builds(
        lambda o, a, b, c: f"{o}{a}..{b}{c}",
        st.sampled_from("[(]"),
        NUMBER,
        NUMBER,
        st.sampled_from("])["),
    ),
    st.lists(NUMBER, min_size=1, max_size=3).map(lambda n: ", ".join(map(str, n))),
    st.lists(WORD, min_size=1, max_size=3).map(lambda w: ",".join(f'"{x}"' for x in w)),
    st.sampled_from(["true", "false", "-"]),
)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(cell=TEXT, value=st.one_of(NUMBER, WORD, st.booleans(), st.none()))
def test_the_quick_way_and_feelin_agree(cell: str, value: object) -> None:
    assert passes(cell, value) is feel.unary_test(cell, value, {})


def test_problems_name_the_character() -> None:
    texts = [("< 5", True), ("5 +", False), ('"a', True), ("a b c", False), ("1, 2", False)]
    found = problems(texts)
    assert [told[1] if told else None for told in found] == [None, 4, 1, None, 2]
