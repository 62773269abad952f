"""Keys of a form: where each field's value stands in the data, no place taken twice."""

from __future__ import annotations

import re

from engine.definitions.forms.fields import FieldKind
from engine.definitions.text.finding_text import AnyText, quoting
from engine.definitions.text.located import Located
from engine.definitions.text.report import FindingList
from engine.definitions.text.slug import slug

OWN = frozenset({"so_ho_so", "kenh", "quy_trinh", "don_vi_mo", "ly_do_rut"})
"""Variables that every dossier has besides its forms' keys."""

CONTAINERS = frozenset({FieldKind.GROUP, FieldKind.DYNAMICLIST})
_KEY = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_POISON = frozenset({"__proto__", "constructor", "prototype"})
_Path = tuple[str, ...]


class Claims:
    """The places taken in the form's data, or in one row of a list, as form-js claims them."""

    def __init__(self) -> None:
        """Nothing is taken yet."""
        self._values: set[_Path] = set()
        self._above: set[_Path] = set()

    def take(self, path: _Path, value: bool = True) -> AnyText:
        """Take a place for a value, or open it for the keys of a group; say what is in the way."""
        heads = [path[:n] for n in range(1, len(path))]
        taken = next((h for h in [*heads, path] if h in self._values), None)
        name = ".".join(path)
        if taken == path or (value and path in self._above):
            return quoting('the key "{}" stands twice', name)
        if taken is not None:
            text = 'the key "{}" lies under "{}", which is a value of its own'
            return quoting(text, name, ".".join(taken))
        self._above.update(heads)
        (self._values if value else self._above).add(path)
        return ""


def _plainer(text: str) -> str:
    plain = slug(text)
    return f'; write "{plain}"' if _KEY.fullmatch(plain) else ""


def read_path(node: Located, kind: FieldKind, name: AnyText, report: FindingList) -> _Path | None:
    """Read a field's own key (`path` of a group or list); None when it cannot be used."""
    key = "path" if kind in CONTAINERS else "key"
    found = node.get(key)
    text = found.text.strip() if found is not None and isinstance(found.scalar, str) else ""
    if not text and kind is FieldKind.GROUP:
        return ()
    parts = tuple(text.split("."))
    if not _KEY.fullmatch(text) or _POISON & set(parts):
        problem = quoting('has no "{}"', key)
        if text:
            problem = key + quoting(' "{}" is not readable', text) + _plainer(text)
        report.add("E303", node.line_of(key), _id(node), name + ": " + problem)
        return None
    return parts


def refuse_own(node: Located, path: _Path, name: AnyText, report: FindingList) -> None:
    """Refuse a field that would write over a variable of the dossier's own."""
    if path and path[0] in OWN:
        message = (
            ': the key "{}" is a variable of every dossier; choose another, '
            "or show it by a field that is disabled"
        )
        text = name + quoting(message, path[0])
        report.add("E310", node.line_of("key"), _id(node), text)


def _id(node: Located) -> str:
    found = node.get("id")
    return found.text if found is not None else ""
