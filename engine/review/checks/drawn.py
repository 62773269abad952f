"""The drawing of a diagram (BPMN DI) and the messages, errors and signals of its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from engine.definitions.bpmn.elements import BPMN, attribute, bpmn_children, line_of, local
from engine.definitions.bpmn.graph import Diagram
from engine.definitions.text.finding_text import AnyText, FindingText, quoting, subject
from engine.definitions.text.report import finding
from engine.definitions.text.xml import parse_xml
from engine.errors import Finding

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_ROOTS = {"error": "errorRef", "escalation": "escalationRef", "message": "messageRef"} | {
    "signal": "signalRef"
}
_UNDRAWN = frozenset({"dataObject", "documentation", "extensionElements", "laneSet"})
_SHOWN = frozenset({"participant", "lane", "messageFlow", "association", "group", "textAnnotation"})
_ENDINGS = ("Event", "Task", "task", "Gateway", "subProcess", "callActivity", "sequenceFlow")
_DATA = ("dataObjectReference", "dataStoreReference")


class Box(NamedTuple):
    """Where a shape stands on the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Whether two shapes overlap or meet."""
        beside = self.right < other.left or other.right < self.left
        return not beside and self.bottom >= other.top and other.bottom >= self.top

    def holds(self, other: Box) -> bool:
        """Whether another shape is wholly inside."""
        corner = other.left >= self.left and other.top >= self.top
        return corner and other.right <= self.right and other.bottom <= self.bottom


def check_drawing(diagram: Diagram) -> list[Finding]:
    """Elements that are not drawn or lie on one another; names of the file that nothing uses."""
    if not diagram.xml:
        return []
    root = parse_xml(diagram.xml, diagram.file)
    found = [*_globals(root), *_undrawn(root), *_overlaps(root)]
    return [
        finding(code, diagram.file, line_of(e), attribute(e, "id"), _named(e) + ": " + text)
        for e, code, text in found
    ]


Remark = tuple[etree._Element, str, AnyText]


def _named(element: etree._Element) -> FindingText:
    return subject(local(element) + ' "{}"', _label(element))


def _label(element: etree._Element) -> str:
    return " ".join(attribute(element, "name").split()) or attribute(element, "id")


def _globals(root: etree._Element) -> Iterator[Remark]:
    tops = [e for e in bpmn_children(root) if local(e) in _ROOTS]
    names = Counter((local(e), attribute(e, "name")) for e in tops)
    used = {
        (kind, attribute(e, key).rpartition(":")[2])
        for e in root.iter(f"{{{BPMN}}}*")
        for kind, key in _ROOTS.items()
    }
    for element in tops:
        if not attribute(element, "name").strip():
            yield element, "W803", "has no name"
        elif names[local(element), attribute(element, "name")] > 1:
            yield element, "W803", "has the name of another one; the Modeler shows both alike"
        if (local(element), attribute(element, "id")) not in used:
            yield element, "W803", "is used by nothing"


def _undrawn(root: etree._Element) -> Iterator[Remark]:
    drawn = {attribute(e, "bpmnElement").rpartition(":")[2] for e in root.iter(f"{{{_DI}}}*")}
    wanted = [e for e in root.iter(f"{{{BPMN}}}*") if _is_drawn(e)]
    if not drawn - {""} and wanted:
        yield root, "W805", "the file holds no drawing: nobody can see the diagram"
        return
    for element in wanted:
        if attribute(element, "id") not in drawn:
            yield element, "W805", "is not drawn: it runs, but nobody sees it"


def _is_drawn(element: etree._Element) -> bool:
    name = local(element)
    known = name in _SHOWN or name in _DATA or name.endswith(_ENDINGS)
    return known and name not in _UNDRAWN and bool(attribute(element, "id"))


def _overlaps(root: etree._Element) -> Iterator[Remark]:
    boxes = dict(_boxes(root))
    expanded = {attribute(e, "bpmnElement") for e in root.iter(f"{{{_DI}}}BPMNShape")
                if attribute(e, "isExpanded") == "true"}  # fmt: skip
    pools = {attribute(p, "processRef"): p for p in root.iter(f"{{{BPMN}}}participant")}
    yield from _touching(list(pools.values()), boxes)
    for scope in root.iter(f"{{{BPMN}}}process", f"{{{BPMN}}}subProcess"):
        inside = [e for e in bpmn_children(scope) if attribute(e, "id") in boxes]
        yield from _touching(inside, boxes)
        key = attribute(scope, "id")
        around = attribute(pools[key], "id") if key in pools else key if key in expanded else ""
        for element in inside:
            outside = around in boxes and not boxes[around].holds(boxes[attribute(element, "id")])
            if outside and local(element) != "dataStoreReference":
                yield element, "W806", "is drawn outside of what it belongs to"


def _boxes(root: etree._Element) -> Iterator[tuple[str, Box]]:
    for shape in root.iter(f"{{{_DI}}}BPMNShape"):
        bounds = shape.find(f"{{{_DC}}}Bounds")
        if bounds is None:
            continue
        try:
            x, y, width, height = (float(bounds.get(k, "")) for k in ("x", "y", "width", "height"))
        except ValueError:
            continue
        yield attribute(shape, "bpmnElement"), Box(x, y, x + width, y + height)


def _touching(elements: list[etree._Element], boxes: dict[str, Box]) -> Iterator[Remark]:
    """Shapes that lie on one another; an event on the border of its step is none of them."""
    shown = [(boxes[attribute(e, "id")], e) for e in elements if attribute(e, "id") in boxes]
    shown.sort(key=lambda pair: pair[0].left)
    reported: set[str] = set()
    for one, two in _near(shown):
        hosts = {attribute(one, "attachedToRef"), attribute(two, "attachedToRef")}
        if hosts.isdisjoint((attribute(one, "id"), attribute(two, "id"))):
            for element, other in ((one, two), (two, one)):
                if attribute(element, "id") not in reported:
                    reported.add(attribute(element, "id"))
                    over = f"is drawn over {local(other)}"
                    yield element, "W806", over + quoting(' "{}"', _label(other))


def _near(
    shown: list[tuple[Box, etree._Element]],
) -> Iterator[tuple[etree._Element, etree._Element]]:
    for at, (box, element) in enumerate(shown):
        for other, later in shown[at + 1 :]:
            if other.left > box.right:
                break
            if box.touches(other):
                yield element, later
