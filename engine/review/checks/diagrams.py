"""What one diagram shows by itself: whether it runs, is sound, and decides completely."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from engine.definitions.bpmn.graph import (
    Diagram,
    EventDefinition,
    EventKind,
    Flow,
    FlowNode,
    NodeKind,
)
from engine.errors import BrokenContent, Finding
from engine.review.findings.element_names import on_node
from engine.review.soundness.proof import check_soundness
from engine.workflow.spec import compile_spec

_NO_DEFAULT = "has no default flow; where all its conditions are false, the dossier stops here"


def check_diagram(diagram: Diagram, called: Mapping[str, Diagram]) -> list[Finding]:
    """Judge a diagram; what it calls is taken to run, whether it is known or not."""
    findings = [*check_soundness(diagram), *_choices(diagram)]
    stand_ins = {
        n.called: called.get(n.called) or _stand_in(n.called)
        for n in diagram.nodes.values()
        if n.kind is NodeKind.CALL_ACTIVITY
    }
    try:
        compile_spec(diagram, {**called, **stand_ins})
    except BrokenContent as error:
        findings += [f for f in error.findings if f.file == diagram.file]
    return findings


def _stand_in(process: str) -> Diagram:
    """Make a process that only starts and ends, for one that is not at hand."""
    event = EventDefinition(EventKind.NONE)
    nodes = {
        "start": FlowNode("start", "", NodeKind.START, 1, event=event, outgoing=("flow",)),
        "end": FlowNode("end", "", NodeKind.END, 1, event=event, incoming=("flow",)),
    }
    flows = {"flow": Flow("flow", "", "start", "end", 1)}
    return Diagram(process, "", "", nodes, flows, {}, b"", "", "plain")


def _choices(diagram: Diagram) -> list[Finding]:
    """Exclusive gateways without a default, unless two of their conditions exclude each other."""
    return [
        on_node(diagram, node, "W611", _NO_DEFAULT)
        for node in diagram.nodes.values()
        if node.kind in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE)
        and len(node.outgoing) > 1
        and not node.default
        and not _complete([diagram.flows[f].condition for f in node.outgoing])
    ]


def _complete(conditions: list[str]) -> bool:
    """Whether one condition is plainly the contrary of another."""
    plain = [" ".join(text.split()) for text in conditions]
    return any(_contrary(a, b) or _contrary(b, a) for a, b in combinations(plain, 2))


def _contrary(one: str, other: str) -> bool:
    return (
        other in (f"not({one})", f"not ({one})")
        or other == one.replace(" = ", " != ", 1) != one
        or (one.endswith("= true") and other == one.removesuffix("true") + "false")
    )
