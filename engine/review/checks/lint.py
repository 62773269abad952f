"""How a diagram is drawn: bpmnlint's recommended rules, as far as nothing else says the same.

What each of its rules is with us stands in docs/check.md. A step that several flows lead to
(`fake-join`) is not reported, since a way back to a step is drawn so; W602 reports where two tokens
can really come at once. Inclusive gateways are run and played, so they are not discouraged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.definitions.bpmn.graph import Diagram, EventKind, Flow, FlowNode, NodeKind
from engine.definitions.text.finding_text import FindingText, quoting
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.review.checks.drawn import check_drawing
from engine.review.findings.element_names import named, on_node, process_named
from engine.review.soundness.net import GATEWAYS

_SPLITS = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE})
_SCOPES = frozenset({NodeKind.SUB_PROCESS, NodeKind.EVENT_SUB_PROCESS})
_NAMELESS = _SCOPES | {NodeKind.PARALLEL, NodeKind.EVENT_GATEWAY}
_ENDLESS = frozenset({NodeKind.END, NodeKind.EVENT_SUB_PROCESS})


def check_lint(diagram: Diagram) -> list[Finding]:
    """All of it, about one process and the file that it stands in."""
    found = [
        on_node(diagram, n, code, text)
        for n in diagram.nodes.values()
        for code, text in _of_node(n, diagram)
    ]
    found += [
        finding(code, diagram.file, f.line, f.id, _flow(f, diagram) + f": {text}")
        for f in diagram.flows.values()
        for code, text in _of_flow(f, diagram)
    ]
    found += [
        finding(code, diagram.file, line, key, text)
        for scope in (None, *(n.id for n in diagram.nodes.values() if n.kind in _SCOPES))
        for code, line, key, text in _of_scope(scope, diagram)
    ]
    return found + _duplicates(diagram) + check_drawing(diagram)


def _of_node(node: FlowNode, diagram: Diagram) -> Iterator[tuple[str, str]]:
    into, out = len(node.incoming), len(node.outgoing)
    if not node.name and not _may_be_nameless(node):
        yield "W804", "has no name"
    if node.kind in GATEWAYS:
        if into > 1 and out > 1:
            yield "W808", "joins and splits at once; draw a gateway for each"
        if into == 1 and out == 1:
            yield "W811", "has one way in and one way out: leave it out"
    elif out > 1:
        yield "W809", "several flows leave it, and all are taken; draw the gateway"
    if node.kind is NodeKind.EVENT_GATEWAY and out == 1:
        yield "W802", "waits for one event alone: leave it out"
    if not out and node.kind not in _ENDLESS and (into or node.kind is NodeKind.BOUNDARY):
        yield "W810", "the way ends here without an end event"


def _may_be_nameless(node: FlowNode) -> bool:
    joins = node.kind in GATEWAYS and len(node.outgoing) < 2  # noqa: PLR2004  # no choice
    return node.kind in _NAMELESS or joins


def _of_flow(flow: Flow, diagram: Diagram) -> Iterator[tuple[str, str]]:
    source = diagram.nodes[flow.source]
    chosen = source.kind in _SPLITS and len(source.outgoing) > 1
    if flow.condition and not flow.name:
        yield "W804", "has a condition but no name"
    if flow.name and not flow.condition and source.default != flow.id and not chosen:
        yield "W812", "has a name but nothing is chosen there"


def _flow(flow: Flow, diagram: Diagram) -> FindingText:
    source, target = diagram.nodes[flow.source], diagram.nodes[flow.target]
    return quoting('flow "{}" → "{}"', source.label, target.label)


def _of_scope(scope: str | None, diagram: Diagram) -> Iterator[tuple[str, int, str, FindingText]]:
    inside = diagram.children(scope)
    if not inside:
        return
    around = diagram.nodes[scope] if scope else None
    what = named(around) if around else process_named(diagram)
    line = around.line if around else min(n.line for n in inside)
    if not any(n.kind is NodeKind.END for n in inside):
        yield "W801", line, scope or diagram.id, what + ": has no end event"
    last = [n for n in inside if not n.outgoing]
    stops = [n for n in last if _terminates(n)]
    if len(stops) == 1 and all(n in stops or _clears(n, diagram) for n in last):
        text = named(stops[0]) + ": terminates where nothing else can run"
        yield "W813", stops[0].line, stops[0].id, text


def _terminates(node: FlowNode) -> bool:
    event = node.event
    return node.kind is NodeKind.END and event is not None and event.kind is EventKind.TERMINATE


def _clears(node: FlowNode, diagram: Diagram) -> bool:
    starts = (n for n in diagram.children(node.id) if n.kind is NodeKind.START)
    return node.kind is NodeKind.EVENT_SUB_PROCESS and any(n.interrupting for n in starts)


def _duplicates(diagram: Diagram) -> list[Finding]:
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for flow in diagram.flows.values():
        key = (flow.source, flow.target, flow.condition)
        seen[key] += 1
        if seen[key] > 1:
            text = _flow(flow, diagram) + ": is drawn twice"
            found.append(finding("W807", diagram.file, flow.line, flow.id, text))
    return found
