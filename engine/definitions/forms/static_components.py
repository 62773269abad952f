"""Components that take no value: what they show must be our own, whole and in Vietnamese."""

from __future__ import annotations

import re

from engine.definitions.text.finding_text import AnyText, quoting
from engine.definitions.text.located import Located
from engine.definitions.text.report import FindingList

SHOWN = frozenset({"text", "separator", "spacer", "button", "image", "table"})
REFUSED = {
    "filepicker": "files come in with the papers of the dossier, not in a form",
    "documentPreview": "documents are shown on the dossier's page, not in a form",
    "html": 'HTML is not let into our pages; write it as Markdown in a "text"',
    "iframe": "pages of others are not shown inside ours",
}
"""Components of form-js that are refused on purpose, and what to do instead."""

_SCHEME = r"(?!mailto:|tel:)(?:[a-z][a-z0-9+.-]*:|//|\{\{)"
_FOREIGN_LINK = re.compile(
    rf"\]\(\s*<?\s*{_SCHEME}|(?:src|href)\s*=\s*[\"']?\s*{_SCHEME}|<\s*(?:script|iframe|object)",
    re.IGNORECASE,
)
_OWN_IMAGE = re.compile(r"/(?!/)[A-Za-z0-9._~/-]+")
_TEMPLATE = re.compile(r"\{\{(?:\s*#(?:if|loop)\b)?(?!\s*/)(.*?)\}\}", re.DOTALL)


def check_shown(node: Located, kind: str, name: AnyText, report: FindingList) -> None:
    """Check a component that only shows something."""
    if kind == "table":
        _check_table(node, name, report)
        return
    key = {"image": "source", "text": "text"}.get(kind, "")
    found = node.get(key)
    text = found.text if found is not None else ""
    foreign = _FOREIGN_LINK.search(text) if kind == "text" else not _OWN_IMAGE.fullmatch(text)
    if key and foreign:
        message = name + f": links and images must be from our own origin (/…): {text[:80]!r}"
        report.add("E307", node.line_of(key), _text(node, "id"), message)


def _check_table(node: Located, name: AnyText, report: FindingList) -> None:
    columns = node.get("columns")
    given = columns is not None and columns.items
    for column in columns.each() if columns is not None else ():
        if not _text(column, "key") or not _text(column, "label"):
            message = name + quoting(': a column needs "{}" and "{}"', "key", "label")
            report.add("E311", column.line, _text(node, "id"), message)
    if not given and not _text(node, "columnsExpression").startswith("="):
        report.add("E311", node.line, _text(node, "id"), name + ": has no columns")
    if not _text(node, "dataSource").startswith("="):
        message = name + quoting(': "{}" must be = followed by FEEL', "dataSource")
        report.add("E311", node.line_of("dataSource"), _text(node, "id"), message)


def feel_texts(node: Located) -> list[tuple[str, str, int]]:
    """Return every FEEL text of a component: (FEEL, the setting it stands in, line)."""
    places = [
        (key, node.get(key))
        for key in ("readonly", "expression", "valuesExpression", "dataSource", "columnsExpression")
    ]
    for outer, keys in _INNER.items():
        inner = node.get(outer)
        places += [(key, inner.get(key)) for key in keys] if inner is not None else []
    found = [
        (place.text[1:].strip(), key, place.line)
        for key, place in places
        if place is not None and isinstance(place.scalar, str) and place.text.startswith("=")
    ]
    return found + _templates(node)


_INNER = {
    "conditional": ("hide",),
    "validate": ("min", "max", "minLength", "maxLength"),
}
_TEMPLATED = ("label", "description", "text", "alt", "source", "dateLabel", "timeLabel")


def _templates(node: Located) -> list[tuple[str, str, int]]:
    """Return the FEEL inside texts: of a whole text that begins with =, or of its {{…}}."""
    appearance = node.get("appearance")
    places = [(key, node.get(key)) for key in _TEMPLATED]
    if appearance is not None:
        places += [(k, appearance.get(k)) for k in ("prefixAdorner", "suffixAdorner")]
    found = []
    for key, place in places:
        if place is None or not isinstance(place.scalar, str):
            continue
        if place.text.startswith("="):
            found.append((place.text[1:].strip(), key, place.line))
        else:
            found += [(m.strip(), key, place.line) for m in _TEMPLATE.findall(place.text)]
    return found


def _text(node: Located, key: str) -> str:
    found = node.get(key)
    return found.text.strip() if found is not None and isinstance(found.scalar, str) else ""
