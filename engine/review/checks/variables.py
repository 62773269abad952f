"""Variables that expressions read: whether anything gives them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from engine.definitions.bpmn.graph import Diagram
from engine.definitions.content import Content
from engine.definitions.text.finding_text import FindingText, did_you_mean, quoting
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.procedures.structure.variables import local_to, used_by, variables_of
from engine.review.findings.element_names import flow_named, named
from engine.workflow import reading


def check_variables(diagram: Diagram, content: Content) -> list[Finding]:
    """Warn of variables that nothing in the diagram, its forms or its callers gives."""
    known = variables_of(diagram, content)
    if known is None:
        return []
    found = []
    for node in diagram.nodes.values():
        where = named(node) + ": "
        around = known | local_to(node, diagram)
        for use, text in used_by(node):
            found += [(node.line, node.id, where + use + " ", m) for m in _unknown(text, around)]
    for flow in diagram.flows.values():
        where = flow_named(flow, diagram) + ": the condition "
        scope = diagram.nodes.get(diagram.nodes[flow.source].parent or "")
        around = known | local_to(scope, diagram) if scope is not None else known
        found += [(flow.line, flow.id, where, m) for m in _unknown(flow.condition, around)]
    return [finding("W621", diagram.file, ln, key, w + m) for ln, key, w, m in found]


def _unknown(text: str, known: Iterable[str]) -> Iterator[FindingText]:
    if not text:
        return
    for name, at in dict.fromkeys(reading.read(text).names):
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            place = f"({reading.place(text, at)}), which nothing gives"
            yield quoting('reads "{}" ', name) + place + did_you_mean(near[0] if near else "")
