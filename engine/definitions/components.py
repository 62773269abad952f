"""Components of a form file into fields; what cannot be shown safely is refused by its place."""

from __future__ import annotations

import re

from engine.definitions.choices import read_choices
from engine.definitions.fields import Field, FieldKind
from engine.definitions.located import Located, suggestion
from engine.definitions.report import Report
from engine.definitions.rules import read_rules

_SHOWN = frozenset({"text", "separator", "spacer", "button", "image"})
_CONTAINERS = frozenset({FieldKind.GROUP, FieldKind.DYNAMICLIST})
_CHOOSE = frozenset({FieldKind.RADIO, FieldKind.SELECT, FieldKind.CHECKLIST, FieldKind.TAGLIST})
_KEY = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_POISON = frozenset({"__proto__", "constructor", "prototype"})
_SCHEME = r"(?!mailto:|tel:)(?:[a-z][a-z0-9+.-]*:|//)"
_FOREIGN_LINK = re.compile(
    rf"\]\(\s*<?\s*{_SCHEME}|(?:src|href)\s*=\s*[\"']?\s*{_SCHEME}|<\s*(?:script|iframe|object)",
    re.IGNORECASE,
)
_OWN_IMAGE = re.compile(r"/(?!/)[A-Za-z0-9._~/-]+")
_MAX_FIELDS = 1_000


