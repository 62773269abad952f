"""What differs between the forms of two versions: fields, what they take, and their words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.definitions.forms.fields import FieldKind, FormField, OptionList
from engine.definitions.forms.form import Form
from engine.review.difference.items import (
    Area,
    DifferenceItem,
    DifferenceKind,
    DifferenceSubject,
    Published,
    Value,
    kind_of,
)

_FIELD = (
    "kind",
    "hide",
    "readonly",
    "disabled",
    "expression",
    "default",
    "rows",
    "fixed_rows",
    "means",
)
_RULES = (
    "required",
    "minimum",
    "maximum",
    "min_length",
    "max_length",
    "pattern",
    "validation_type",
    "decimal_digits",
    "step",
    "as_text",
    "subtype",
    "interval",
    "from_today",
    "told",
    "computed",
)
HANDLED = frozenset({*_FIELD, "id", "path", "label", "rules", "choices", "fields"})
HANDLED_RULES = frozenset(_RULES)
# What the fields above hold of a component; the rest of it is texts and appearance.
_READ = frozenset(
    {
        *("id", "key", "path", "type", "label", "validate", "values", "valuesKey", "layout"),
        *("valuesExpression", "conditional", "readonly", "disabled", "expression", "defaultValue"),
        *("components", "defaultRepetitions", "allowAddRemove", "decimalDigits", "increment"),
        *("serializeToString", "subtype", "timeInterval", "disallowPassedDates"),
    }
)
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A field and the label of what it stands in."""

    field: FormField
    within: str


def compare(old: Published | None, new: Published) -> list[DifferenceItem]:
    """Items of all forms, by id; one that only got another id is known by its fields."""
    before = dict(old.forms) if old else {}
    renamed = _renamed(before, new.forms)
    earlier_id = {later: key for key, later in renamed.items()}
    items: list[DifferenceItem] = []
    for key, form in before.items():
        if key not in new.forms and key not in renamed:
            items.append(_form(form, DifferenceKind.REMOVED, _used(old, key)))
    for key, form in new.forms.items():
        earlier = before.get(earlier_id.get(key, key))
        if earlier is None:
            items.append(_form(form, DifferenceKind.ADDED, _used(new, key)))
        else:
            items += _same(earlier, form, _used(new, key))
    return items


def _renamed(old: Mapping[str, Form], new: Mapping[str, Form]) -> dict[str, str]:
    """Forms under another id with fields of the same keys; old id → new id."""
    gone = {key: _keys(form) for key, form in old.items() if key not in new}
    come = {key: _keys(form) for key, form in new.items() if key not in old}
    found = {}
    for key, fields in gone.items():
        alike = [other for other, theirs in come.items() if theirs == fields]
        if fields and len(alike) == 1:
            found[key] = alike[0]
            del come[alike[0]]
    return found


def _keys(form: Form) -> frozenset[_Key]:
    return frozenset(_fields(form))


def _used(version: Published | None, form: str) -> str:
    """The names of the steps that show a form, or of the procedure whose application it is."""
    if version is None:
        return ""
    steps = [n.label for d in version.diagrams.values() for n in d.nodes.values() if n.form == form]
    papers = [p.name for p in version.procedure.papers if p.form == form]
    return ", ".join(dict.fromkeys([*papers, *steps]))


def _form(form: Form, kind: DifferenceKind, beside: str, aspect: str = "") -> DifferenceItem:
    return DifferenceItem(
        area=Area.FORMS,
        kind=kind,
        subject=DifferenceSubject.FORM,
        name=form.id,
        aspect=aspect,
        beside=beside,
    )


def _same(old: Form, new: Form, beside: str) -> list[DifferenceItem]:
    items = [replace(item, within=new.id, beside=beside) for item in _of_fields(old, new)]
    if old.id != new.id:
        renamed = _form(new, DifferenceKind.RENAMED, beside, "id")
        items.insert(0, replace(renamed, before=old.id, after=new.id))
    if _words(old) != _words(new):
        items.append(_form(new, DifferenceKind.CHANGED, beside, "words"))
    if not items and old.digest != new.digest:
        items.append(_form(new, DifferenceKind.CHANGED, beside, "layout"))
    return items


def _of_fields(old: Form, new: Form) -> Iterator[DifferenceItem]:
    before, after = _fields(old), _fields(new)
    keys = _other_keys(before, after)
    earlier_key = {later: key for key, later in keys.items()}
    for key, placed in before.items():
        if key not in after and key not in keys:
            yield _field(placed.field, DifferenceKind.REMOVED)
    for key, placed in after.items():
        earlier = before.get(earlier_key.get(key, key))
        if earlier is None:
            # That it must be filled in is the first thing to know of a new field.
            required = placed.field.rules.required
            yield _field(placed.field, DifferenceKind.ADDED, after="required" if required else "")
        else:
            yield from _same_field(earlier, placed)
    was = [keys.get(key, key) for key in before if keys.get(key, key) in after]
    becomes = [key for key in after if key in was]
    if was != becomes:
        yield DifferenceItem(
            area=Area.FORMS,
            kind=DifferenceKind.MOVED,
            subject=DifferenceSubject.FORM,
            aspect="order",
        )


