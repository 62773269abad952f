"""A diagram as anybody may see it: shapes, names and lines, and nothing of how it runs.

Rights, expressions, addresses of services and notes of designers stay in the office. What is kept
is listed, so that a setting of a later Modeler is left out until somebody lists it.
"""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from engine.definitions.text.xml import parse_xml

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_SHAPES = frozenset(
    {
        _BPMN,
        "http://www.omg.org/spec/BPMN/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DC",
        "http://www.omg.org/spec/DD/20100524/DI",
    }
)
_COLOURS = frozenset(
    {
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    }
)
_LEFT_OUT = frozenset(
    {
        "extensionElements", "documentation", "conditionExpression", "script", "ioSpecification",
        "dataInputAssociation", "dataOutputAssociation", "property", "resourceRole",
        "humanPerformer", "potentialOwner", "performer", "loopCardinality", "completionCondition",
        "loopCondition", "timeDuration", "timeDate", "timeCycle", "message", "signal", "error",
        "escalation", "itemDefinition", "interface", "import", "condition", "rendering",
        "correlationProperty", "correlationSubscription", "auditing", "monitoring",
    }
)  # fmt: skip
_KEPT = frozenset(
    {
        "id", "name", "sourceRef", "targetRef", "attachedToRef",
        "cancelActivity", "isInterrupting", "triggeredByEvent", "default", "processRef",
        "isSequential", "associationDirection", "parallelMultiple", "eventGatewayType",
        "instantiate", "bpmnElement", "isHorizontal", "isExpanded", "isMarkerVisible",
        "isBandVisible", "categoryValueRef", "dataObjectRef", "choreographyActivityShape",
        "messageVisibleKind", "labelStyle", "x", "y", "width", "height",
    }
)  # fmt: skip
_WRITTEN = frozenset({"incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef"})
_NOTE = "textAnnotation"
_NAMESPACE = "http://bpmn.io/schema/bpmn"
"""In place of the file's own, which may be an address inside the office."""


@lru_cache(maxsize=256)
def public_drawing(xml: bytes, file: str) -> bytes:
    """The drawing of a diagram's file. Raises BrokenContent for a file that is not read."""
    root = parse_xml(xml, file)
    _bare(root)
    root.set("targetNamespace", _NAMESPACE)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _is_written(element: etree._Element) -> bool:
    """Whether its text is part of the picture: ids that join shapes, and notes beside them."""
    name, around = etree.QName(element).localname, element.getparent()
    if name == "text" and around is not None:
        return etree.QName(around).localname == _NOTE
    return name in _WRITTEN


def _bare(root: etree._Element) -> None:
    stack = [root]
    while stack:
        element = stack.pop()
        for child in list(element):
            name = etree.QName(child)
            if name.namespace not in _SHAPES or name.localname in _LEFT_OUT:
                element.remove(child)
            else:
                stack.append(child)
        for key in list(element.attrib):
            space = etree.QName(key).namespace
            if (space is None and key not in _KEPT) or (
                space is not None and space not in _COLOURS
            ):
                del element.attrib[key]
        if not _is_written(element):
            element.text = None
        element.tail = None
