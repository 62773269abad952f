"""Settings in Camunda 7's dialect (`camunda:*`), which Operaton carries on."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.definitions.bpmn.camunda8 import read_groups
from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.elements import (
    CAMUNDA,
    attribute,
    bpmn_child,
    extensions,
    local,
    text_of,
)
from engine.definitions.bpmn.expressions import FEEL_LANGUAGES, feel, feel_or_literal, plain
from engine.definitions.bpmn.graph import DecisionResult, IoMapping
from engine.definitions.bpmn.vendor_settings import VendorSettings
from engine.definitions.text.finding_text import quoting, suggestion

_CODE_ATTRIBUTES = (
    *("class", "delegateExpression", "expression", "resource", "variableMappingClass"),
    *("variableMappingDelegateExpression", "taskListener"),
)
_CODE_ELEMENTS = (
    *("executionListener", "taskListener", "connector", "script", "errorEventDefinition"),
    *("formData", "validation", "constraint"),
)
_UNUSED = ("assignee", "candidateUsers", "dueDate", "followUpDate", "priority")
_REFUSED_FORMS = ("formKey", "formHandlerClass")


def read_camunda7(element: etree._Element, remarks: Remarks) -> VendorSettings:
    """Read the `camunda:*` attributes and extension elements of one element."""
    for name in _UNUSED:
        if _attribute(element, name):
            remarks.on(element, "W201", f"not used here: camunda:{name}")
    group, group_from = read_groups(_attribute(element, "candidateGroups"), element, remarks)
    return VendorSettings(
        group=group,
        group_from=group_from,
        form=_form(element, remarks),
        service=_service(element, remarks),
        decision=plain(_attribute(element, "decisionRef"), element, remarks, "the decision id"),
        decision_result=_decision_result(element, remarks),
        called=plain(attribute(element, "calledElement"), element, remarks, "the called process"),
        script=_script(element, remarks),
        result=_attribute(element, "resultVariable"),
        inputs=tuple(_mappings(element, "input", remarks)),
        outputs=tuple(_mappings(element, "output", remarks)),
        properties=_properties(element),
    )


def refuse_code7(root: etree._Element, remarks: Remarks) -> None:
    """Refuse, anywhere below `root`, what Camunda would run and we never do."""
    for element in root.iter(etree.Element):
        for name in _CODE_ATTRIBUTES:
            if _attribute(element, name):
                remarks.on(element, "E215", f"camunda:{name} would run code and is never read")
        if element.tag.startswith(f"{{{CAMUNDA}}}") and local(element) in _CODE_ELEMENTS:
            remarks.on(element, "E215", f"camunda:{local(element)} is never read")


def _attribute(element: etree._Element, name: str) -> str:
    return attribute(element, name, CAMUNDA)


def _form(element: etree._Element, remarks: Remarks) -> str:
    for name in _REFUSED_FORMS:
        if _attribute(element, name):
            remarks.on(element, "E216", f"camunda:{name} is not read: use a Camunda form (formRef)")
    return plain(_attribute(element, "formRef"), element, remarks, "the form id")


def _decision_result(element: etree._Element, remarks: Remarks) -> DecisionResult:
    """What is kept of a decision: in this dialect the list of results, unless another is set."""
    if not _attribute(element, "decisionRef"):
        return DecisionResult.VALUE
    for name in ("decisionRefBinding", "decisionRefVersion", "decisionRefTenantId"):
        if _attribute(element, name) not in ("", "latest"):
            remarks.on(element, "W201", f"not used here: camunda:{name}")
    written = _attribute(element, "mapDecisionResult") or DecisionResult.RESULT_LIST.value
    known = [way.value for way in DecisionResult if way]
    if written in known:
        return DecisionResult(written)
    message = quoting('camunda:mapDecisionResult "{}" is not known', written) + suggestion(
        written, known
    )
    remarks.on(element, "E717", message)
    return DecisionResult.RESULT_LIST


def _service(element: etree._Element, remarks: Remarks) -> str:
    holder = element
    for name in ("messageEventDefinition",):
        found = bpmn_child(element, name)
        holder = found if found is not None else holder
    kind = _attribute(holder, "type")
    if kind and kind != "external":
        remarks.on(
            holder, "E215", quoting('the type "{}" is never run: use an external task', kind)
        )
    return plain(_attribute(holder, "topic"), holder, remarks, "the topic")


def _script(element: etree._Element, remarks: Remarks) -> str:
    found = bpmn_child(element, "script")
    if local(element) != "scriptTask" or found is None:
        return ""
    language = attribute(element, "scriptFormat").lower()
    if language not in FEEL_LANGUAGES:
        given = quoting('"{}"', language) if language else "not given"
        text = "its language is " + given + "; only scripts in FEEL (feel) are run"
        remarks.on(found, "E214", text)
        return ""
    script = text_of(found)
    return feel(script, found, remarks, "the script") if script.startswith("=") else script


def _mappings(element: etree._Element, way: str, remarks: Remarks) -> Iterator[IoMapping]:
    for box in extensions(element, CAMUNDA):
        if local(box) == "inputOutput":
            for found in box.iterchildren(f"{{{CAMUNDA}}}{way}Parameter"):
                yield from _parameter(found, way, remarks)
        if local(box) == {"input": "in", "output": "out"}[way]:
            yield from _variable(box, remarks)


def _parameter(found: etree._Element, way: str, remarks: Remarks) -> Iterator[IoMapping]:
    """Read a parameter: `=FEEL` or a constant text; lists, maps and scripts are other languages."""
    target = attribute(found, "name")
    if len(found):
        remarks.on(
            found,
            "E212",
            quoting('{way} "{}" must be written as = followed by FEEL', target, way=way),
        )
        return
    text = text_of(found)  # empty: null in Camunda 7, as what is not given is here
    source = (
        feel_or_literal(text, found, remarks, quoting('{way} "{}"', target, way=way))
        if text
        else ""
    )
    if source and target:
        yield IoMapping(source, target)


def _variable(found: etree._Element, remarks: Remarks) -> Iterator[IoMapping]:
    """`camunda:in`/`camunda:out` of a call activity; `variables="all"` is what happens anyway."""
    if attribute(found, "sourceExpression"):
        text, target = attribute(found, "sourceExpression"), attribute(found, "target")
        source = feel(text, found, remarks, quoting('mapping "{}"', target))
    else:
        source, target = attribute(found, "source"), attribute(found, "target")
    if source and target:
        yield IoMapping(source, target)


def _properties(element: etree._Element) -> dict[str, str]:
    return {
        attribute(found, "name"): attribute(found, "value")
        for box in extensions(element, CAMUNDA)
        if local(box) == "properties"
        for found in box.iterchildren(f"{{{CAMUNDA}}}property")
    }
