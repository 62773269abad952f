"""A path through a diagram in the words of the person who drew it."""

from __future__ import annotations

from engine.definitions.bpmn.graph import Diagram, NodeKind
from engine.review.soundness.net import GATEWAYS, Move

_SILENT = GATEWAYS | {NodeKind.START, NodeKind.BOUNDARY, NodeKind.END}
_LONGEST = 14


def path_text(diagram: Diagram, way: list[Move]) -> str:
    """`Tiếp nhận → Đạt? [không] → Trả lại`; unnamed gateways and events are passed over."""
    steps = [text for move in way if (text := _step(diagram, move))]
    if len(steps) > _LONGEST:
        half = _LONGEST // 2
        steps = [*steps[:half], "…", *steps[-half:]]
    return " → ".join(steps) or "the start"


def _step(diagram: Diagram, move: Move) -> str:
    node = diagram.nodes.get(move.node)
    if node is None:
        return ""
    flow = diagram.flows.get(move.flow)
    chosen = f"[{flow.name}]" if flow is not None and flow.name else ""
    if not node.name and node.kind in _SILENT:
        return chosen
    return f"{node.label} {chosen}".strip()
