"""Components of a form file into fields; what cannot be shown safely is refused by its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.definitions.forms.choices import read_choices
from engine.definitions.forms.fields import FieldKind, FormField, Meaning
from engine.definitions.forms.form_keys import CONTAINERS, Claims, read_path, refuse_own
from engine.definitions.forms.rules import read_rules
from engine.definitions.forms.static_components import REFUSED, SHOWN, check_shown, feel_texts
from engine.definitions.forms.values import Broken, clean_value, is_empty
from engine.definitions.text.finding_text import AnyText, FindingText, quoting, suggestion
from engine.definitions.text.located import Located
from engine.definitions.text.report import FindingList

_CHOOSE = frozenset({FieldKind.RADIO, FieldKind.SELECT, FieldKind.CHECKLIST, FieldKind.TAGLIST})
PROPERTY = "motcua:means"
"""The custom property of a field that says what its answer means."""

_MAX_FIELDS = 5_000
_MAX_ROWS = 200


@dataclass(frozen=True, slots=True)
class _Scope:
    """The form or a row of a list: what is taken there, and the path that keys stand under."""

    prefix: tuple[str, ...] = ()
    claims: Claims = field(default_factory=Claims)
    row: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """How findings name a component: its place in the file, and place and label together."""

    place: str
    name: AnyText


class ComponentReader:
    """Reads the components of one form."""

    def __init__(self, report: FindingList) -> None:
        """Note findings in `report`; `expressions` gathers every FEEL text with its place."""
        self.expressions: list[tuple[str, int, AnyText]] = []
        self._report = report
        self._ids: dict[str, int] = {}
        self._count = 0

    def read(self, components: Located) -> tuple[FormField, ...]:
        """Read the outermost list of components."""
        return self._list(components, "components", _Scope())

    def _list(self, components: Located, place: str, scope: _Scope) -> tuple[FormField, ...]:
        found = []
        for number, node in enumerate(components.each()):
            read = self._component(node, f"{place}[{number}]", scope)
            if read is not None:
                found.append(read)
        return tuple(found)

    def _component(self, node: Located, place: str, scope: _Scope) -> FormField | None:
        self._count += 1
        if self._count == _MAX_FIELDS:
            self._report.add("E308", node.line, "", f"has more than {_MAX_FIELDS} components")
        kind = _text(node, "type")
        known_as = _label(node) or _text(node, "key") or kind or "no type"
        name = FindingText(f"{place} ({known_as})", known_as)
        self._check_id(node, name)
        known = SHOWN | {k.value for k in FieldKind}
        if kind not in known:
            self._refuse_type(node, kind, name, known)
            return None
        for text, key, line in feel_texts(node):
            self.expressions.append((text, line, name + f": {key}"))
        if kind in SHOWN:
            check_shown(node, kind, name, self._report)
            return None
        return self._field(node, FieldKind(kind), _Named(place, name), scope)

    def _check_id(self, node: Located, name: AnyText) -> None:
        own = _text(node, "id")
        if own and own in self._ids:
            message = name + quoting(
                ': the id "{}" stands twice (first on line {line})', own, line=self._ids[own]
            )
            self._report.add("E309", node.line_of("id"), own, message)
        self._ids.setdefault(own, node.line_of("id"))

    def _refuse_type(self, node: Located, kind: str, name: AnyText, known: frozenset[str]) -> None:
        problem = quoting('type "{}" cannot be shown', kind) if kind else "has no type"
        reason = REFUSED.get(kind)
        message = name + ": " + problem + (f": {reason}" if reason else suggestion(kind, known))
        self._report.add("E302", node.line_of("type"), _text(node, "id"), message)

    def _field(
        self, node: Located, kind: FieldKind, named: _Named, scope: _Scope
    ) -> FormField | None:
        name, report = named.name, self._report
        own = read_path(node, kind, name, report)
        if own is None:
            return None
        path = (*scope.prefix, *own)
        taken = scope.claims.take(path, value=kind is not FieldKind.GROUP) if own else ""
        if taken:
            report.add("E303", node.line_of("key"), _text(node, "id"), name + ": " + taken)
        readonly = self._readonly(node, name)
        disabled = _flag(node, "disabled")
        if not scope.row and not disabled and readonly != "true" and kind is not FieldKind.GROUP:
            refuse_own(node, path, name, report)
        self._check_label(node, kind, name)
        default = node.get("defaultValue")
        read = FormField(
            kind=kind,
            id=_text(node, "id"),
            path=path,
            label=_label(node) or ".".join(path),
            line=node.line,
            rules=read_rules(node, kind, name, report),
            choices=read_choices(node, name, report) if kind in _CHOOSE else None,
            hide=self._hide(node, name),
            readonly=readonly,
            disabled=disabled,
            expression=self._expression(node, kind, name),
            default=default.plain() if default is not None else None,
            rows=self._rows(node, kind, name),
            fixed_rows=_is(node, "allowAddRemove", False),
            means=self._means(node, name),
            fields=self._inside(node, kind, named, _Scope(path, scope.claims, scope.row)),
        )
        self._check_default(read, name)
        return read

    def _means(self, node: Located, name: AnyText) -> Meaning | None:
        properties = node.get("properties")
        text = _text(properties, PROPERTY) if properties is not None else ""
        if not text or text in set(Meaning):
            return Meaning(text) if text else None
        message = name + quoting(': "{}" "{}" means nothing here', PROPERTY, text)
        line = node.line_of("properties")
        self._report.add("E313", line, _text(node, "id"), message + suggestion(text, set(Meaning)))
        return None

    def _check_default(self, each: FormField, name: AnyText) -> None:
        computed = each.choices is not None and not each.choices.values
        if is_empty(each.default) or computed or each.kind in {FieldKind.EXPRESSION, *CONTAINERS}:
            return
        options = tuple(value for value, _ in each.choices.values) if each.choices else ()
        try:
            clean_value(each, each.rules, each.default, options)
        except Broken as broken:
            message = name + f": the default {each.default!r} breaks the field's rule {broken.code}"
            self._report.add("W303", each.line, each.id, message)

    def _inside(
        self, node: Located, kind: FieldKind, named: _Named, scope: _Scope
    ) -> tuple[FormField, ...]:
        components = node.get("components")
        if kind not in CONTAINERS or components is None:
            return ()
        inner = _Scope(row=True) if kind is FieldKind.DYNAMICLIST else scope
        return self._list(components, f"{named.place}.components", inner)

    def _check_label(self, node: Located, kind: FieldKind, name: AnyText) -> None:
        if not _label(node) and kind not in {FieldKind.EXPRESSION, *CONTAINERS}:
            message = name + ": has no label, so that nobody knows what to enter"
            self._report.add("W302", node.line, _text(node, "id"), message)

    def _rows(self, node: Located, kind: FieldKind, name: AnyText) -> int:
        found = node.get("defaultRepetitions")
        if kind is not FieldKind.DYNAMICLIST or found is None:
            return 1
        rows = found.scalar
        if not isinstance(rows, int) or isinstance(rows, bool) or not 0 <= rows <= _MAX_ROWS:
            message = ': "{}" must be a whole number from 0 to {most}'
            text = name + quoting(message, "defaultRepetitions", most=_MAX_ROWS)
            self._report.add("E304", found.line, _text(node, "id"), text)
            return 1
        return rows

    def _hide(self, node: Located, name: AnyText) -> str:
        condition = node.get("conditional")
        found = condition.get("hide") if condition is not None else None
        if found is None or found.scalar in (None, "", False):
            return ""
        return self._feel(found, name + ": hide condition")

    def _readonly(self, node: Located, name: AnyText) -> str:
        found = node.get("readonly")
        if found is None or found.scalar in (None, "", False):
            return ""
        return "true" if found.scalar is True else self._feel(found, name + ": readonly")

    def _expression(self, node: Located, kind: FieldKind, name: AnyText) -> str:
        if kind is not FieldKind.EXPRESSION:
            return ""
        found = node.get("expression")
        if found is None:
            self._report.add("E306", node.line, _text(node, "id"), name + ": has no expression")
            return ""
        return self._feel(found, name + ": expression")

    def _feel(self, found: Located, name: AnyText) -> str:
        text = found.text.strip()
        if not isinstance(found.scalar, str) or not text.startswith("=") or not text[1:].strip():
            message = name + f": must be = followed by FEEL, not {found.text!r}"
            self._report.add("E306", found.line, "", message)
            return ""
        return text[1:].strip()


def _text(node: Located, key: str) -> str:
    found = node.get(key)
    return found.text.strip() if found is not None and isinstance(found.scalar, str) else ""


def _label(node: Located) -> str:
    """What people read beside the field; a date and a time have labels of their own."""
    return next((t for k in ("label", "dateLabel", "timeLabel") if (t := _text(node, k))), "")


def _flag(node: Located, key: str) -> bool:
    return _is(node, key, True)


def _is(node: Located, key: str, value: bool) -> bool:
    found = node.get(key)
    return found is not None and found.scalar is value
