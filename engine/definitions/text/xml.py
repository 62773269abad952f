"""XML as content may bring it: no document type, no entities, no network, bounded."""

from __future__ import annotations

import re

from lxml import etree

from engine.definitions.text.decoding import decode
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.located import MAX_DEPTH
from engine.definitions.text.report import broken

_PROLOG = r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+"
_DOCTYPE = re.compile(_PROLOG + r"<!DOCTYPE", re.DOTALL)
_ENCODING = re.compile(r"<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"'>]*)[\"']")


def parse_xml(data: bytes, file: str) -> etree._Element:
    """Return the root element, comments left out; raise BrokenContent for what is not read."""
    text = decode(data, file)
    _refuse_declarations(text, file)
    try:
        root = etree.fromstring(text.encode(), _parser())
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        if "Excessive depth" in error.msg:
            raise broken(file, "E106", line, "elements are nested too deep") from None
        raise broken(file, "E104", line, f"not well-formed XML: {error.msg}") from None
    except ValueError as error:
        raise broken(file, "E104", 1, f"not well-formed XML: {error}") from None
    _refuse_depth(root, file)
    return root


def _parser() -> etree.XMLParser:
    """Make a parser of its own for each file: lxml's parsers keep state."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refuse_declarations(text: str, file: str) -> None:
    """Refuse a document type before libxml2 sees it, and encodings that are not UTF-8."""
    found = _DOCTYPE.match(text)
    if found:
        line = text.count("\n", 0, found.end()) + 1
        raise broken(file, "E105", line, "a document type (DTD) or entities are never read")
    declared = _ENCODING.match(text.lstrip())
    if declared and declared.group(1).lower() not in ("utf-8", "utf8", "us-ascii"):
        message = quoting(
            'the encoding "{}" is not read; save the file as UTF-8', declared.group(1)
        )
        raise broken(file, "E103", 1, message)


def _refuse_depth(root: etree._Element, file: str) -> None:
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    line = line_of(level[0])
    raise broken(file, "E106", line, f"elements are nested deeper than {MAX_DEPTH}")


def line_of(element: etree._Element) -> int:
    """Return the line on which an element begins."""
    line = element.sourceline
    return line if isinstance(line, int) else 1