def _fields(form: Form) -> dict[_Key, _Placed]:
    """Every field by its key and those of the lists around it; a group by its component's id."""
    found: dict[_Key, _Placed] = {}

    def gather(fields: tuple[FormField, ...], above: _Key, within: str) -> None:
        for field in fields:
            bare = field.kind is FieldKind.GROUP
            key = (*above, f"#{field.id}") if bare else (*above, *field.path)
            found[key] = _Placed(field, within)
            gather(field.fields, above if bare else key, field.label or within)

    gather(form.fields, (), "")
    return found


def _other_keys(old: Mapping[_Key, _Placed], new: Mapping[_Key, _Placed]) -> dict[_Key, _Key]:
    """Fields that only got another key: the same label and kind, and clear which."""
    gone = {key: _telling(p.field) for key, p in old.items() if key not in new}
    come = {key: _telling(p.field) for key, p in new.items() if key not in old}
    found = {}
    for key, telling in gone.items():
        alike = [other for other, theirs in come.items() if theirs == telling]
        rivals = [other for other, theirs in gone.items() if theirs == telling]
        if telling[1] and len(alike) == len(rivals) == 1:
            found[key] = alike[0]
    return found


def _telling(field: FormField) -> tuple[FieldKind, str]:
    return field.kind, " ".join(field.label.casefold().split())


def _same_field(old: _Placed, new: _Placed) -> Iterator[DifferenceItem]:
    one, other = old.field, new.field
    if other.kind is not FieldKind.GROUP and one.path != other.path:
        yield _field(
            other, DifferenceKind.RENAMED, "path", ".".join(one.path), ".".join(other.path)
        )
    if one.label != other.label:
        yield _field(other, DifferenceKind.RENAMED, "label", one.label, other.label)
    if old.within != new.within:
        yield _field(other, DifferenceKind.MOVED, "within", old.within, new.within)
    for name in _FIELD:
        aspect = "default_value" if name == "default" else name
        yield from _attribute(other, aspect, getattr(one, name), getattr(other, name))
    for aspect in _RULES:
        sides = (getattr(field.rules, aspect) for field in (one, other))
        yield from _attribute(other, aspect, *sides)
    yield from _choices(other, one.choices or OptionList(), other.choices or OptionList())


def _attribute(
    field: FormField, aspect: str, before: object, after: object
) -> Iterator[DifferenceItem]:
    if before != after or isinstance(before, bool) is not isinstance(after, bool):
        sides = (_plain(before), _plain(after))
        yield _field(field, kind_of(*sides), aspect, *sides)


def _plain(value: object) -> Value:
    """A setting as a plain value: numbers without a needless fraction, lists in JSON."""
    if value is None or value == ():
        return ""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"  # noqa: PLR2004 - `g` has six
    return json.dumps(value, ensure_ascii=False, default=str)


def _choices(field: FormField, old: OptionList, new: OptionList) -> Iterator[DifferenceItem]:
    before, after = ({_option(v): label for v, label in c.values} for c in (old, new))
    for key in {**before, **after}:
        was, becomes = (f"{s[key]} ({key})" if key in s else "" for s in (before, after))
        if was != becomes:
            yield _field(field, kind_of(was, becomes), "option", was, becomes)
    if before == after and list(before) != list(after):
        yield _field(
            field,
            DifferenceKind.MOVED,
            "option",
            "; ".join(before.values()),
            "; ".join(after.values()),
        )
    for aspect in ("key", "expression"):
        was, becomes = getattr(old, aspect), getattr(new, aspect)
        if was != becomes:
            yield _field(field, kind_of(was, becomes), "options_from", was, becomes)


def _option(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _field(
    field: FormField, kind: DifferenceKind, aspect: str = "", before: Value = "", after: Value = ""
) -> DifferenceItem:
    return DifferenceItem(
        area=Area.FORMS,
        kind=kind,
        subject=DifferenceSubject.FIELD,
        name=field.label or ".".join(field.path) or field.id,
        aspect=aspect,
        before=before,
        after=after,
    )


def _words(form: Form) -> object:
    """What a form says besides its fields: texts, descriptions, looks; by component."""
    body = json.loads(form.source.decode("utf-8-sig"))
    fields = {field.id for field in form.walk()}
    found: dict[str, object] = {}
    todo = list(body["components"])
    while todo:
        component = todo.pop()
        bare = {key: value for key, value in component.items() if key not in _READ}
        known = component.get("id", "")
        if known not in fields:
            bare |= {key: component[key] for key in ("type", "label") if key in component}
        if bare:
            found[known or json.dumps(bare, sort_keys=True)] = bare
        todo += component.get("components", ())
    return found
