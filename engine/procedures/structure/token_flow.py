"""Where a token can go next, across sub-processes and called diagrams, by the arrows alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.definitions.bpmn.graph import Diagram, FlowNode, NodeKind

Place = tuple[str, str]
"""Diagram and node: the ids of two diagrams may be alike."""

Move = tuple[Place, Place]
"""Where a token goes, and the place right before it there: a sub-process when it left one."""


@dataclass(frozen=True, slots=True)
class TokenFlow:
    """All places of diagrams that call each other; where one ends, whoever calls it goes on."""

    diagrams: Mapping[str, Diagram]

    def node(self, place: Place) -> FlowNode:
        """The node at a place."""
        return self.diagrams[place[0]].nodes[place[1]]

    def after(self, place: Place) -> tuple[Move, ...]:
        """Where a token comes to when it leaves this place."""
        diagram, node = place[0], self.node(place)
        if node.kind is NodeKind.SUB_PROCESS:
            return _into(place, diagram, self.diagrams[diagram], node.id)
        if node.kind is NodeKind.CALL_ACTIVITY and node.called in self.diagrams:
            return _into(place, node.called, self.diagrams[node.called], None)
        return self._along(diagram, node)

    def before(self, place: Place) -> frozenset[Place]:
        """The places right before one of the same scope."""
        diagram = self.diagrams[place[0]]
        sources = (diagram.flows[flow].source for flow in self.node(place).incoming)
        return frozenset((place[0], source) for source in sources)

    def beside(self, place: Place) -> tuple[Place, ...]:
        """The boundary events of a place: what may also happen while a token is there."""
        nodes = self.diagrams[place[0]].nodes.values()
        return tuple((place[0], n.id) for n in nodes if n.attached_to == place[1])

    def reached(
        self, starts: Iterable[Place], *, past: Place | None = None, events: bool = False
    ) -> frozenset[Place]:
        """`starts` and every place that can come after them, none beyond `past`.

        With `events` also what boundary events lead to.
        """
        seen, todo, left = set(starts), list(starts), set()
        while todo:
            place = todo.pop()
            moves = () if place == past else self.after(place)
            left |= {before for _, before in moves}  # sub-processes that a token came out of
            for later in [m[0] for m in moves] + (list(self.beside(place)) if events else []):
                if later not in seen:
                    seen.add(later)
                    todo.append(later)
        return frozenset(seen | left)

    def _along(self, diagram: str, node: FlowNode) -> tuple[Move, ...]:
        here = (diagram, node.id)
        if node.outgoing:
            flows = self.diagrams[diagram].flows
            return tuple(((diagram, flows[flow].target), here) for flow in node.outgoing)
        if node.parent is not None:
            around = self.diagrams[diagram].nodes[node.parent]
            ends_here = around.kind is NodeKind.EVENT_SUB_PROCESS
            return () if ends_here else self._along(diagram, around)
        callers = [(d.id, n) for d in self.diagrams.values() for n in d.nodes.values() if n.called]
        return tuple(m for d, n in callers if n.called == diagram for m in self._along(d, n))


def places(ways: TokenFlow, nodes: Iterable[str]) -> list[Place]:
    """Where nodes stand that are known by id alone; the main diagram comes first."""
    wanted = list(nodes)
    found = [next((d.id for d in ways.diagrams.values() if n in d.nodes), "") for n in wanted]
    return [(diagram, node) for diagram, node in zip(found, wanted, strict=True) if diagram]


def _into(source: Place, diagram_id: str, diagram: Diagram, parent: str | None) -> tuple[Move, ...]:
    inside = diagram.children(parent)
    return tuple(((diagram_id, n.id), source) for n in inside if n.kind is NodeKind.START)
