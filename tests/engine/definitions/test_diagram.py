"""What a diagram says becomes our graph, in both dialects of Camunda."""

from pathlib import Path

import pytest

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import EventKind, IoMapping, Loop, NodeKind, TimerKind
from engine.definitions.status import Milestone, Status
from sla.limits import Limit, LimitUnit

ROOT = Path(__file__).parents[3]
EXT = "<bpmn:extensionElements>{}</bpmn:extensionElements>"


def read(data):
    found, findings = read_diagrams(data, "x.bpmn")
    assert [str(f) for f in findings if f.code.startswith("E")] == []
    return found[0]


def properties(space, **values):
    inner = "".join(f'<{space}:property name="motcua:{k}" value="{v}"/>' for k, v in values.items())
    return f"<{space}:properties>{inner}</{space}:properties>"


USER8 = (
    '<bpmn:userTask id="t" name="Thẩm định">'
    + EXT.format(
        '<zeebe:userTask/><zeebe:formDefinition formId="tham_dinh"/>'
        '<zeebe:assignmentDefinition candidateGroups="chuyen_vien"/>'
        + properties("zeebe", limit="5 working days", status="supplement", clock="stopped")
    )
    + "</bpmn:userTask>"
)
USER7 = (
    '<bpmn:userTask id="t" name="Thẩm định" camunda:formRef="tham_dinh"'
    ' camunda:formRefBinding="latest" camunda:candidateGroups="chuyen_vien">'
    + EXT.format(properties("camunda", limit="P5D", status="supplement", clock="stopped"))
    + "</bpmn:userTask>"
)


@pytest.mark.parametrize(("inside", "dialect"), [(USER8, "camunda8"), (USER7, "camunda7")])
def test_a_user_task_says_the_same_in_both_dialects(diagram, inside, dialect):
    found = read(diagram(inside))
    task = found.nodes["t"]
    assert (task.role, task.form, task.label) == ("chuyen_vien", "tham_dinh", "Thẩm định")
    assert task.limit == Limit(5, LimitUnit.WORKING_DAYS)
    assert (task.status, task.stops_clock) == (Status.SUPPLEMENT, True)
    assert (task.incoming, task.outgoing, task.line) == (("f1",), ("f2",), 8)
    assert (found.id, found.name, found.dialect) == ("p", "Cấp phép", dialect)


SERVICES = {
    "camunda8": '<bpmn:serviceTask id="t">'
    + EXT.format('<zeebe:taskDefinition type="notify"/>')
    + "</bpmn:serviceTask>",
    "camunda7": '<bpmn:serviceTask id="t" camunda:type="external" camunda:topic="notify"/>',
}


@pytest.mark.parametrize("dialect", SERVICES)
def test_a_service_task_has_its_kind_in_both_dialects(diagram, dialect):
    assert read(diagram(SERVICES[dialect])).nodes["t"].service == "notify"


SCRIPTS = {
    "camunda8": '<bpmn:scriptTask id="t">'
    + EXT.format('<zeebe:script expression="= a + 1" resultVariable="kết quả"/>')
    + "</bpmn:scriptTask>",
    "camunda7": '<bpmn:scriptTask id="t" scriptFormat="feel" camunda:resultVariable="kết quả">'
    "<bpmn:script>a + 1</bpmn:script></bpmn:scriptTask>",
}


@pytest.mark.parametrize("dialect", SCRIPTS)
def test_a_script_is_feel_in_both_dialects(diagram, dialect):
    task = read(diagram(SCRIPTS[dialect])).nodes["t"]
    assert (task.script, task.result) == ("a + 1", "kết quả")


CALLS = {
    "camunda8": '<bpmn:callActivity id="t">'
    + EXT.format(
        '<zeebe:calledElement processId="con"/>'
        '<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping>'
    )
    + "</bpmn:callActivity>",
    "camunda7": '<bpmn:callActivity id="t" calledElement="con">'
    + EXT.format('<camunda:in source="a" target="b"/>')
    + "</bpmn:callActivity>",
}


@pytest.mark.parametrize("dialect", CALLS)
def test_a_call_names_its_process_and_inputs(diagram, dialect):
    task = read(diagram(CALLS[dialect])).nodes["t"]
    assert (task.called, task.inputs) == ("con", (IoMapping("a", "b"),))


RULES = {
    "camunda8": '<bpmn:businessRuleTask id="t">'
    + EXT.format('<zeebe:calledDecision decisionId="phi" resultVariable="r"/>')
    + "</bpmn:businessRuleTask>",
    "camunda7": '<bpmn:businessRuleTask id="t" camunda:decisionRef="phi"'
    ' camunda:resultVariable="r"/>',
}


@pytest.mark.parametrize("dialect", RULES)
def test_a_rule_task_names_its_decision(diagram, dialect):
    task = read(diagram(RULES[dialect])).nodes["t"]
    assert (task.decision, task.result) == ("phi", "r")


LOOPS = {
    "zeebe": (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true">'
        + EXT.format(
            '<zeebe:loopCharacteristics inputCollection="= units" inputElement="unit"'
            ' outputCollection="answers" outputElement="= answer"/>'
        )
        + "<bpmn:completionCondition>= done</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics>",
        Loop(True, "units", "unit", "", "answers", "answer", "done"),
    ),
    "camunda": (
        """<bpmn:multiInstanceLoopCharacteristics camunda:collection="units"
        camunda:elementVariable="unit"/>""",
        Loop(False, "units", "unit"),
    ),
    "cardinality": (
        """<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>
        </bpmn:multiInstanceLoopCharacteristics>""",
        Loop(False, cardinality="3"),
    ),
}


