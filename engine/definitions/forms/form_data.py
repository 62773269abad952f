"""Data of a form as form-js holds it: places, values before anybody typed, values as sent."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from engine.definitions.forms.choices import offered
from engine.definitions.forms.fields import FieldKind, FormField
from engine.definitions.forms.values import MAX_ROWS, is_moment, same

Where = tuple[str | int, ...]
Data = dict[str, object]
ABSENT = object()
_EMPTY: Mapping[FieldKind, object] = {
    FieldKind.TEXTFIELD: "",
    FieldKind.TEXTAREA: "",
    FieldKind.CHECKBOX: False,
}
_SEVERAL = frozenset({FieldKind.CHECKLIST, FieldKind.TAGLIST})
_ONE = frozenset({FieldKind.RADIO, FieldKind.SELECT})


def find(data: object, where: Where) -> object:
    """Return the value at a place, ABSENT where there is none."""
    for part in where:
        if isinstance(part, str):
            data = data.get(part, ABSENT) if isinstance(data, Mapping) else ABSENT
        else:
            data = data[part] if isinstance(data, list) and part < len(data) else ABSENT
    return data


def put(data: Data, where: Where, value: object) -> None:
    """Write a value, making the contexts on the way; the rows on the way exist."""
    target: object = data
    for part in where[:-1]:
        if isinstance(part, int):
            target = cast("list[object]", target)[part]
            continue
        inner = cast("Data", target).get(part)
        if not isinstance(inner, dict | list):
            inner = cast("Data", target)[part] = {}
        target = inner
    cast("Data", target)[str(where[-1])] = value


def clear(data: Data, where: Where) -> None:
    """Remove a value and every context or list around it that is empty then, as form-js does."""
    for length in range(len(where), 0, -1):
        around, last = find(data, where[: length - 1]), where[length - 1]
        if isinstance(around, dict):
            around.pop(last, None)
        elif isinstance(around, list) and isinstance(last, int) and last < len(around):
            around[last] = None
        if around is ABSENT or (isinstance(around, Mapping) and around):
            return
        if isinstance(around, list) and any(row is not None for row in around):
            return


def values_of(fields: Sequence[FormField]) -> Iterator[FormField]:
    """Yield the fields and lists of one level; groups open no level of their own."""
    for field in fields:
        if field.kind is FieldKind.GROUP:
            yield from values_of(field.fields)
        else:
            yield field


def initial(fields: Sequence[FormField], inputs: Mapping[str, object]) -> Data:
    """Return the data that a form begins with when it is shown over `inputs`."""
    return _begin(fields, copy.deepcopy(dict(inputs)), inputs)


def _begin(fields: Sequence[FormField], data: Data, root: Mapping[str, object]) -> Data:
    for field in values_of(fields):
        found = find(data, field.path)
        if field.kind is FieldKind.DYNAMICLIST:
            given = found[:MAX_ROWS] if isinstance(found, list) else [{}] * field.rows
            begun = [_begin(field.fields, r if isinstance(r, dict) else {}, root) for r in given]
            put(data, field.path, begun)
        elif found is not ABSENT:
            put(data, field.path, _taken(field, found, root))
        else:
            put(data, field.path, _unset(field))
    return data


def _unset(field: FormField) -> object:
    if field.default is not None:
        return copy.deepcopy(field.default)
    return [] if field.kind in _SEVERAL else _EMPTY.get(field.kind)


def _taken(field: FormField, value: object, root: Mapping[str, object]) -> object:
    """Return a value as a field of form-js takes it over; what it cannot show becomes nothing."""
    if field.kind in {FieldKind.TEXTFIELD, FieldKind.TEXTAREA}:
        return _text(field, value)
    if field.kind is FieldKind.NUMBER:
        return _number(field, value)
    if field.kind is FieldKind.CHECKBOX:
        return value is True
    if field.kind is FieldKind.DATETIME:
        return value if is_moment(field.rules, value) else None
    return _chosen(field, value, root)


def _chosen(field: FormField, value: object, root: Mapping[str, object]) -> object:
    if field.choices is None or field.choices.expression:
        return value
    options = fixed_options(field, root)
    if field.kind in _ONE:
        return value if any(same(value, o) for o in options) else None
    items = value if isinstance(value, list) else []
    return [item for item in items if any(same(item, o) for o in options)]


_BREAKS = {ord(c): " " for c in "\r\n\t"}


def _text(field: FormField, value: object) -> str:
    text = "" if value is None or isinstance(value, list | dict) else str(value)
    if isinstance(value, bool):
        text = text.lower()
    return text.translate(_BREAKS) if field.kind is FieldKind.TEXTFIELD else text


def _number(field: FormField, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    if field.rules.as_text:
        return str(value)
    if isinstance(value, str):
        return int(number) if number.is_integer() else number
    return value


def fixed_options(field: FormField, root: Mapping[str, object]) -> tuple[object, ...]:
    """Return the options that stand in the form, or in the variable that it names."""
    choices = field.choices
    if choices is None:
        return ()
    if choices.key:
        return offered(root.get(choices.key))
    return tuple(value for value, _ in choices.values)


def overlay(fields: Sequence[FormField], data: Data, sent: Mapping[str, object]) -> Data:
    """Lay what was sent over the data the form began with; what takes no values keeps its own.

    A list of which nothing was sent has no rows: that is how form-js sends it.
    """
    for field in values_of(fields):
        value = find(sent, field.path)
        if field.kind is FieldKind.DYNAMICLIST:
            rows = value[:MAX_ROWS] if isinstance(value, list) else []
            put(data, field.path, [_row(field, row, data) for row in rows])
        elif value is not ABSENT and accepts(field):
            put(data, field.path, value)
    return data


def _row(field: FormField, row: object, root: Mapping[str, object]) -> Data:
    given: Data = copy.deepcopy(dict(row)) if isinstance(row, Mapping) else {}
    return _begin(field.fields, given, root)


def accepts(field: FormField) -> bool:
    """Whether a field can ever take a value that was typed."""
    computed = field.kind is FieldKind.EXPRESSION
    return not (field.disabled or field.readonly == "true" or computed)
