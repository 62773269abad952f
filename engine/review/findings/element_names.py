"""Elements in the words of the person who drew them, and findings about them."""

from __future__ import annotations

import re

from engine.definitions.bpmn.graph import Diagram, FlowNode
from engine.errors import Finding
from engine.review.findings.codes import finding


def kind_of(node: FlowNode) -> str:
    """`userTask` as "user task"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", node.kind.value).lower()


def named(node: FlowNode) -> str:
    """Return the name in quotation marks, else the id."""
    return f'"{node.label}"'


def on_node(diagram: Diagram, node: FlowNode, code: str, text: str) -> Finding:
    """A finding about a node: `user task "Thẩm định": …`."""
    return finding(code, diagram.file, node.line, node.id, f"{kind_of(node)} {named(node)}: {text}")
