"""Whether what a diagram names exists: forms, roles, decisions, called processes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from engine.definitions.bpmn.graph import Diagram, FlowNode
from engine.definitions.content import Content
from engine.definitions.text.finding_text import FindingText
from engine.errors import Finding
from engine.procedures.structure.closure import calls_itself
from engine.review.findings.element_names import on_node
from engine.review.findings.nearest import missing


@dataclass(frozen=True, slots=True)
class ContentNames:
    """What exists in a content.

    `broken` are ids found in files with errors: a reference to one of them is no second error.
    No roles at all means that their file cannot be read, which is reported already.
    """

    forms: Collection[str]
    diagrams: Collection[str]
    roles: Collection[str]
    decisions: Collection[str]
    broken: Collection[str] = ()

    def has(self, name: str, known: Collection[str]) -> bool:
        """Whether a name exists, be it in a file with errors."""
        return name in known or name in self.broken


def check_references(diagram: Diagram, content: Content, names: ContentNames) -> list[Finding]:
    """Judge every name in a diagram against the rest of the content."""
    found = [
        on_node(diagram, n, code, text)
        for n in diagram.nodes.values()
        for code, text in _of_node(n, names)
    ]
    if calls_itself(diagram, content.diagrams):
        calls = [n for n in diagram.nodes.values() if n.called]
        found.append(on_node(diagram, calls[0], "E614", "the called processes call this one again"))
    return found


def _of_node(node: FlowNode, names: ContentNames) -> Iterator[tuple[str, FindingText]]:
    if node.form and not names.has(node.form, names.forms):
        yield "E204", missing("form", node.form, names.forms, "forms/")
    if node.role and names.roles and node.role not in names.roles:
        yield "E611", missing("role", node.role, names.roles, "processes/roles.yaml")
    if node.decision and not names.has(node.decision, names.decisions):
        yield "E612", missing("decision", node.decision, names.decisions, "bpmn/")
    if node.called and not names.has(node.called, names.diagrams):
        yield "E613", missing("process", node.called, names.diagrams, "bpmn/")
