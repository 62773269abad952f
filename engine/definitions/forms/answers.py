"""A form's values in the words that its reader saw: labels, chosen options, titles of groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.definitions.forms.fields import FieldKind, FormField
from engine.definitions.forms.form_data import ABSENT, find
from engine.definitions.forms.values import same


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """One value under its label. `group` is the title of what it stands in, "" for nothing.

    Rows of a list are mappings by label.
    """

    key: str
    label: str
    value: object
    group: str = ""


def labelled_values(
    fields: Sequence[FormField], data: Mapping[str, object], group: str = ""
) -> Iterator[LabelledValue]:
    """Yield the values that `data` has, in the order of the form."""
    for each in fields:
        if each.kind is FieldKind.GROUP:
            titled = each.label != ".".join(each.path)
            yield from labelled_values(each.fields, data, each.label if titled else group)
            continue
        value = find(data, each.path)
        if value is not ABSENT:
            yield LabelledValue(".".join(each.path), each.label, _words(each, value), group)


def _words(each: FormField, value: object) -> object:
    if each.kind is FieldKind.DATETIME and isinstance(value, str):
        return moment_of(each.rules.subtype, value)
    if each.kind is FieldKind.DYNAMICLIST:
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        return [{s.label: s.value for s in labelled_values(each.fields, row)} for row in rows]
    if each.choices is None:
        return value
    if isinstance(value, list):
        return [_option(each, item) for item in value]
    return _option(each, value)


def moment_of(subtype: str, text: str) -> object:
    """A date, or date and time, as such; what is none, and a time of day, as it is."""
    try:
        if subtype == "date":
            return date.fromisoformat(text)
        return datetime.fromisoformat(text) if subtype == "datetime" else text
    except ValueError:
        return text


def _option(each: FormField, value: object) -> object:
    options = each.choices.values if each.choices else ()
    return next((label for known, label in options if same(known, value)), value)
