"""Names and small questions about BPMN elements, shared by the readers of a diagram."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.definitions.text.finding_text import AnyText, subject
from engine.definitions.text.xml import line_of

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
MODELER = "http://camunda.org/schema/modeler/1.0"


def namespace(element: etree._Element) -> str:
    """Return the namespace of an element."""
    return etree.QName(element).namespace or ""


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return etree.QName(element).localname


def bpmn_children(element: etree._Element, name: str = "*") -> Iterator[etree._Element]:
    """Return the BPMN elements directly inside one."""
    return element.iterchildren(f"{{{BPMN}}}{name}")


def bpmn_child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first BPMN element of that name directly inside one."""
    return next(bpmn_children(element, name), None)


def extensions(element: etree._Element, space: str) -> Iterator[etree._Element]:
    """Return the elements of one vendor directly inside the extension elements of one."""
    for box in bpmn_children(element, "extensionElements"):
        yield from box.iterchildren(f"{{{space}}}*")


def extension(element: etree._Element, space: str, name: str) -> etree._Element | None:
    """Return the first extension element of that name."""
    return next((found for found in extensions(element, space) if local(found) == name), None)


def attribute(element: etree._Element, name: str, space: str = "") -> str:
    """Return an attribute's trimmed text, empty when it is not there."""
    return str(element.get(f"{{{space}}}{name}" if space else name, "")).strip()


def text_of(element: etree._Element | None) -> str:
    """Return the trimmed text inside an element."""
    return "".join(map(str, element.itertext())).strip() if element is not None else ""


def described(element: etree._Element) -> AnyText:
    """How a finding names an element: kind and the name that a person knows it by."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in local(element))
    name = " ".join(attribute(element, "name").split()) or attribute(element, "id")
    return subject(words + ' "{}"', name) if name else words


def owner(element: etree._Element) -> etree._Element:
    """Return the nearest element with an id that is BPMN: the one that the Modeler can select."""
    found: etree._Element | None = element
    while found is not None and not (namespace(found) == BPMN and attribute(found, "id")):
        found = found.getparent()
    return element if found is None else found


__all__ = [
    "BPMN",
    "CAMUNDA",
    "MODELER",
    "ZEEBE",
    "attribute",
    "bpmn_child",
    "bpmn_children",
    "described",
    "extension",
    "extensions",
    "line_of",
    "local",
    "namespace",
    "owner",
    "text_of",
]
