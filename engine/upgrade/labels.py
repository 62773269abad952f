"""Answers that the release before kept under their labels, by the keys of their form again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.definitions.forms.fields import FieldKind, FormField
from engine.definitions.forms.form import Form


@dataclass(frozen=True, slots=True)
class FoundAnswers:
    """What could be mapped, and the labels of what could not: no field, or several, have them."""

    data: dict[str, object]
    unknown: tuple[str, ...]


def by_keys(form: Form, given: Mapping[str, object]) -> FoundAnswers:
    """The answers of one step."""
    return _mapped(tuple(_flat(form.fields, "")), given)


def _flat(fields: Sequence[FormField], group: str) -> Iterator[tuple[str, FormField]]:
    for each in fields:
        if each.kind is FieldKind.GROUP:
            titled = each.label != ".".join(each.path)
            yield from _flat(each.fields, each.label if titled else group)
        else:
            yield group, each


def _mapped(fields: Sequence[tuple[str, FormField]], given: Mapping[str, object]) -> FoundAnswers:
    data: dict[str, object] = {}
    unknown: list[str] = []
    for label, value in given.items():
        named = _named(fields, given, label)
        if len(named) == 1:
            unknown += [f"{label} – {inner}" for inner in _put(data, named[0], value)]
        else:
            unknown.append(label)
    return FoundAnswers(data, tuple(unknown))


def _named(
    fields: Sequence[tuple[str, FormField]], given: Mapping[str, object], label: str
) -> list[FormField]:
    """The fields that the label can mean.

    A label that an earlier answer had already was written with the title of its group. Of several
    fields with one label, those of which no answer is written so may be the one without.
    """
    plain = [(group, field) for group, field in fields if field.label == label]
    if not plain:
        return [f for g, f in _repeated(fields) if f"{g} – {f.label}" == label]
    if len(plain) > 1:
        plain = [(g, f) for g, f in plain if f"{g} – {label}" not in given]
    return [field for _, field in plain]


def _repeated(fields: Sequence[tuple[str, FormField]]) -> Iterator[tuple[str, FormField]]:
    seen: set[str] = set()
    for group, field in fields:
        if field.label in seen:
            yield group, field
        seen.add(field.label)


def _put(data: dict[str, object], field: FormField, value: object) -> tuple[str, ...]:
    """Set the value at the field's place; the labels within it that no field has."""
    into = data
    for key in field.path[:-1]:
        inner = into.setdefault(key, {})
        if not isinstance(inner, dict):
            return (field.label,)
        into = inner
    if field.kind is not FieldKind.DYNAMICLIST or not isinstance(value, list):
        try:
            into[field.path[-1]] = _value(field, value)
        except KeyError:
            return (str(value),)
        return ()
    inside = tuple(_flat(field.fields, ""))
    rows = [_mapped(inside, row) for row in value if isinstance(row, Mapping)]
    into[field.path[-1]] = [row.data for row in rows]
    return tuple(dict.fromkeys(label for row in rows for label in row.unknown))


def _value(field: FormField, value: object) -> object:
    """The value of the option with this label. Raises KeyError where several have it."""
    if field.choices is None:
        return value
    if isinstance(value, list):
        return [_value(field, each) for each in value]
    named = [known for known, label in field.choices.values if label == value]
    if len(named) > 1:
        raise KeyError(value)
    return named[0] if named else value