@pytest.mark.parametrize("name", LOOPS)
def test_multi_instance_is_read_in_every_way_it_is_written(diagram, name):
    inside, loop = LOOPS[name]
    task = read(diagram(f'<bpmn:manualTask id="t">{inside}</bpmn:manualTask>')).nodes["t"]
    assert task.loop == loop


TIMERS = {
    "<bpmn:timeDuration>P5D</bpmn:timeDuration>": (TimerKind.DURATION, "P5D", False),
    "<bpmn:timeDuration>= hạn</bpmn:timeDuration>": (TimerKind.DURATION, "hạn", True),
    "<bpmn:timeDate>2024-01-02T17:00:00+07:00</bpmn:timeDate>": (
        TimerKind.DATE,
        "2024-01-02T17:00:00+07:00",
        False,
    ),
}


@pytest.mark.parametrize("text", TIMERS)
def test_timers_are_iso_or_feel(diagram, text):
    inside = (
        '<bpmn:intermediateCatchEvent id="t">'
        + EXT.format(properties("zeebe", time="working"))
        + f"<bpmn:timerEventDefinition>{text}</bpmn:timerEventDefinition>"
        "</bpmn:intermediateCatchEvent>"
    )
    event = read(diagram(inside)).nodes["t"].event
    assert (event.timer_kind, event.timer, event.feel) == TIMERS[text]
    assert event.working


def test_events_go_by_the_name_of_what_they_refer_to(diagram):
    inside = """<bpmn:receiveTask id="t" messageRef="m"/>
<bpmn:boundaryEvent id="b" attachedToRef="t" cancelActivity="false">
<bpmn:signalEventDefinition signalRef="g"/></bpmn:boundaryEvent>"""
    roots = '<bpmn:message id="m" name="Nộp bổ sung"/><bpmn:signal id="g" name="Rút"/>'
    found = read(diagram(inside, roots))
    assert found.nodes["t"].event.name == "Nộp bổ sung"
    assert found.nodes["b"].event.kind is EventKind.SIGNAL
    assert found.nodes["b"].event.name == "Rút"
    assert not found.nodes["b"].interrupting


def test_an_event_sub_process_and_its_lane_and_milestone(diagram):
    inside = """<bpmn:laneSet id="ls"><bpmn:lane id="lane_mot_cua" name="Bộ phận">
<bpmn:flowNodeRef>sub</bpmn:flowNodeRef></bpmn:lane>
<bpmn:lane id="Lane_0abc123" name="Chuyên viên"><bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane>
</bpmn:laneSet><bpmn:userTask id="t"/>
<bpmn:subProcess id="sub" triggeredByEvent="true"><bpmn:startEvent id="ss" isInterrupting="true">
<bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>
<bpmn:sequenceFlow id="g1" sourceRef="ss" targetRef="u"/><bpmn:userTask id="u"/>
<bpmn:sequenceFlow id="g2" sourceRef="u" targetRef="se"/><bpmn:endEvent id="se">
<bpmn:extensionElements><zeebe:properties>
<zeebe:property name="motcua:milestone" value="resolved"/></zeebe:properties>
</bpmn:extensionElements><bpmn:terminateEventDefinition/></bpmn:endEvent></bpmn:subProcess>"""
    found = read(diagram(inside, '<bpmn:message id="m" name="Rút hồ sơ"/>'))
    assert found.nodes["sub"].kind is NodeKind.EVENT_SUB_PROCESS
    assert (found.nodes["u"].role, found.nodes["t"].role) == ("mot_cua", "chuyen_vien")
    assert found.nodes["se"].milestone is Milestone.RESOLVED
    assert [n.id for n in found.children("sub")] == ["ss", "u", "se"]
    assert found.lanes == {"lane_mot_cua": "Bộ phận", "Lane_0abc123": "Chuyên viên"}


CONDITIONS = {
    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">= kết quả = "đạt"': 0,
    '<bpmn:conditionExpression language="feel">kết quả = "đạt"': 0,
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_conditions_are_feel_in_both_dialects(diagram, text):
    inside = f"""<bpmn:exclusiveGateway id="t" default="f2"/>
<bpmn:sequenceFlow id="x" sourceRef="t" targetRef="e2">{text}</bpmn:conditionExpression>
</bpmn:sequenceFlow><bpmn:endEvent id="e2"/>"""
    found = read(diagram(inside))
    assert found.flows["x"].condition == 'kết quả = "đạt"'
    assert found.nodes["t"].default == "f2"


def test_a_pool_of_the_applicant_without_a_process_is_only_drawn(diagram):
    roots = """<bpmn:collaboration id="c"><bpmn:participant id="a" name="Người nộp"/>
<bpmn:participant id="b" name="Sở" processRef="p"/>
<bpmn:messageFlow id="mf" sourceRef="a" targetRef="b"/></bpmn:collaboration>
<bpmn:process id="other" isExecutable="false"/>"""
    assert read(diagram('<bpmn:userTask id="t"/>', roots)).id == "p"


@pytest.mark.parametrize("path", sorted((ROOT / "bpmn").glob("*.bpmn")), ids=lambda p: p.stem)
def test_our_own_diagrams_have_no_findings(path):
    found, findings = read_diagrams(path.read_bytes(), path.name)
    assert found
    assert findings == []