class ComponentReader:
    """Reads the components of one form."""

    def __init__(self, report: Report) -> None:
        """Note findings in `report`; `expressions` gathers every FEEL text with its place."""
        self.expressions: list[tuple[str, int, str]] = []
        self._report = report
        self._count = 0

    def read(self, components: Located) -> tuple[Field, ...]:
        """Read the outermost list of components."""
        return self._list(components, "components", ((), set()))

    def _list(
        self, components: Located, place: str, scope: tuple[tuple[str, ...], set[tuple[str, ...]]]
    ) -> tuple[Field, ...]:
        """Read a list. `scope`: the path that its keys stand under, and the paths taken there."""
        found = []
        for number, node in enumerate(components.each()):
            field = self._component(node, f"{place}[{number}]", scope)
            if field is not None:
                found.append(field)
        return tuple(found)

    def _component(
        self, node: Located, place: str, scope: tuple[tuple[str, ...], set[tuple[str, ...]]]
    ) -> Field | None:
        self._count += 1
        if self._count == _MAX_FIELDS:
            self._report.add("E308", node.line, "", f"has more than {_MAX_FIELDS} components")
        kind = _text(node, "type")
        name = f"{place} ({_label(node) or _text(node, 'key') or kind or 'no type'})"
        known = _SHOWN | {k.value for k in FieldKind}
        if kind not in known:
            problem = f'type "{kind}" cannot be shown' if kind else "has no type"
            message = f"{name}: {problem}{suggestion(kind, known)}"
            self._report.add("E302", node.line_of("type"), _text(node, "id"), message)
            return None
        self._note_expressions(node, name)
        if kind in _SHOWN:
            self._check_shown(node, kind, name)
            return None
        return self._field(node, FieldKind(kind), (place, name), scope)

    def _field(
        self,
        node: Located,
        kind: FieldKind,
        named: tuple[str, str],
        scope: tuple[tuple[str, ...], set[tuple[str, ...]]],
    ) -> Field | None:
        place, name = named
        (prefix, taken), report = scope, self._report
        own = self._path(node, kind, name)
        if own is None:
            return None
        path = (*prefix, *own)
        if kind is not FieldKind.GROUP and path in taken:
            message = f'{name}: the key "{".".join(path)}" stands twice'
            report.add("E303", node.line_of("key"), _text(node, "id"), message)
        taken.add(path) if kind is not FieldKind.GROUP else None
        inner = ((), set()) if kind is FieldKind.DYNAMICLIST else (path, taken)
        components = node.get("components")
        fields: tuple[Field, ...] = ()
        if kind in _CONTAINERS and components is not None:
            fields = self._list(components, f"{place}.components", inner)
        return Field(
            kind=kind,
            id=_text(node, "id"),
            path=path,
            label=_label(node) or ".".join(path),
            line=node.line,
            rules=read_rules(node, kind, name, report),
            choices=read_choices(node, name, report) if kind in _CHOOSE else None,
            hide=self._hide(node, name),
            readonly=self._readonly(node, name),
            disabled=_flag(node, "disabled"),
            expression=self._expression(node, kind, name),
            fields=fields,
        )

    def _path(self, node: Located, kind: FieldKind, name: str) -> tuple[str, ...] | None:
        key = "path" if kind in _CONTAINERS else "key"
        text = _text(node, key)
        if not text and kind is FieldKind.GROUP:
            return ()
        parts = tuple(text.split("."))
        if not _KEY.fullmatch(text) or _POISON & set(parts):
            problem = f'{key} "{text}" is not readable' if text else f'has no "{key}"'
            line = node.line_of(key)
            self._report.add("E303", line, _text(node, "id"), f"{name}: {problem}")
            return None
        return parts

    def _hide(self, node: Located, name: str) -> str:
        condition = node.get("conditional")
        found = condition.get("hide") if condition is not None else None
        if found is None or found.scalar in (None, "", False):
            return ""
        return "true" if found.scalar is True else self._feel(found, f"{name}: hide condition")

    def _readonly(self, node: Located, name: str) -> str:
        found = node.get("readonly")
        if found is None or found.scalar in (None, "", False):
            return ""
        return "true" if found.scalar is True else self._feel(found, f"{name}: readonly")

    def _expression(self, node: Located, kind: FieldKind, name: str) -> str:
        if kind is not FieldKind.EXPRESSION:
            return ""
        found = node.get("expression")
        if found is None:
            self._report.add("E306", node.line, _text(node, "id"), f"{name}: has no expression")
            return ""
        return self._feel(found, f"{name}: expression")

    def _feel(self, found: Located, name: str) -> str:
        text = found.text.strip()
        if not isinstance(found.scalar, str) or not text.startswith("=") or not text[1:].strip():
            message = f"{name}: must be = followed by FEEL, not {found.text!r}"
            self._report.add("E306", found.line, "", message)
            return ""
        return text[1:].strip()

    def _note_expressions(self, node: Located, name: str) -> None:
        """Gather the FEEL texts of a component, so that each can be parsed by the check."""
        condition = node.get("conditional")
        texts = [node.get(k) for k in ("readonly", "expression", "valuesExpression", "text")]
        texts += [node.get(k) for k in ("label", "description")]
        texts.append(condition.get("hide") if condition is not None else None)
        for found in texts:
            if found is not None and isinstance(found.scalar, str) and found.text.startswith("="):
                self.expressions.append((found.text[1:].strip(), found.line, name))

    def _check_shown(self, node: Located, kind: str, name: str) -> None:
        """Text and images: nothing may be loaded from, or lead to, a foreign place."""
        key = {"image": "source", "text": "text"}.get(kind, "")
        found = node.get(key)
        text = found.text if found is not None else ""
        foreign = _FOREIGN_LINK.search(text) if kind == "text" else not _OWN_IMAGE.fullmatch(text)
        if key and foreign:
            message = f"{name}: links and images must be from our own origin (/…): {text[:80]!r}"
            self._report.add("E307", node.line_of(key), _text(node, "id"), message)


def _text(node: Located, key: str) -> str:
    found = node.get(key)
    return found.text.strip() if found is not None and isinstance(found.scalar, str) else ""


def _label(node: Located) -> str:
    """What people read beside the field; a date and a time have labels of their own."""
    return next((t for k in ("label", "dateLabel", "timeLabel") if (t := _text(node, k))), "")


def _flag(node: Located, key: str) -> bool:
    found = node.get(key)
    return found is not None and found.scalar is True
