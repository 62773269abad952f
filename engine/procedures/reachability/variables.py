"""What a dossier can still reach: which variables are used there, and which are given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from engine.definitions.bpmn.graph import Diagram, FlowNode, NodeKind
from engine.definitions.dmn.decision import DecisionFile, DecisionTable
from engine.procedures.structure.token_flow import Place
from engine.procedures.structure.variables import BUILT_IN, form_keys, given_by, local_to, used_by
from engine.procedures.version import Version
from engine.workflow import reading


@dataclass(frozen=True, slots=True)
class Use:
    """Who asks for a variable: `what` it is for (an id of ours), `at` as people know it."""

    what: str
    at: str


class RemainingFlow:
    """What lies before tokens that stand at some places of a version."""

    def __init__(self, version: Version, tokens: Iterable[Place]) -> None:
        """Walk on from these places, they themselves included."""
        self._version, self._ways = version, version.ways
        self._tokens = tuple(tokens)
        diagrams = self._ways.diagrams
        every = [(d.id, n) for d in diagrams.values() for n in d.nodes.values()]
        aside = [(key, n.id) for key, n in every if _starts_aside(n, diagrams[key])]
        self._may_come = self._ways.reached([*self._tokens, *aside], events=True)
        self._used: dict[str, list[tuple[Place, Use]]] = {}
        self._given: dict[str, set[Place]] = {}
        self._found: dict[str, Use | None] = {}
        for place in sorted(self._may_come):
            self._read(place)

    @property
    def used(self) -> frozenset[str]:
        """Every variable that may be used."""
        return frozenset(self._used)

    def lacking(self, name: str) -> Use | None:
        """Who would ask for a variable that is not there, before anything has given it.

        Along the flows: of several branches, one that gives it serves the others, which it joins.
        By events, which may come at any time, only what no later node gives is lacking.
        """
        if name not in self._found:
            self._found[name] = self._lacking(name)
        return self._found[name]

    def _lacking(self, name: str) -> Use | None:
        asks, gives = self._used.get(name, ()), self._given.get(name, set())
        if asks and not gives:
            return asks[0][1]
        found = None
        for token in self._tokens:
            before = self._before(token, gives)
            used = next((use for place, use in asks if place in before), None)
            if used is None and not gives.isdisjoint(self._ways.reached([token])):
                return None
            found = found or used
        return found

    def _before(self, token: Place, gives: Collection[Place]) -> frozenset[Place]:
        """Places that a token comes to without passing one that gives."""
        seen, todo = {token}, [token]
        while todo:
            place = todo.pop()
            if place in gives:
                continue
            for later, _ in self._ways.after(place):
                if later not in seen:
                    seen.add(later)
                    todo.append(later)
        return frozenset(seen - set(gives))

    def _read(self, place: Place) -> None:
        node, diagram = self._ways.node(place), self._ways.diagrams[place[0]]
        for name in _given(self._version, node):
            self._given.setdefault(name, set()).add(place)
        for name, use in _used(self._version, node, diagram):
            self._used.setdefault(name, []).append((place, use))


def given_anywhere(version: Version) -> frozenset[str]:
    """What the application, its papers or any node of the version gives."""
    nodes = (n for d in version.diagrams.values() for n in d.nodes.values())
    return application_keys(version).union(BUILT_IN, *(_given(version, n) for n in nodes))


def application_keys(version: Version) -> frozenset[str]:
    """Keys that are given when a dossier is filed."""
    procedure = version.procedure
    return _keys(version, [procedure.form, *(paper.form for paper in procedure.papers)])


def answered_keys(version: Version, nodes: Iterable[str]) -> frozenset[str]:
    """Keys of the forms of these nodes; of those that the version does not have, none."""
    known = [n for d in version.diagrams.values() for n in d.nodes.values()]
    wanted = set(nodes)
    return _keys(version, [n.form for n in known if n.id in wanted])


def _keys(version: Version, forms: Iterable[str]) -> frozenset[str]:
    found = [version.forms[form] for form in forms if form in version.forms]
    return frozenset().union(*(form_keys(form) for form in found))


def _starts_aside(node: FlowNode, diagram: Diagram) -> bool:
    around = diagram.nodes.get(node.parent or "")
    starts = node.kind is NodeKind.START
    return starts and around is not None and around.kind is NodeKind.EVENT_SUB_PROCESS


def _given(version: Version, node: FlowNode) -> frozenset[str]:
    return _keys(version, [node.form]) | given_by(node)


def _used(version: Version, node: FlowNode, diagram: Diagram) -> Iterator[tuple[str, Use]]:
    """Variables that a node and the flows out of it read, but for those only they know."""
    own = local_to(node, diagram)
    for what, at, text in _texts(node, diagram):
        names = reading.read(text).variables if text else frozenset()
        yield from ((name, Use(what, at)) for name in sorted(names - own))
    form = version.forms.get(node.form)
    if form is not None:
        inside = {part for field in form.walk() for part in field.path}
        shown = {n for text, _, _ in form.expressions for n in reading.read(text).variables}
        yield from ((name, Use("form", node.label)) for name in sorted(shown - inside - own))
    file = version.decisions.get(node.decision)
    if file is not None:
        decided = sorted(_decided_from(file, node.decision) - own)
        yield from ((name, Use("decision", node.label)) for name in decided)


def _texts(node: FlowNode, diagram: Diagram) -> Iterator[tuple[str, str, str]]:
    yield from (("step", node.label, text) for _, text in used_by(node))
    yield "holder", node.label, node.role_from
    yield "holder", node.label, node.unit_from
    for key in node.outgoing:
        flow = diagram.flows[key]
        yield "condition", flow.name or diagram.nodes[flow.target].label, flow.condition


def _decided_from(file: DecisionFile, wanted: str) -> frozenset[str]:
    """Variables that the tables of a decision read; what one requires the other gives."""
    needed = file.needed_by(file.decisions[wanted])
    results = {name for d in needed for name in (d.id, d.name, d.variable)}
    tables = [d.logic for d in needed if isinstance(d.logic, DecisionTable)]
    results |= {output.name for table in tables for output in table.outputs}
    read = (reading.read(column.expression) for table in tables for column in table.inputs)
    return frozenset().union(*(r.variables for r in read)) - results
