"""Elements in the words of the person who drew them, and findings about them."""

from __future__ import annotations

import re

from engine.definitions.bpmn.graph import Diagram, Flow, FlowNode
from engine.definitions.text.finding_text import AnyText, FindingText, subject
from engine.definitions.text.report import finding
from engine.errors import Finding


def kind_of(node: FlowNode) -> str:
    """`userTask` as "user task"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", node.kind.value).lower()


def named(node: FlowNode) -> FindingText:
    """`user task "Thẩm định"`: its kind, and its name or else its id."""
    return subject(kind_of(node) + ' "{}"', node.label)


def process_named(diagram: Diagram) -> FindingText:
    """`process "Cấp phép"`: its name, else its id."""
    return subject('process "{}"', diagram.name or diagram.id)


def flow_named(flow: Flow, diagram: Diagram) -> FindingText:
    """`flow "đạt"`: its name, else that of the element to which it leads."""
    return subject('flow "{}"', flow.name or diagram.nodes[flow.target].label)


def on_node(diagram: Diagram, node: FlowNode, code: str, text: AnyText) -> Finding:
    """A finding about a node: `user task "Thẩm định": …`."""
    return finding(code, diagram.file, node.line, node.id, named(node) + ": " + text)
