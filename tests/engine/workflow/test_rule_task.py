"""Business rule tasks of both dialects: what the decision gives goes into a variable."""

from __future__ import annotations

from typing import Any

import pytest

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.dmn.decision import DecisionFile
from engine.definitions.dmn.decision_file import read_decisions
from engine.errors import Refused, Severity
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec
from tests.decisions import dmn, table
from tests.engine.workflow.conftest import AT, KEY

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="defs">
<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/>{task}
<bpmn:exclusiveGateway id="g" default="f3"/>
<bpmn:userTask id="cao" name="Cao"/><bpmn:userTask id="khac" name="Khác"/>
<bpmn:endEvent id="e"/>
<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="quy"/>
<bpmn:sequenceFlow id="f2" sourceRef="quy" targetRef="g"/>
<bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="khac"/>
<bpmn:sequenceFlow id="f4" sourceRef="g" targetRef="cao"><bpmn:conditionExpression>=muc = "cao"
</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="f5" sourceRef="cao" targetRef="e"/>
<bpmn:sequenceFlow id="f6" sourceRef="khac" targetRef="e"/></bpmn:process></bpmn:definitions>
"""
EIGHT = (
    '<bpmn:businessRuleTask id="quy" name="Xếp loại"><bpmn:extensionElements>'
    '<zeebe:calledDecision decisionId="quyet_dinh" resultVariable="muc"/>{}'
    "</bpmn:extensionElements></bpmn:businessRuleTask>"
)
SEVEN = (
    '<bpmn:businessRuleTask id="quy" name="Xếp loại" camunda:decisionRef="quyet_dinh"'
    ' camunda:resultVariable="muc"{}/>'
)
TABLE = dmn(table(['> 10 => "cao"', '<= 10 => "thấp"', '[5..7] => "thấp"']))
COLLECT = dmn(table(['> 10 => "cao"', '> 5 => "vừa"'], "COLLECT"))
TWO = dmn(table(['> 10 => "cao" | 1'], outputs=(("mức", "string"), ("số", "number"))))


def held(data: bytes) -> dict[str, DecisionFile]:
    file, findings = read_decisions(data, "thu.dmn")
    assert file is not None, findings
    return dict.fromkeys(file.decisions, file)


def run(task: str, data: bytes = TABLE, **variables: Any) -> Run:
    (drawn,), findings = read_diagrams(HEAD.format(task=task).encode(), "thu.bpmn")
    assert [f for f in findings if f.severity is Severity.ERROR] == []
    spec = compile_spec(drawn, {}, held(data))
    started = Run.start(spec, variables, AT)
    return Run.restore(spec, started.dump(KEY), KEY)


def at(started: Run) -> list[str]:
    return [wait.node for wait in started.waits()]


@pytest.mark.parametrize(
    "task", [EIGHT.format(""), SEVEN.format(' camunda:mapDecisionResult="singleEntry"')]
)
@pytest.mark.parametrize(("x", "value", "where"), [(11, "cao", "cao"), (2, "thấp", "khac")])
def test_a_decision_is_made_at_once_and_leads_on(task: str, x: int, value: str, where: str) -> None:
    started = run(task, x=x)
    assert (started.data["muc"], at(started)) == (value, [where])


WAYS: list[tuple[str, bytes, int, object]] = [
    ("", TABLE, 11, [{"kết quả": "cao"}]),
    ("resultList", COLLECT, 11, [{"kết quả": "cao"}, {"kết quả": "vừa"}]),
    ("collectEntries", COLLECT, 11, ["cao", "vừa"]),
    ("singleResult", TWO, 11, {"mức": "cao", "số": 1}),
    ("singleEntry", TABLE, 11, "cao"),
    ("singleEntry", TWO, 1, None),
    ("singleResult", TWO, 1, None),
    ("collectEntries", COLLECT, 1, []),
    ("resultList", COLLECT, 1, []),
]


@pytest.mark.parametrize(("way", "data", "x", "value"), WAYS)
def test_camunda_7_maps_the_result_as_it_says(way: str, data: bytes, x: int, value: object) -> None:
    task = SEVEN.format(f' camunda:mapDecisionResult="{way}"' if way else "")
    assert run(task, data, x=x).data["muc"] == value


@pytest.mark.parametrize(
    ("way", "data", "said"),
    [
        ("singleEntry", COLLECT, "gave 2 results, not one"),
        ("singleResult", COLLECT, "gave 2 results, not one"),
        ("singleEntry", TWO, "gave 2 outputs, not one"),
    ],
)
def test_a_result_that_does_not_fit_is_refused(way: str, data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        run(SEVEN.format(f' camunda:mapDecisionResult="{way}"'), data, x=11)


def test_without_a_variable_the_result_is_called_like_the_decision() -> None:
    assert (
        run(EIGHT.format("").replace(' resultVariable="muc"', ""), x=11).data["quyet_dinh"] == "cao"
    )


def test_mappings_feed_a_decision_and_take_from_it() -> None:
    mapped = (
        '<zeebe:ioMapping><zeebe:input source="=điểm * 2" target="x"/>'
        '<zeebe:output source="=upper case(muc)" target="kết luận"/></zeebe:ioMapping>'
    )
    found = run(EIGHT.format(mapped), điểm=6).data
    assert found == {"điểm": 6, "kết luận": "CAO"}


def test_an_error_names_task_and_decision() -> None:
    with pytest.raises(Refused) as refused:
        run(EIGHT.format(""), x=6)
    assert refused.value.code == "decision"
    assert refused.value.fields["node"] == "quy"
    assert str(refused.value).startswith(
        'business rule task "Xếp loại": decision "Quyết định", rule 3: rules 2, 3 are hit'
    )


def test_an_unknown_mapping_is_told() -> None:
    task = SEVEN.format(' camunda:mapDecisionResult="singleEntri"')
    _, findings = read_diagrams(HEAD.format(task=task).encode(), "thu.bpmn")
    assert [f.code for f in findings if f.severity is Severity.ERROR] == ["E717"]


def test_another_table_is_another_spec() -> None:
    (drawn,), _ = read_diagrams(HEAD.format(task=EIGHT.format("")).encode(), "thu.bpmn")
    one = compile_spec(drawn, {}, held(TABLE))
    assert compile_spec(drawn, {}, held(TABLE)) is one
    assert compile_spec(drawn, {}, held(COLLECT)) is not one
