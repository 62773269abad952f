"""What a diagram needs of the rest of the content to run as one with it: its units, its calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definitions.bpmn.graph import Diagram, NodeKind
from engine.definitions.content import Content
from engine.definitions.text.finding_text import quoting
from engine.errors import Finding
from engine.procedures.structure.closure import called_by
from engine.review.findings.element_names import on_node
from engine.review.findings.nearest import missing


def check_called(diagram: Diagram, content: Content) -> list[Finding]:
    """Judge the units that steps name and the processes that are called (codes E518, E519)."""
    units = content.organisation.units
    unknown = [
        on_node(diagram, n, "E519", missing("unit", n.unit, units, "processes/agencies.yaml"))
        for n in diagram.nodes.values()
        if n.unit and units and n.unit not in units
    ]
    return unknown + list(_shared_ids(diagram, content.diagrams))


def _shared_ids(diagram: Diagram, known: Mapping[str, Diagram]) -> Iterator[Finding]:
    """Ids that two of the processes in one run have: only they distinguish stored steps."""
    owner = dict.fromkeys(diagram.nodes, diagram.id)
    for call in diagram.nodes.values():
        if call.kind is not NodeKind.CALL_ACTIVITY:
            continue
        for other in called_by(known.get(call.called), known):
            taken = [k for k in other.nodes if owner.setdefault(k, other.id) != other.id]
            if taken:
                text = quoting(
                    'process "{}" has elements whose ids are taken in this run: ', other.id
                )
                ids = f"{', '.join(taken[:5])}; give them other ids"
                yield on_node(diagram, call, "E518", text + ids)
