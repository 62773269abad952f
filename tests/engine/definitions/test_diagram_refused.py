"""What cannot run is refused by the element's name and line, never silently skipped."""

import pytest

from engine.definitions.bpmn.diagram_file import read_diagrams

EXT = "<bpmn:extensionElements>{}</bpmn:extensionElements>"
TASK = '<bpmn:manualTask id="t" name="Duyệt"/>'


def task(inside, kind="serviceTask", attributes=""):
    return f'<bpmn:{kind} id="t" name="Duyệt" {attributes}>{inside}</bpmn:{kind}>'


def catch(inside):
    return task(inside, "intermediateCatchEvent")


def gateway(condition, attributes=""):
    return f"""<bpmn:exclusiveGateway id="t" default="f2"/>
<bpmn:sequenceFlow id="x" sourceRef="t" targetRef="e2">
<bpmn:conditionExpression {attributes}>{condition}</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:endEvent id="e2"/>"""


def multi(inside, attributes=""):
    open_tag = f"<bpmn:multiInstanceLoopCharacteristics {attributes}>"
    return task(f"{open_tag}{inside}</bpmn:multiInstanceLoopCharacteristics>", "manualTask")


EVIL = "__import__('os').system('id')"
JOB = EXT.format('<zeebe:taskDefinition type="notify"/>')
REFUSED = {
    # elements
    "ad-hoc": (task("", "adHocSubProcess"), "E206"),
    "transaction": (task("", "transaction"), "E206"),
    "complex gateway": (task("", "complexGateway"), "E206"),
    "unknown element": (TASK + '<bpmn:magicTask id="z"/>', "E206"),
    "foreign element": (TASK + "<zeebe:script/>", "E223"),
    "compensation": (task(JOB, attributes='isForCompensation="true"'), "E206"),
    "standard loop": (task("<bpmn:standardLoopCharacteristics/>", "manualTask"), "E206"),
    "link": (catch("<bpmn:linkEventDefinition/>"), "E219"),
    "conditional": (catch("<bpmn:conditionalEventDefinition/>"), "E219"),
    "no trigger": (catch(""), "E219"),
    "cancel end": (
        TASK + '<bpmn:endEvent id="z"><bpmn:cancelEventDefinition/></bpmn:endEvent>',
        "E219",
    ),
    "two definitions": (
        catch("<bpmn:timerEventDefinition/><bpmn:messageEventDefinition/>"),
        "E219",
    ),
    # references
    "message catch without reference": (catch("<bpmn:messageEventDefinition/>"), "E211"),
    "signal without reference": (catch("<bpmn:signalEventDefinition/>"), "E211"),
    "receive task without message": (task("", "receiveTask"), "E211"),
    "unknown message": (catch('<bpmn:messageEventDefinition messageRef="no"/>'), "E210"),
    "flow to nowhere": (
        TASK + '<bpmn:sequenceFlow id="x" sourceRef="t" targetRef="no"/>',
        "E207",
    ),
    "unknown default": (task("", "exclusiveGateway", 'default="no"'), "E210"),
    "boundary of nothing": (
        TASK + '<bpmn:boundaryEvent id="b" attachedToRef="no"><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
        "</bpmn:boundaryEvent>",
        "E210",
    ),
    # settings that are missing
    "service without type": (task(""), "E216"),
    "send without type": (task("", "sendTask"), "E216"),
    "call of nothing": (task("", "callActivity"), "E216"),
    "rule without decision": (task("", "businessRuleTask"), "E216"),
    "script without script": (task("", "scriptTask"), "E214"),
    "form key": (task("", "userTask", 'camunda:formKey="embedded:app:x.html"'), "E216"),
    # code and other languages
    "python script": (
        task(f"<bpmn:script>{EVIL}</bpmn:script>", "scriptTask", 'scriptFormat="python"'),
        "E214",
    ),
    "script without language": (task(f"<bpmn:script>{EVIL}</bpmn:script>", "scriptTask"), "E214"),
    "zeebe script not feel": (
        task(EXT.format(f'<zeebe:script expression="{EVIL}"/>'), "scriptTask"),
        "E212",
    ),
    "class": (task("", attributes='camunda:class="a.B"'), "E215"),
    "delegate": (task("", attributes='camunda:delegateExpression="${b}"'), "E215"),
    "expression": (task("", attributes='camunda:expression="${b.c()}"'), "E215"),
    "mail task": (task("", attributes='camunda:type="mail"'), "E215"),
    "execution listener": (task(EXT.format("<camunda:executionListener/>")), "E215"),
    "listener 8": (task(EXT.format("<zeebe:executionListeners/>")), "E215"),
    "listener on a flow": (
        f'{TASK}<bpmn:sequenceFlow id="x" sourceRef="t" targetRef="e2">'
        + EXT.format('<camunda:executionListener class="a.B"/>')
        + '</bpmn:sequenceFlow><bpmn:endEvent id="e2"/>',
        "E215",
    ),
    "connector": (task(EXT.format("<camunda:connector/>")), "E215"),
    "juel condition": (gateway("${a == 1}"), "E212"),
    "python condition": (gateway(EVIL), "E212"),
    "javascript condition": (gateway("= 1", 'language="javascript"'), "E212"),
    "empty feel": (gateway("="), "E212"),
    "juel timer": (
        catch(
            "<bpmn:timerEventDefinition><bpmn:timeDuration>${d}</bpmn:timeDuration>"
            "</bpmn:timerEventDefinition>"
        ),
        "E212",
    ),
    "python timer": (
        catch(
            f"<bpmn:timerEventDefinition><bpmn:timeDuration>{EVIL}</bpmn:timeDuration>"
            "</bpmn:timerEventDefinition>"
        ),
        "E213",
    ),
    "cron": (
        catch(
            "<bpmn:timerEventDefinition><bpmn:timeCycle>0 0 * * * ?</bpmn:timeCycle>"
            "</bpmn:timerEventDefinition>"
        ),
        "E213",
    ),
    "timer without time": (catch("<bpmn:timerEventDefinition/>"), "E213"),
    "python collection": (multi("", f'camunda:collection="${{{EVIL}}}"'), "E212"),
    "python cardinality": (multi(f"<bpmn:loopCardinality>{EVIL}</bpmn:loopCardinality>"), "E212"),
    "python completion": (
        multi(
            "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
            f"<bpmn:completionCondition>{EVIL}</bpmn:completionCondition>"
        ),
        "E212",
    ),
    "loop over nothing": (multi(""), "E216"),
    "data mapping": (
        task(
            JOB + '<bpmn:dataInputAssociation id="d"><bpmn:transformation>'
            f"{EVIL}</bpmn:transformation></bpmn:dataInputAssociation>"
        ),
        "E212",
    ),
    "juel input": (
        task(
            JOB
            + EXT.format(
                '<camunda:inputOutput><camunda:inputParameter name="a">${b}'
                "</camunda:inputParameter></camunda:inputOutput>"
            )
        ),
        "E212",
    ),
    "script input": (
        task(
            EXT.format(
                '<camunda:inputOutput><camunda:inputParameter name="a">'
                '<camunda:script scriptFormat="groovy">x</camunda:script>'
                "</camunda:inputParameter></camunda:inputOutput>"
            )
        ),
        "E215",
    ),
    "feel group": (task("", "userTask", 'camunda:candidateGroups="${g}"'), "E212"),
    # structure
    "isolated": (TASK + '<bpmn:manualTask id="z"/>', "E209"),
    "no way in": (
        TASK + '<bpmn:manualTask id="z"/><bpmn:sequenceFlow id="x" sourceRef="z" targetRef="e"/>',
        "E209",
    ),
    "two starts": (
        TASK + '<bpmn:startEvent id="z"/><bpmn:sequenceFlow id="x" sourceRef="z" targetRef="t"/>',
        "E208",
    ),
    "empty sub-process": (task("", "subProcess"), "E208"),
    "double id": (TASK + '<bpmn:manualTask id="t"/>', "E203"),
    "no id": (TASK + "<bpmn:manualTask/>", "E205"),
    "undecided": (
        """<bpmn:exclusiveGateway id="t"/><bpmn:endEvent id="e2"/>
<bpmn:sequenceFlow id="x" sourceRef="t" targetRef="e2"/>""",
        "E220",
    ),
    "condition at a task": (gateway("= a").replace("exclusiveGateway", "manualTask"), "E220"),
    "event gateway to a task": (
        '<bpmn:eventBasedGateway id="t"/>',
        "E220",
    ),
    # our own properties
    "unknown status": (
        task(
            EXT.format(
                '<zeebe:properties><zeebe:property name="motcua:status" value="resolvd"/>'
                "</zeebe:properties>"
            ),
            "userTask",
        ),
        "E217",
    ),
    "an agency that is asked stops the clock": (
        task(
            EXT.format(
                '<zeebe:properties><zeebe:property name="motcua:unit" value="=noi"/>'
                '<zeebe:property name="motcua:clock" value="stopped"/></zeebe:properties>'
            ),
            "userTask",
        ),
        "E217",
    ),
    "a unit where nobody acts": (
        task(
            EXT.format(
                '<zeebe:properties><zeebe:property name="motcua:unit" value="so-khcn"/>'
                "</zeebe:properties>"
            ),
            "manualTask",
        ),
        "E217",
    ),
    "a cycle in working time with a date": (
        '<bpmn:manualTask id="t"/><bpmn:boundaryEvent id="b" attachedToRef="t" '
        'cancelActivity="false">'
        + EXT.format(
            '<zeebe:properties><zeebe:property name="motcua:time" value="working"/>'
            "</zeebe:properties>"
        )
        + "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/2030-01-02T08:00:00/PT8H</bpmn:timeCycle>"
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>",
        "E213",
    ),
    "unknown property": (
        task(
            EXT.format(
                '<zeebe:properties><zeebe:property name="motcua:clok" value="stopped"/>'
                "</zeebe:properties>"
            ),
            "userTask",
        ),
        "E217",
    ),
    "unreadable limit": (
        task(
            EXT.format(
                '<zeebe:properties><zeebe:property name="motcua:limit" value="soon"/>'
                "</zeebe:properties>"
            ),
            "userTask",
        ),
        "E217",
    ),
    "decomposed": (TASK.replace("Duyệt", "Duye\u0323\u0302t"), "E117"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_run_is_refused(diagram, name):
    inside, code = REFUSED[name]
    found, findings = read_diagrams(diagram(inside), "bpmn/x.bpmn")
    assert found == []
    assert code in {f.code for f in findings}, [str(f) for f in findings]
    assert all(f.line > 0 and f.file == "bpmn/x.bpmn" for f in findings)


def test_a_finding_names_the_element_and_its_line(diagram):
    _, findings = read_diagrams(diagram(REFUSED["service without type"][0]), "bpmn/x.bpmn")
    assert str(findings[0]) == (
        'bpmn/x.bpmn:8: E216 service task "Duyệt": '
        "names no job type (Camunda 8) or external topic (Camunda 7)"
    )
    assert findings[0].element == "t"


def test_all_findings_are_told_together(diagram):
    inside = task("") + '<bpmn:adHocSubProcess id="q"/>' + catch("").replace('"t"', '"u"')
    _, findings = read_diagrams(diagram(inside), "x")
    assert {"E206", "E216", "E219", "E209"} <= {f.code for f in findings}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<a/>", "E201"),
        (b"", "E102"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "E202"),
        (b'<definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/"/>', "E201"),
    ],
)
def test_a_file_that_is_no_diagram_is_refused(data, code):
    found, findings = read_diagrams(data, "x")
    assert found == []
    assert [f.code for f in findings] == [code]


def test_a_warning_does_not_stop_a_diagram(diagram):
    inside = task("", "userTask", 'camunda:candidateGroups="a,b" camunda:assignee="x"')
    found, findings = read_diagrams(diagram(inside), "x")
    assert found[0].nodes["t"].role == "a"
    assert [f.code for f in findings] == ["W201", "W201"]
