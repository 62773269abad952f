"""Whether every dossier that enters a diagram can come out of it: reach, deadlock, leftovers.

Each sub-process is judged by itself and is one step to what surrounds it; so is an event
sub-process, which clears its scope or runs beside it. Conditions are not evaluated: every branch
of a choice is possible. An event may or may not happen; a non-interrupting one happens at most
once while its step waits.
"""

from __future__ import annotations

from itertools import pairwise

from engine.definitions.bpmn.graph import Diagram, EventKind, FlowNode, NodeKind
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.review.findings.element_names import on_node, process_named
from engine.review.soundness.game import BOUND, DONE, Marking, Played, endless, play
from engine.review.soundness.net import Net, NetBuilder, start_nodes
from engine.review.soundness.paths import path_text

_SCOPES = frozenset({NodeKind.SUB_PROCESS, NodeKind.EVENT_SUB_PROCESS})
_MOST_NAMED = 3


def check_soundness(diagram: Diagram, bound: int = BOUND) -> list[Finding]:
    """Play the token game over the diagram and every sub-process in it; at most `bound` states."""
    findings: list[Finding] = []
    dead_ends: set[str] = set()
    inner = [n.id for n in diagram.nodes.values() if n.kind in _SCOPES]
    for scope in [*reversed(inner), None]:
        judge = _Judge(diagram, scope, frozenset(dead_ends), bound)
        findings += judge.findings()
        if scope is not None and not judge.completes:
            dead_ends.add(scope)
    return sorted(set(findings))


