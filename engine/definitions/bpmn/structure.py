"""What must hold in a diagram for it to run at all, checked node by node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.definitions.bpmn.graph import EventKind, Flow, FlowNode, NodeKind
from engine.definitions.bpmn.nodes import ACTIVITIES, GATEWAYS
from engine.definitions.text.finding_text import AnyText, quoting, subject
from engine.definitions.text.report import FindingList

_WAITS = frozenset({NodeKind.CATCH, NodeKind.RECEIVE_TASK})
_WORDS: Mapping[NodeKind, str] = {
    kind: "".join(f" {c.lower()}" if c.isupper() else c for c in kind.value) for kind in NodeKind
}


@dataclass(frozen=True, slots=True)
class Graph:
    """One process as read, and where remarks on it go."""

    nodes: Mapping[str, FlowNode]
    flows: Mapping[str, Flow]
    report: FindingList

    def add(self, node: FlowNode, code: str, message: AnyText) -> None:
        """Note a finding on a node."""
        name = subject(_WORDS[node.kind] + ' "{}": ', node.label)
        self.report.add(code, node.line, node.id, name + message)

    def targets(self, node: FlowNode) -> list[FlowNode]:
        """Return the nodes that the flows of one lead to."""
        return [self.nodes[self.flows[key].target] for key in node.outgoing]


def check_structure(graph: Graph, process: tuple[str, int, str]) -> None:
    """Check every node and every scope. `process`: id, line and name."""
    for node in graph.nodes.values():
        for check in _CHECKS:
            check(graph, node)
    process_id, line, name = process
    starts = [n for n in graph.nodes.values() if n.parent is None and n.kind is NodeKind.START]
    problem = _starts_problem(starts)
    if problem:
        text = subject('process "{}": ', name or process_id) + problem
        graph.report.add("E208", line, process_id, text)


def _starts_problem(starts: list[FlowNode]) -> str:
    plain = [s for s in starts if s.event is not None and s.event.kind is EventKind.NONE]
    if not plain:
        return "has no start event without a trigger"
    if len(plain) > 1:
        names = ", ".join(f'"{s.label}"' for s in plain)
        return f"has {len(plain)} start events ({names}); only one can be run"
    return ""


def _check_ends(graph: Graph, node: FlowNode) -> None:
    """Where flows may and must lead to and from."""
    starts = node.kind in (NodeKind.START, NodeKind.BOUNDARY, NodeKind.EVENT_SUB_PROCESS)
    ends = node.kind in (NodeKind.END, NodeKind.EVENT_SUB_PROCESS)
    if starts and node.incoming:
        graph.add(node, "E207", "no flow can lead to it")
    if ends and node.outgoing:
        graph.add(node, "E207", "no flow can leave it")
    if not starts and not node.incoming:
        lonely = "" if node.outgoing or ends else " and nothing leaves it"
        graph.add(node, "E209", f"nothing leads to it{lonely}")
    elif not ends and not node.outgoing and not _may_stop(node):
        graph.add(node, "E209", "nothing leaves it")


def _may_stop(node: FlowNode) -> bool:
    """Whether a way may end here: at a step, or beside one."""
    beside = node.kind is NodeKind.BOUNDARY and not node.interrupting
    return node.kind in ACTIVITIES or beside


def _check_default(graph: Graph, node: FlowNode) -> None:
    if not node.default:
        return
    if node.default not in node.outgoing:
        graph.add(node, "E210", quoting('its default flow "{}" does not leave it', node.default))
    elif node.kind not in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE):
        graph.add(node, "E220", "only an exclusive or inclusive gateway has a default flow")


def _check_boundary(graph: Graph, node: FlowNode) -> None:
    if node.kind is not NodeKind.BOUNDARY:
        return
    host = graph.nodes.get(node.attached_to)
    if host is None:
        graph.add(
            node, "E210", quoting('is attached to "{}", which does not exist', node.attached_to)
        )
    elif host.parent != node.parent or host.kind not in ACTIVITIES:
        graph.add(node, "E218", quoting('cannot be attached to "{}"', host.label))


def _check_event_gateway(graph: Graph, node: FlowNode) -> None:
    if node.kind is not NodeKind.EVENT_GATEWAY:
        return
    for target in graph.targets(node):
        if target.kind not in _WAITS or len(target.incoming) > 1:
            message = quoting(
                'must lead to an event that waits, and only it; not to "{}"', target.label
            )
            graph.add(node, "E220", message)


def _check_sub_process(graph: Graph, node: FlowNode) -> None:
    if node.kind not in (NodeKind.SUB_PROCESS, NodeKind.EVENT_SUB_PROCESS):
        return
    starts = [n for n in graph.nodes.values() if n.parent == node.id and n.kind is NodeKind.START]
    if node.kind is NodeKind.EVENT_SUB_PROCESS:
        if len(starts) != 1:
            graph.add(node, "E221", f"needs exactly one start event, has {len(starts)}")
        return
    problem = _starts_problem(starts)
    if problem:
        graph.add(node, "E208", problem)


def _check_choice(graph: Graph, node: FlowNode) -> None:
    """Note a choice without a default where some way has no condition: it could get stuck."""
    if node.kind not in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE) or not node.outgoing[1:]:
        return
    for key in node.outgoing:
        flow = graph.flows[key]
        if not flow.condition and key != node.default:
            name = flow.name or graph.nodes[flow.target].label
            message = quoting(
                'its flow to "{}" has neither a condition nor is it the default', name
            )
            graph.add(node, "E220", message)


def _check_gateway(graph: Graph, node: FlowNode) -> None:
    """Refuse what means nothing at a gateway, where nobody waits."""
    if node.kind in GATEWAYS and (node.milestone or node.limit):
        graph.add(node, "E217", "a gateway can have neither a time limit nor a milestone")


_CHECKS: tuple[Callable[[Graph, FlowNode], None], ...] = (
    _check_ends,
    _check_default,
    _check_boundary,
    _check_event_gateway,
    _check_sub_process,
    _check_choice,
    _check_gateway,
)
