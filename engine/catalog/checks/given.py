"""Names of variables that a procedure gives: what an expression of it may ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.catalog.structure.closure import forms_of
from engine.catalog.structure.variables import BUILT_IN
from engine.definitions.content import Content
from engine.definitions.graph import Diagram, Node
from engine.definitions.manifest import Procedure
from engine.definitions.services import services


def given_at_filing(procedure: Procedure, content: Content) -> frozenset[str]:
    """What is known when a dossier is opened: the application's answers and how it came."""
    return _keys((procedure.form,), content) | {"kenh"}


def given_in(procedure: Procedure, content: Content, diagrams: Iterable[Diagram]) -> frozenset[str]:
    """What is given anywhere on the way, by a form, a script, a service, a loop, a decision."""
    within = list(diagrams)
    nodes = {name for d in within for n in d.nodes.values() for name in _of_node(n)}
    return _keys(forms_of(procedure, within), content) | nodes | BUILT_IN


def _keys(forms: Iterable[str], content: Content) -> frozenset[str]:
    known = [content.forms[form] for form in forms if form in content.forms]
    return frozenset(field.path[0] for form in known for field in form.walk() if field.path)


def _of_node(node: Node) -> Iterator[str]:
    yield node.result or node.decision
    kind = services().kinds.get(node.service)
    if kind is not None:
        yield from (port.name for port in kind.outputs)
    yield from (mapping.target for mapping in (*node.inputs, *node.outputs))
    if node.loop is not None:
        yield from (node.loop.element, node.loop.output)
