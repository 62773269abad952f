"""What each variable of a process can hold, from all that gives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.definitions.bpmn.graph import Diagram, FlowNode
from engine.definitions.content import Content
from engine.definitions.status import Channel
from engine.procedures.structure.shapes import ANY, NOTHING, Shape, of_decision, of_fields, union
from engine.procedures.structure.variables import (
    BUILT_IN,
    brings_unknown,
    family_of,
    forms_around,
    given_by,
    own_locals,
    variables_of,
)
from engine.workflow import reading

Shapes = Mapping[str, Shape]
"""Variables by name; what is not among them can hold anything."""
_Source = Callable[[Shapes], Shape]

KENH = Shape(tuple(channel.value for channel in Channel))
"""What the variable `kenh` can hold."""


def shapes_of(diagram: Diagram, content: Content) -> Shapes:
    """What the variables of a diagram can hold; nothing where not all that gives is known."""
    if variables_of(diagram, content) is None:
        return {}
    family = family_of(diagram, content.diagrams)
    sources: dict[str, list[_Source]] = {"kenh": [_just(KENH)]}
    for name in BUILT_IN - {"kenh"}:
        sources[name] = [_just(ANY)]
    for form in sorted(forms_around(family, content)):
        for name, shape in of_fields(content.forms[form].fields).items():
            sources.setdefault(name, []).append(_just(shape))
    for node in (n for d in family for n in d.nodes.values()):
        for name, source in _given_by(node, content):
            sources.setdefault(name, []).append(source)
    return _settled(sources)


def _settled(sources: Mapping[str, list[_Source]]) -> Shapes:
    """Follow what is handed on from variable to variable until nothing is added."""
    shapes: Shapes = dict.fromkeys(sources, NOTHING)
    while True:
        now = {name: union(source(shapes) for source in own) for name, own in sources.items()}
        if now == shapes:
            return shapes
        shapes = now


def _given_by(node: FlowNode, content: Content) -> Iterator[tuple[str, _Source]]:
    """Each variable that a node leaves behind or sees alone, with what it gives it.

    Whatever is not plain to read gives anything.
    """
    known = [(name, source) for name, source in _plain(node, content) if name]
    yield from known
    for name in (given_by(node) | own_locals(node)) - {name for name, _ in known}:
        yield name, _just(ANY)


def _plain(node: FlowNode, content: Content) -> Iterator[tuple[str, _Source]]:
    blind = bool(node.service or brings_unknown(node))
    for mappings, closed in ((node.inputs, True), (node.outputs, not blind)):
        for mapping in mappings:
            name, inner, _ = mapping.target.partition(".")
            yield name, _of(mapping.source) if closed and not inner else _just(ANY)
    if node.loop is not None:
        yield node.loop.element, _of(node.loop.collection)
        yield node.loop.output, _of(node.loop.output_element, listed=True)
    if node.script:
        yield node.result, _of(node.script)
    file = content.decisions.get(node.decision)
    if file is not None:
        shape = of_decision(file.decisions[node.decision], node.decision_result)
        yield node.result or node.decision, _just(shape)


def _just(shape: Shape) -> _Source:
    return lambda _: shape


def _of(expression: str, *, listed: bool = False) -> _Source:
    """What an expression gives: a text, a variable handed on, a choice between such."""
    gives = reading.read(expression).gives if expression else None
    if gives is None:
        return _just(ANY)

    def source(shapes: Shapes) -> Shape:
        found = union(
            Shape((g,)) if isinstance(g, str) else shapes.get(g[0], ANY).at(g[1:]) for g in gives
        )
        return Shape(found.values, found.keys, listed or found.listed)

    return source
