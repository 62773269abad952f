"""Multi-instance markers in both dialects."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.elements import (
    CAMUNDA,
    ZEEBE,
    attribute,
    bpmn_child,
    extension,
    text_of,
)
from engine.definitions.bpmn.expressions import FEEL_LANGUAGES, feel, is_juel, spoken_language
from engine.definitions.bpmn.graph import Loop
from engine.definitions.bpmn.properties import OwnProperties
from engine.definitions.text.finding_text import quoting

_NOTHING = OwnProperties()


def read_loop(
    activity: etree._Element, remarks: Remarks, own: OwnProperties = _NOTHING
) -> Loop | None:
    """Read `multiInstanceLoopCharacteristics`; the standard loop is refused.

    What the instances give is collected as Camunda 8 says it, else as our own properties do.
    """
    standard = bpmn_child(activity, "standardLoopCharacteristics")
    if standard is not None:
        remarks.on(standard, "E206", "a standard loop cannot be run: draw the way back")
    found = bpmn_child(activity, "multiInstanceLoopCharacteristics")
    if found is None:
        return None
    for name in ("loopDataInputRef", "loopDataOutputRef", "complexBehaviorDefinition"):
        part = bpmn_child(found, name)
        if part is not None:
            remarks.on(part, "E206", f"{name} cannot be run: give a collection or a number")
    loop = _loop(found, remarks)
    if not loop.output:
        loop = replace(loop, output=own.collection, output_element=own.collected)
    if not loop.collection and not loop.cardinality:
        remarks.on(found, "E216", "multi-instance needs a collection or a number of instances")
    return loop


def _loop(found: etree._Element, remarks: Remarks) -> Loop:
    zeebe = extension(found, ZEEBE, "loopCharacteristics")
    outer: etree._Element = found if zeebe is None else zeebe
    collection = attribute(outer, "inputCollection")
    output = attribute(outer, "outputElement")
    return Loop(
        sequential=attribute(found, "isSequential") in ("true", "1"),
        collection=feel(collection, outer, remarks, "the collection")
        or _variable(found, "collection", remarks),
        element=attribute(outer, "inputElement") or attribute(found, "elementVariable", CAMUNDA),
        cardinality=_inner(found, "loopCardinality", remarks),
        output=attribute(outer, "outputCollection"),
        output_element=feel(output, outer, remarks, "the collected element"),
        completion=_inner(found, "completionCondition", remarks),
    )


def _variable(found: etree._Element, name: str, remarks: Remarks) -> str:
    """`camunda:collection`: the name of a variable, which is FEEL already, or `=FEEL`."""
    text = attribute(found, name, CAMUNDA)
    if text.startswith("=") or is_juel(text):
        return feel(text, found, remarks, "the collection")
    return text


def _inner(found: etree._Element, name: str, remarks: Remarks) -> str:
    element = bpmn_child(found, name)
    text = text_of(element)
    if element is None or not text:
        return ""
    language = spoken_language(element)
    if language and language not in FEEL_LANGUAGES:
        remarks.on(element, "E212", name + quoting(': the language "{}" is not FEEL', language))
        return ""
    if text.isdigit() or (language and not text.startswith("=")):
        return text
    return feel(text, element, remarks, name)
