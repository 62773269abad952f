"""What stands before and after a node: what people call a thing by that has no name."""

from __future__ import annotations

from collections.abc import Callable

from engine.definitions.bpmn.graph import Diagram, FlowNode


def before_it(diagram: Diagram, node: FlowNode) -> str:
    """The name of the nearest node that leads to it, or that it stands on; "" where none does."""
    if node.attached_to:
        return _host(diagram, node)
    return _nearest(diagram, node, lambda n: _ends(diagram, n.incoming, "source"))


def _host(diagram: Diagram, node: FlowNode) -> str:
    host = diagram.nodes.get(node.attached_to)
    return host.label if host else ""


def after_it(diagram: Diagram, node: FlowNode) -> str:
    """The name of the nearest node that it leads to; "" where none has one."""
    return _nearest(diagram, node, lambda n: _ends(diagram, n.outgoing, "target"))


def _nearest(diagram: Diagram, node: FlowNode, step: Callable[[FlowNode], list[str]]) -> str:
    seen, todo = {node.id}, step(node)
    while todo:
        found = diagram.nodes.get(todo.pop(0))
        if found is None or found.id in seen:
            continue
        if found.name:
            return found.name
        seen.add(found.id)
        todo += step(found)
    return ""


def _ends(diagram: Diagram, keys: tuple[str, ...], side: str) -> list[str]:
    return [getattr(diagram.flows[key], side) for key in keys if key in diagram.flows]
