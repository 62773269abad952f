"""Which steps of a diagram come first and next, by the arrows alone."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.bpmn.graph import Diagram, FlowNode, NodeKind


def first_step(diagram: Diagram) -> FlowNode | None:
    """Return the user task that a new dossier comes to first."""
    seen: set[str] = set()
    todo = [n for n in diagram.children(None) if n.kind is NodeKind.START]
    while todo:
        node = todo.pop(0)
        if node.kind is NodeKind.USER_TASK:
            return node
        if node.id not in seen:
            seen.add(node.id)
            todo += _next(diagram, node)
    return None


def after(diagram: Diagram, node: FlowNode) -> list[FlowNode]:
    """Return what the flows out of a node lead to; out of a sub-process where it ends in it."""
    here = node
    while not here.outgoing and here.parent is not None:
        here = diagram.nodes[here.parent]
    return [diagram.nodes[diagram.flows[key].target] for key in here.outgoing]


def _next(diagram: Diagram, node: FlowNode) -> Iterator[FlowNode]:
    yield from (n for n in diagram.children(node.id) if n.kind is NodeKind.START)
    for flow in node.outgoing:
        yield diagram.nodes[diagram.flows[flow].target]
