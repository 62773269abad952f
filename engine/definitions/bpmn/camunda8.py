"""Settings in Camunda 8's dialect (`zeebe:*`)."""

from __future__ import annotations

from lxml import etree

from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.elements import ZEEBE, attribute, extension, extensions, local
from engine.definitions.bpmn.expressions import feel, feel_or_literal, is_juel, plain
from engine.definitions.bpmn.graph import IoMapping
from engine.definitions.bpmn.vendor_settings import VendorSettings

_CODE = {
    "executionListeners": "execution listeners are not run",
    "taskListeners": "task listeners are not run",
    "linkedResources": "linked resources are not read",
    "userTaskForm": "a form inside the diagram is not read: save it as a file in forms/",
    "adHoc": "ad-hoc settings are not run",
}
_UNUSED = {
    "taskSchedule": "due and follow-up dates: use motcua:limit",
    "priorityDefinition": "priorities",
}


def read_camunda8(element: etree._Element, remarks: Remarks) -> VendorSettings:
    """Read the `zeebe:*` extension elements of one element."""
    for found in extensions(element, ZEEBE):
        if local(found) in _UNUSED:
            remarks.on(found, "W201", f"not used here: {_UNUSED[local(found)]}")
    service = _value(element, "taskDefinition", "type")
    decision = _value(element, "calledDecision", "decisionId")
    called = _value(element, "calledElement", "processId")
    script, result = _script(element, remarks)
    group, group_from = _group(element, remarks)
    return VendorSettings(
        group=group,
        group_from=group_from,
        form=_form(element, remarks),
        service=plain(service, element, remarks, "the job type"),
        decision=plain(decision, element, remarks, "the decision id"),
        called=plain(called, element, remarks, "the called process"),
        script=script,
        result=result or _value(element, "calledDecision", "resultVariable"),
        inputs=_mappings(element, "input", remarks),
        outputs=_mappings(element, "output", remarks),
        properties=_properties(element),
    )


def refuse_code8(root: etree._Element, remarks: Remarks) -> None:
    """Refuse, anywhere below `root`, what Camunda would run and we never do."""
    for found in root.iter(f"{{{ZEEBE}}}*"):
        if local(found) in _CODE:
            remarks.on(found, "E215", _CODE[local(found)])


def _value(element: etree._Element, name: str, key: str) -> str:
    found = extension(element, ZEEBE, name)
    return "" if found is None else attribute(found, key)


def _group(element: etree._Element, remarks: Remarks) -> tuple[str, str]:
    found = extension(element, ZEEBE, "assignmentDefinition")
    if found is None:
        return "", ""
    for key in ("assignee", "candidateUsers"):
        if attribute(found, key):
            remarks.on(found, "W201", f"not used here: {key}; people claim steps by role")
    return read_groups(attribute(found, "candidateGroups"), found, remarks)


def read_groups(text: str, element: etree._Element, remarks: Remarks) -> tuple[str, str]:
    """Return the candidate group, or the FEEL that gives it (`=…`); of several the first."""
    if text.startswith("=") or is_juel(text):
        return "", feel(text, element, remarks, "the candidate group")
    groups = [group.strip() for group in text.split(",") if group.strip()]
    if not groups:
        return "", ""
    if len(groups) > 1:
        rest = ", ".join(groups[1:])
        remarks.on(element, "W201", f"only the first candidate group is used; not: {rest}")
    return groups[0], ""


def _form(element: etree._Element, remarks: Remarks) -> str:
    found = extension(element, ZEEBE, "formDefinition")
    if found is None:
        return ""
    form = attribute(found, "formId")
    # An element template whose form is left empty leaves an empty element: the step has no form.
    if not form and len(found.attrib):
        remarks.on(found, "E216", "the form must be a Camunda form given by its form id")
    return plain(form, found, remarks, "the form id")


def _script(element: etree._Element, remarks: Remarks) -> tuple[str, str]:
    found = extension(element, ZEEBE, "script")
    if found is None:
        return "", ""
    text = feel(attribute(found, "expression"), found, remarks, "the script")
    return text, attribute(found, "resultVariable")


def _mappings(element: etree._Element, name: str, remarks: Remarks) -> tuple[IoMapping, ...]:
    box = extension(element, ZEEBE, "ioMapping")
    if box is None:
        return ()
    result = []
    for found in box.iterchildren(f"{{{ZEEBE}}}{name}"):
        target = attribute(found, "target")
        source = feel_or_literal(attribute(found, "source"), found, remarks, f"the {name} mapping")
        if target and source:
            result.append(IoMapping(source, target))
        else:
            remarks.on(found, "E216", f"an {name} mapping needs a source and a target")
    return tuple(result)


def _properties(element: etree._Element) -> dict[str, str]:
    result: dict[str, str] = {}
    for box in extensions(element, ZEEBE):
        if local(box) == "properties":
            for found in box.iterchildren(f"{{{ZEEBE}}}property"):
                result[attribute(found, "name")] = attribute(found, "value")
        if local(box) == "taskHeaders":
            for found in box.iterchildren(f"{{{ZEEBE}}}header"):
                result[attribute(found, "key")] = attribute(found, "value")
    return result
