"""A Camunda 7 flavoured copy of our diagrams says exactly what the Camunda 8 file says."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.elements import BPMN, CAMUNDA, ZEEBE

FOLDER = Path(__file__).parents[3] / "bpmn"
B, Z, C = f"{{{BPMN}}}", f"{{{ZEEBE}}}", f"{{{CAMUNDA}}}"


def as_camunda7(data):
    """Write each Camunda 8 setting the way Camunda 7 has it."""
    root = etree.fromstring(data)
    for element in list(root.iter(f"{Z}*")):
        convert = CONVERT.get(etree.QName(element).localname)
        holder = element.getparent().getparent()
        if convert is not None:
            convert(element, holder)
            element.getparent().remove(element)
    for condition in root.iter(f"{B}conditionExpression"):
        condition.set("language", "feel")
        condition.text = condition.text.strip().removeprefix("=")
    return etree.tostring(root)


def form(element, task):
    task.set(f"{C}formRef", element.get("formId"))


def group(element, task):
    task.set(f"{C}candidateGroups", element.get("candidateGroups"))


def topic(element, task):
    task.set(f"{C}type", "external")
    task.set(f"{C}topic", element.get("type"))


def called(element, task):
    task.set("calledElement", element.get("processId"))


def properties(element, task):
    box = etree.SubElement(task.find(f"{B}extensionElements"), f"{C}properties")
    for old in element:
        etree.SubElement(box, f"{C}property", dict(old.attrib))


def headers(element, task):
    box = etree.SubElement(task.find(f"{B}extensionElements"), f"{C}properties")
    for old in element:
        etree.SubElement(box, f"{C}property", name=old.get("key"), value=old.get("value"))


def mapping(element, task):
    box = etree.SubElement(task.find(f"{B}extensionElements"), f"{C}inputOutput")
    for old in element:
        kind = f"{C}{etree.QName(old).localname}Parameter"
        etree.SubElement(box, kind, name=old.get("target")).text = old.get("source")


def script(element, task):
    task.set("scriptFormat", "feel")
    task.set(f"{C}resultVariable", element.get("resultVariable"))
    etree.SubElement(task, f"{B}script").text = element.get("expression")


CONVERT = {
    "formDefinition": form,
    "assignmentDefinition": group,
    "taskDefinition": topic,
    "calledElement": called,
    "properties": properties,
    "taskHeaders": headers,
    "ioMapping": mapping,
    "script": script,
    "userTask": lambda element, task: None,
}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.bpmn")), ids=lambda p: p.stem)
def test_the_copy_is_read_as_the_same_graph(path):
    (eight,), _ = read_diagrams(path.read_bytes(), path.name)
    found, findings = read_diagrams(as_camunda7(path.read_bytes()), path.name)
    assert findings == []
    (seven,) = found
    unlined = [{k: replace(n, line=0) for k, n in d.nodes.items()} for d in (eight, seven)]
    assert unlined[0] == unlined[1]
    assert {k: replace(f, line=0) for k, f in eight.flows.items()} == {
        k: replace(f, line=0) for k, f in seven.flows.items()
    }