class _Judge:
    """One scope, played once, and the findings about it."""

    def __init__(
        self, diagram: Diagram, scope: str | None, dead_ends: frozenset[str], bound: int
    ) -> None:
        self.diagram = diagram
        self.scope = scope
        self.dead_ends = dead_ends
        self.nodes = diagram.children(scope)
        self.net: Net = NetBuilder(diagram, scope, dead_ends).build()
        self.played: Played = play(self.net, bound)

    @property
    def completes(self) -> bool:
        """Whether the scope can come to a normal end (or was too large to decide).

        Where it only turns round, one of its own event sub-processes may end it.
        """
        played = self.played
        if DONE in played.came_from or played.cut or played.growing or played.piled:
            return True
        return not played.dead and any(
            n.kind is NodeKind.EVENT_SUB_PROCESS and n.id not in self.dead_ends
            for n in self._interrupting()
        )

    def findings(self) -> list[Finding]:
        """Everything there is to say, the cause before its consequences."""
        found = self._unreachable()
        if not self.net.starts:
            return found
        stuck = [*self._stuck(), *self._growing()]
        found += stuck
        found += self._errors_uncaught()
        if self.played.cut:
            return [*found, self._too_large()]
        if self.played.piled and not stuck:
            found.append(self._too_large())
        if not stuck:
            found += [*self._endless(), *self._never_run(), *self._twice()]
        return found

    def _note(self, code: str, node: FlowNode, message: str) -> Finding:
        return on_node(self.diagram, node, code, message)

    def _path(self, marking: Marking) -> str:
        return path_text(self.diagram, self.played.way_to(marking))

    def _unreachable(self) -> list[Finding]:
        reached = set(self.net.node_at.values()) | {m.node for m in self.net.starts}
        boundary = (n for n in self.nodes if n.kind is NodeKind.BOUNDARY)
        reached |= {n.id for n in boundary if n.attached_to in reached}
        reached |= self._behind_dead_ends(reached)
        apart = {NodeKind.EVENT_SUB_PROCESS}
        return [
            self._note("E601", n, "can never be reached: no path from a start event leads to it")
            for n in self.nodes
            if n.id not in reached and n.kind not in apart
        ]

    def _behind_dead_ends(self, reached: set[str]) -> set[str]:
        """Nodes that only a step which never completes keeps from being reached."""
        todo, seen = [n for n in self.dead_ends if n in reached], set[str]()
        while todo:
            for flow in self.diagram.nodes[todo.pop()].outgoing:
                target = self.diagram.flows[flow].target
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return seen

    def _stuck(self) -> list[Finding]:
        found: dict[str, Finding] = {}
        for marking in self.played.dead:
            waiting = [self.diagram.nodes[self.net.node_at[place]] for place in marking]
            # What never completes is the cause; that joins wait for it goes without saying.
            for node in [n for n in waiting if n.id in self.dead_ends] or waiting:
                if node.id not in found:
                    found[node.id] = self._stuck_at(node, marking)
        return list(found.values())

    def _stuck_at(self, node: FlowNode, marking: Marking) -> Finding:
        path = self._path(marking)
        if node.id in self.dead_ends:
            return self._note("E606", node, f"can never complete; on the path {path}")
        ended = any(
            self.diagram.nodes[m.node].kind is NodeKind.END
            for m in self.played.way_to(marking)
            if m.node
        )
        missing = self._missing(node, marking)
        if ended:
            return self._note(
                "E603", node, f"a branch is left waiting here after an end: {path}{missing}"
            )
        return self._note("E602", node, f"waits for ever (deadlock): {path}{missing}")

    def _missing(self, node: FlowNode, marking: Marking) -> str:
        flows = self.diagram.flows
        absent = [
            f'"{self.diagram.nodes[flows[f].source].label}"'
            for f, place in zip(node.incoming, self.net.join_places[node.id], strict=False)
            if place not in marking and node.kind is NodeKind.PARALLEL and f in flows
        ]
        if len(absent) > _MOST_NAMED:
            absent = [*absent[:_MOST_NAMED], f"{len(absent) - _MOST_NAMED} more"]
        return f"; nothing arrives from {', '.join(absent)}" if absent else ""

    def _growing(self) -> list[Finding]:
        if not self.played.growing:
            return []
        marking = self.played.growing[0]
        twice = next(a for a, b in pairwise(marking) if a == b)
        node = self.diagram.nodes[self.net.node_at[twice]]
        path = self._path(marking)
        return [self._note("E605", node, f"each pass of a loop starts more branches of it: {path}")]

    def _too_large(self) -> Finding:
        text = (
            f"too large to prove: {len(self.played.came_from)} states were played "
            "without coming to an end; what was found so far is told"
        )
        if self.scope is not None:
            return self._note("W601", self.diagram.nodes[self.scope], text)
        first = min(self.nodes, key=lambda n: n.line)
        message = process_named(self.diagram) + ": " + text
        return finding("W601", self.diagram.file, first.line, self.diagram.id, message)

    def _endless(self) -> list[Finding]:
        """Report markings from which no end is reachable: one finding, at the first of them."""
        lost = endless(self.played)
        if not lost:
            return []
        first = self.diagram.nodes[self.net.node_at[lost[0][0]]]
        path = self._path(lost[0])
        if self._can_be_interrupted():
            text = f"can be left only by an event that interrupts it: {path}"
            return [self._note("W604", first, text)]
        return [self._note("E604", first, f"from here no end can be reached: {path}")]

    def _can_be_interrupted(self) -> bool:
        around = (n for n in self.diagram.nodes.values() if n.attached_to == self.scope)
        return bool(self._interrupting()) or any(n.interrupting for n in around)

    def _interrupting(self) -> list[FlowNode]:
        """Event sub-processes of this scope that clear it when they start."""
        beside = [n for n in self.nodes if n.kind is NodeKind.EVENT_SUB_PROCESS]
        return [
            n
            for n in beside
            if any(
                s.interrupting for s in start_nodes({c.id: c for c in self.diagram.children(n.id)})
            )
        ]

    def _never_run(self) -> list[Finding]:
        """Reached by flows, yet no play ever ran it."""
        ran = self.played.ran
        reached = set(self.net.node_at.values())
        return [
            self._note("E601", n, "can never be reached, whichever way the diagram is played")
            for n in self.nodes
            if n.id in reached and n.id not in ran and n.id not in self.dead_ends
        ]

    def _twice(self) -> list[Finding]:
        found: dict[str, Finding] = {}
        for place, marking in self.played.doubled.items():
            node = self.diagram.nodes[self.net.node_at[place]]
            if not found and node.kind is not NodeKind.END and not self._forked_again(marking):
                text = f"can be done twice at the same time: {self._path(marking)}"
                found[node.id] = self._note("W602", node, text)
        return list(found.values())

    def _forked_again(self, marking: Marking) -> bool:
        """Whether a loop, coming to the same split once more, is what doubled the token."""
        forks = [m.node for m in self.played.way_to(marking) if len(m.produces) > 1]
        return len(set(forks)) < len(forks)

    def _errors_uncaught(self) -> list[Finding]:
        return [
            self._note("W603", n, "no boundary event around it catches its error")
            for n in self.nodes
            if n.kind is NodeKind.END
            and n.event is not None
            and n.event.kind is EventKind.ERROR
            and not self._caught(n)
        ]

    def _caught(self, end: FlowNode) -> bool:
        around: set[str] = set()
        scope = end.parent
        while scope is not None:
            around.add(scope)
            scope = self.diagram.nodes[scope].parent
        return any(
            n.event is not None
            and n.event.kind is EventKind.ERROR
            and n.event.name in ("", end.event.name if end.event else "")
            and (n.attached_to in around or self._starts_beside(n, end))
            for n in self.diagram.nodes.values()
        )

    def _starts_beside(self, start: FlowNode, end: FlowNode) -> bool:
        """Whether an error start event's sub-process stands in the end event's own scope."""
        holder = self.diagram.nodes.get(start.parent or "")
        beside = holder is not None and holder.kind is NodeKind.EVENT_SUB_PROCESS
        return beside and holder is not None and holder.parent == end.parent
