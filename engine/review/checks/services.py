"""Whether service tasks ask for kinds that exist, and hand in what these take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.definitions.bpmn.graph import Diagram, FlowNode, IoMapping
from engine.definitions.service_kinds import SECRET, Port, ServiceKind, Services
from engine.definitions.text.finding_text import AnyText, quoting, subject
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.review.findings.element_names import on_node
from engine.review.findings.nearest import missing

_PLACE = "docs/service-tasks.md"


def check_services(diagram: Diagram, services: Services) -> list[Finding]:
    """Judge every service task of a diagram."""
    return [
        on_node(diagram, node, code, text)
        for node in diagram.nodes.values()
        if node.service
        for code, text in _of_node(node, services)
    ]


def check_packages(services: Services, diagrams: Iterable[Diagram]) -> list[Finding]:
    """Report packages whose kinds cannot be loaded, where any diagram uses a kind at all."""
    used = next((d for d in diagrams if any(n.service for n in d.nodes.values())), None)
    if used is None:
        return []
    faults = [
        subject('service task kind "{}"', fault.name) + f" ({fault.value}): {fault.reason}"
        for fault in services.faults
    ]
    return [finding("W631", used.file, 1, used.id, text) for text in faults]


def _of_node(node: FlowNode, services: Services) -> Iterator[tuple[str, AnyText]]:
    kind = services.kinds.get(node.service)
    if kind is None:
        yield "E633", missing("kind of service task", node.service, services.kinds, _PLACE)
        return
    given = {mapping.target: mapping for mapping in node.inputs}
    for port in kind.inputs:
        if port.required and port.name not in given:
            yield (
                "E634",
                quoting('the input "{}" of "{}" is not mapped: ', port.name, kind.id) + port.label,
            )
    for mapping in node.inputs:
        yield from _of_mapping(mapping, kind)


def _of_mapping(mapping: IoMapping, kind: ServiceKind) -> Iterator[tuple[str, AnyText]]:
    ports = {port.name: port for port in kind.inputs}
    port = ports.get(mapping.target)
    if port is None:
        yield "W632", missing(quoting('input of "{}"', kind.id), mapping.target, ports, _PLACE)
    elif _is_wrong_text(mapping.source, port):
        wanted = f"one of: {', '.join(port.choices)}" if port.choices else f"a {port.type.value}"
        how = "" if port.choices else "; a text without = before it is only text"
        yield "E635", quoting('the input "{}" of "{}" is ', port.name, kind.id) + wanted + how
    if SECRET.search(mapping.source) and not (port is not None and port.secrets):
        text = 'the input "{}" of "{}" would hand on a secret\'s name'
        yield "E636", quoting(text, mapping.target, kind.id)


def _is_wrong_text(source: str, port: Port) -> bool:
    """Whether a plain FEEL text is nothing that a port takes; what is computed is seen later."""
    text = source.strip()
    plain = len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]
    return plain and not port.takes(text[1:-1])
