"""What anybody may see of a diagram: the picture, whatever else somebody wrote into the file."""

from __future__ import annotations

from engine.definitions.bpmn.drawing import public_drawing

FILE = """<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  targetNamespace="http://10.0.0.1/KIN" exporter="KIN" id="d"><!-- KIN --><?php KIN ?>
<bpmn:message id="m" name="KIN"/><bpmn:error id="e" name="KIN" errorCode="KIN"/>
<bpmn:process id="p" isExecutable="true" camunda:versionTag="KIN">
<bpmn:documentation>KIN</bpmn:documentation>
<bpmn:serviceTask id="t" name="Tra cứu" implementation="KIN" camunda:class="KIN">
<bpmn:extensionElements><zeebe:taskDefinition type="KIN"/></bpmn:extensionElements>
<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>KIN</bpmn:loopCardinality>
<bpmn:loopDataInputRef>KIN</bpmn:loopDataInputRef></bpmn:multiInstanceLoopCharacteristics>
</bpmn:serviceTask>
<bpmn:scriptTask id="s" scriptFormat="KIN"><bpmn:script>KIN</bpmn:script></bpmn:scriptTask>
<bpmn:callActivity id="c" calledElement="KIN"/>
<bpmn:sequenceFlow id="f" sourceRef="t" targetRef="s">
<bpmn:conditionExpression>KIN</bpmn:conditionExpression><bpmn:text>KIN</bpmn:text>
</bpmn:sequenceFlow>
<bpmn:textAnnotation id="n"><bpmn:text>Trong giờ làm việc</bpmn:text></bpmn:textAnnotation>
</bpmn:process></bpmn:definitions>
"""


def test_nothing_but_the_picture_leaves_the_office() -> None:
    drawing = public_drawing(FILE.encode(), "thu.bpmn").decode()
    assert "KIN" not in drawing
    for shown in ('name="Tra cứu"', 'sourceRef="t"', "Trong giờ làm việc", "multiInstanceLoop"):
        assert shown in drawing
