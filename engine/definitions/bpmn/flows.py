"""Sequence flows, and how they join the nodes of one scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lxml import etree

from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.elements import attribute, bpmn_child, line_of, text_of
from engine.definitions.bpmn.expressions import FEEL_LANGUAGES, feel, spoken_language
from engine.definitions.bpmn.graph import Flow, FlowNode, NodeKind
from engine.definitions.text.finding_text import quoting

_DECIDES = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE})


def read_flow(element: etree._Element, remarks: Remarks) -> Flow:
    """Read one sequence flow."""
    return Flow(
        id=attribute(element, "id"),
        name=" ".join(attribute(element, "name").split()),
        source=attribute(element, "sourceRef"),
        target=attribute(element, "targetRef"),
        line=line_of(element),
        condition=_condition(element, remarks),
    )


def _condition(element: etree._Element, remarks: Remarks) -> str:
    found = bpmn_child(element, "conditionExpression")
    text = text_of(found)
    if found is None or not text:
        return ""
    language = spoken_language(found)
    if language and language not in FEEL_LANGUAGES:
        message = quoting(
            'the condition is in "{}"; only FEEL is read: write = followed by FEEL', language
        )
        remarks.on(found, "E212", message)
        return ""
    if language and not text.startswith("="):
        return text
    return feel(text, found, remarks, "the condition")


def join(
    nodes: Mapping[str, FlowNode],
    drawn: Iterable[tuple[etree._Element, Flow]],
    remarks: Remarks,
) -> tuple[dict[str, FlowNode], dict[str, Flow]]:
    """Give each node its flows, in the order of the file; refuse those that hang in the air."""
    flows: dict[str, Flow] = {}
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for element, flow in drawn:
        if _hangs(element, flow, nodes, remarks):
            continue
        flows[flow.id] = _checked(element, flow, nodes[flow.source], remarks)
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    joined = {
        key: replace(
            node, incoming=tuple(incoming.get(key, ())), outgoing=tuple(outgoing.get(key, ()))
        )
        for key, node in nodes.items()
    }
    return joined, flows


def _hangs(
    element: etree._Element, flow: Flow, nodes: Mapping[str, FlowNode], remarks: Remarks
) -> bool:
    source, target = nodes.get(flow.source), nodes.get(flow.target)
    if source is None or target is None:
        end, name = ("from", flow.source) if source is None else ("to", flow.target)
        remarks.on(
            element,
            "E207",
            quoting('leads {end} "{}", which does not exist or cannot be run', name, end=end),
        )
        return True
    if source.parent != target.parent:
        remarks.on(element, "E207", "crosses the border of a sub-process")
        return True
    return False


def _checked(element: etree._Element, flow: Flow, source: FlowNode, remarks: Remarks) -> Flow:
    """Keep a condition only where the diagram decides, and never on the default flow."""
    if not flow.condition:
        return flow
    if source.kind not in _DECIDES:
        message = quoting('has a condition but leaves "{}"; decide at a gateway', source.label)
        remarks.on(element, "E220", message)
        return replace(flow, condition="")
    if source.default == flow.id:
        remarks.on(element, "W204", "is the default flow; its condition is not used")
        return replace(flow, condition="")
    return flow
