"""What is read from a DMN file, and what is refused with its line."""

from __future__ import annotations

import pytest

from engine.definitions.dmn.decision import DecisionTable, HitPolicy, Literal, ValueType
from engine.definitions.dmn.decision_file import read_decisions
from tests.decisions import HEAD, dmn, literal, table

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
VERSIONS = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    NAMESPACE,
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]


def codes(data: bytes) -> list[str]:
    file, findings = read_decisions(data, "bpmn/thu.dmn")
    assert (file is None) == any(f.code.startswith("E") for f in findings)
    return [f.code for f in findings]


def said(data: bytes) -> list[str]:
    return [str(f) for f in read_decisions(data, "bpmn/thu.dmn")[1]]


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_of_dmn_is_read(namespace: str) -> None:
    data = dmn(table(['1 => "a"']), head=HEAD.replace(f'"{NAMESPACE}"', f'"{namespace}"'))
    file, findings = read_decisions(data, "thu.dmn")
    assert findings == []
    assert file is not None
    decision = file.decisions["quyet_dinh"]
    assert (decision.label, file.dialect) == ("Quyết định", "camunda8")
    assert isinstance(decision.logic, DecisionTable)
    assert decision.logic.policy is HitPolicy.UNIQUE
    assert decision.logic.inputs[0].type is ValueType.NUMBER
    assert [c.text for c in decision.logic.rules[0].inputs] == ["1"]


def test_decisions_stand_after_what_they_require() -> None:
    whole = table(['1 => "a"'], requires=("b", "a"))
    one = literal("1", id="a", name="A", requires=("b",))
    file, _ = read_decisions(dmn(whole, one, literal("2", id="b", name="B")), "thu.dmn")
    assert file is not None
    assert file.order == ("b", "a", "quyet_dinh")
    assert [d.id for d in file.needed_by(file.decisions["a"])] == ["b", "a"]
    assert isinstance(file.decisions["a"].logic, Literal)
    assert file.find("B") is file.decisions["b"]
    assert file.find("khác") is None


ONE = table(['1 => "a"'])
REFUSED = {
    "no DMN": (b"<x/>", "E701"),
    "an unknown version": (dmn(ONE, head=HEAD.replace("20191111/MODEL", "2099/MODEL")), "E701"),
    "a document type": (b"<!DOCTYPE x>" + dmn(ONE), "E105"),
    "not well-formed": (dmn(ONE)[:-9], "E104"),
    "nothing in it": (dmn(), "E702"),
    "an id twice": (dmn(ONE, table(['1 => "b"'], name="Khác")), "E703"),
    "a name twice": (dmn(ONE, literal("1", id="b", name="Quyết định")), "E703"),
    "no logic": (dmn('<decision id="d" name="D"/>'), "E704"),
    "a context": (dmn('<decision id="d" name="D"><context/></decision>'), "E704"),
    "an invocation": (dmn('<decision id="d" name="D"><invocation/></decision>'), "E704"),
    "an unknown requirement": (dmn(table(['1 => "a"'], requires=("khong_co",))), "E705"),
    "a requirement of itself": (dmn(table(['1 => "a"'], requires=("quyet_dinh",))), "E706"),
    "an unknown hit policy": (dmn(table(['1 => "a"'], "FRIST")), "E707"),
    "an unknown aggregation": (dmn(table(["1 => 1"], "COLLECT", aggregation="AVG")), "E707"),
    "a sum that is unique": (dmn(table(["1 => 1"], aggregation="SUM")), "E707"),
    "priorities without values": (dmn(table(['1 => "a"'], "PRIORITY")), "E707"),
    "too few cells": (dmn(table(['1 => "a"', '1 | 2 => "b"'])), "E708"),
    "no expression": (dmn(table(['1 => "a"'], inputs=(("", "number"),))), "E709"),
    "an unknown type": (dmn(table(['1 => "a"'], inputs=(("x", "tiền"),))), "E712"),
    "JUEL": (
        dmn(ONE.replace("<inputEntry>", '<inputEntry expressionLanguage="juel">')),
        "E711",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_evaluated_is_refused(what: str) -> None:
    data, code = REFUSED[what]
    assert code in codes(data)


def test_a_finding_names_rule_and_column() -> None:
    wrong = ONE.replace("<inputEntry>", '<inputEntry expressionLanguage="juel">')
    (told,) = said(dmn(wrong))
    place = 'decision "Quyết định", rule 1, column "x"'
    assert told.endswith(f'E711 {place}: the language is "juel"; only FEEL is read')


def test_a_circle_is_told_by_names() -> None:
    circle = dmn(
        literal("B", id="a", name="A", requires=("b",)),
        literal("A", id="b", name="B", requires=("a",)),
    )
    assert any('circle: "A" → "B" → "A"' in text for text in said(circle))


def test_a_type_of_the_file_is_what_it_is_based_on() -> None:
    item = '<itemDefinition name="tiền"><typeRef>number</typeRef></itemDefinition>'
    file, findings = read_decisions(
        dmn(item, table(['1 => "a"'], inputs=(("x", "tiền"),))), "t.dmn"
    )
    assert findings == []
    assert file is not None
    logic = file.decisions["quyet_dinh"].logic
    assert isinstance(logic, DecisionTable)
    assert logic.inputs[0].type is ValueType.NUMBER


def test_a_table_without_rules_is_remarked_on() -> None:
    assert codes(dmn(table([]))) == ["W704"]
