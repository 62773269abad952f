"""Texts that no variable ever is and properties that none has: conditions dead in silence."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.bpmn.graph import Diagram
from engine.definitions.content import Content
from engine.definitions.text.finding_text import FindingText, quoting
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.procedures.structure.possible_values import Shapes, shapes_of
from engine.procedures.structure.shapes import ANY
from engine.procedures.structure.variables import used_by
from engine.review.findings.element_names import flow_named, named
from engine.review.findings.nearest import instead
from engine.workflow import reading


def check_values(diagram: Diagram, content: Content) -> list[Finding]:
    """Warn of what the expressions of a diagram compare and ask for in vain."""
    shapes = shapes_of(diagram, content)
    found = []
    for node in diagram.nodes.values() if shapes else ():
        for use, text in used_by(node):
            place = named(node) + ": " + use + " "
            found += [(node.line, node.id, c, place + m) for c, m in in_vain(text, shapes)]
    for flow in diagram.flows.values() if shapes else ():
        place = flow_named(flow, diagram) + ": the condition "
        found += [(flow.line, flow.id, c, place + m) for c, m in in_vain(flow.condition, shapes)]
    return [finding(code, diagram.file, line, key, text) for line, key, code, text in found]


def in_vain(
    text: str, shapes: Shapes, codes: tuple[str, str] = ("W625", "W626")
) -> Iterator[tuple[str, FindingText]]:
    """What an expression compares with a text, and asks for, in vain: code and words of each."""
    read = reading.read(text) if text else reading.ExpressionReads()
    for path, literal, at in dict.fromkeys(read.compared):
        known = instead_of(literal, path, shapes)
        if known is not None:
            whole, place = ".".join(path), reading.place(text, at)
            compared = quoting('compares "{}" with "{}" ', whole, literal)
            yield codes[0], compared + f"({place}), which it never is" + known
    for path, at in dict.fromkeys(read.paths):
        if _is_lost(path, shapes) and not _is_lost(path[:-1], shapes):
            whole, place = ".".join(path[:-1]), reading.place(text, at)
            known = instead(path[-1], shapes[path[0]].at(path[1:-1]).keys or ())
            missed = quoting('asks for "{}" of "{}" ', path[-1], whole)
            yield codes[1], missed + f"({place}), which it has not" + known


def instead_of(text: str, path: reading.Path, shapes: Shapes) -> FindingText | None:
    """What can be meant by a text that a variable never is; None where it can be, or be empty."""
    shape = shapes.get(path[0], ANY).at(path[1:])
    if shape.values is None or text in ("", *shape.values) or _is_lost(path, shapes):
        return None
    keys = [".".join((*path, key)) for key in shape.keys or ()]
    return instead(text, [_as_text(value) for value in shape.values] or keys)


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_lost(path: reading.Path, shapes: Shapes) -> bool:
    """Whether a property stands on the path that what is before it never has."""
    shape = shapes.get(path[0], ANY)
    for key in path[1:]:
        if shape.keys is None:
            return False
        if key not in shape.keys:
            return True
        shape = shape.keys[key]
    return False
