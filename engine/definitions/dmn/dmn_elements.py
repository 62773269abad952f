"""Names and small questions about DMN elements, shared by the readers of a decision."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.definitions.bpmn.elements import CAMUNDA, MODELER, attribute, line_of, local, namespace
from engine.definitions.dmn.decision import ValueType
from engine.definitions.text.finding_text import AnyText, quoting, subject
from engine.definitions.text.report import FindingList

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
TYPES = {
    "": ValueType.ANY,
    "any": ValueType.ANY,
    "string": ValueType.STRING,
    "boolean": ValueType.BOOLEAN,
    "number": ValueType.NUMBER,
    "double": ValueType.NUMBER,
    "decimal": ValueType.NUMBER,
    "integer": ValueType.INTEGER,
    "long": ValueType.INTEGER,
    "date": ValueType.DATE,
    "time": ValueType.TIME,
    "datetime": ValueType.DATE_TIME,
    "date and time": ValueType.DATE_TIME,
    "dateandtime": ValueType.DATE_TIME,
    "daytimeduration": ValueType.DURATION,
    "yearmonthduration": ValueType.DURATION,
    "days and time duration": ValueType.DURATION,
    "years and months duration": ValueType.DURATION,
}
_FEEL = ("", "feel")


class DmnReport:
    """Notes findings on elements: `where` names the decision and, in a table, the cell."""

    def __init__(self, report: FindingList) -> None:
        """Note findings in `report`."""
        self.report = report

    def on(self, element: etree._Element, code: str, message: AnyText, where: AnyText = "") -> None:
        """Note a finding at the line of `element`, named by the decision around it."""
        holder = _holder(element)
        place = where or described(holder)
        text = place + ": " + message if place else message
        self.report.add(code, line_of(element), attribute(holder, "id"), text)


def _holder(element: etree._Element) -> etree._Element:
    found: etree._Element | None = element
    while found is not None and local(found) not in ("decision", "businessKnowledgeModel"):
        found = found.getparent()
    return element if found is None else found


def described(element: etree._Element) -> AnyText:
    """How a finding names a decision: its kind and name."""
    kinds = {"decision": "decision", "businessKnowledgeModel": "business knowledge model"}
    kind = kinds.get(local(element))
    name = name_of(element) or attribute(element, "id")
    return subject(kind + ' "{}"', name) if kind else ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Return the elements of one name directly inside one, of its own version of DMN."""
    return element.iterchildren(f"{{{namespace(element)}}}{name}")


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first element of that name directly inside one."""
    return next(children(element, name), None) if element is not None else None


def name_of(element: etree._Element) -> str:
    """Return an element's name, spaces folded."""
    return " ".join(attribute(element, "name").split())


def label_of(element: etree._Element) -> str:
    """Return an element's label, spaces folded."""
    return " ".join(attribute(element, "label").split())


def text_in(element: etree._Element | None) -> str:
    """Return the trimmed `<text>` of an expression element."""
    found = child(element, "text")
    return "".join(map(str, found.itertext())).strip() if found is not None else ""


def feel_in(element: etree._Element | None, report: DmnReport, where: AnyText = "") -> str:
    """Return the FEEL of an expression element; another language is noted."""
    text = text_in(element)
    if element is None or not text:
        return ""
    language = attribute(element, "expressionLanguage").lower()
    if language in _FEEL or "/feel/" in language:
        return text
    report.on(element, "E711", quoting('the language is "{}"; only FEEL is read', language), where)
    return ""


def type_in(element: etree._Element | None, root: etree._Element, report: DmnReport) -> ValueType:
    """Return the type an element declares, one defined in the file by what it is based on."""
    written = attribute(element, "typeRef") if element is not None else ""
    if element is None or not written:
        return ValueType.ANY
    known = _type(written)
    if known is None:
        known = _type(_based_on(root, written))
    if known is None:
        report.on(element, "E712", quoting('the type "{}" is not known', written))
    return known or ValueType.ANY


def _type(written: str) -> ValueType | None:
    return TYPES.get(written.rpartition(":")[2].rpartition("}")[2].strip().lower())


def _based_on(root: etree._Element, written: str) -> str:
    for item in children(root, "itemDefinition"):
        if attribute(item, "name") == written:
            base = child(item, "typeRef")
            return "".join(map(str, base.itertext())) if base is not None else "?"
    return "?"


def dialect_of(root: etree._Element) -> str:
    """Return for which engine the Modeler saved the file."""
    platform = attribute(root, "executionPlatform", MODELER)
    if platform == "Camunda Cloud":
        return "camunda8"
    marked = any(
        str(key).startswith(f"{{{CAMUNDA.replace('bpmn', 'dmn')}}}")
        for element in root.iter(etree.Element)
        for key in element.keys()  # noqa: SIM118  # an element's own iteration gives children
    )
    return "camunda7" if marked or platform == "Camunda Platform" else "plain"
