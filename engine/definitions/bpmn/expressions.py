"""Expression texts as Camunda Modeler writes them; only FEEL is read, nothing is evaluated."""

from __future__ import annotations

from lxml import etree

from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.text.finding_text import AnyText

_JUEL = ("${", "#{")
FEEL_LANGUAGES = ("feel", "http://www.omg.org/spec/feel/20140401")


def is_juel(text: str) -> bool:
    """Whether a text holds an expression of Camunda 7's own language."""
    return any(mark in text for mark in _JUEL)


def feel(text: str, element: etree._Element, remarks: Remarks, use: AnyText) -> str:
    """Return the FEEL of `=…`; anything else is refused."""
    if not text:
        return ""
    if is_juel(text):
        remarks.on(element, "E212", use + f" is not FEEL: {text!r}; write it as = followed by FEEL")
    elif not text.startswith("="):
        remarks.on(element, "E212", use + f" must begin with =: {text!r}")
    elif not text[1:].strip():
        remarks.on(element, "E212", use + " is empty")
    else:
        return text[1:].strip()
    return ""


def feel_or_literal(text: str, element: etree._Element, remarks: Remarks, use: AnyText) -> str:
    """Return the FEEL of `=…`, or a plain text as a FEEL string."""
    if text.startswith("=") or is_juel(text):
        return feel(text, element, remarks, use)
    return quoted(text)


def quoted(text: str) -> str:
    """Return a text as a FEEL string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def plain(text: str, element: etree._Element, remarks: Remarks, use: AnyText) -> str:
    """Return a setting that must be plain text: an id, a group, a name."""
    if text.startswith("=") or is_juel(text):
        remarks.on(element, "E212", use + f" must be written plainly, not as an expression: {text}")
        return ""
    return text


def spoken_language(element: etree._Element) -> str:
    """Return the language an expression element declares, in lower case."""
    return str(element.get("language", "")).strip().lower()
