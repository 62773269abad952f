"""The fields of a form as one list: each with its key in the answers and the title over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.definitions.forms.fields import FieldKind, FormField


@dataclass(frozen=True, slots=True)
class ListedField:
    """A field that holds values; those of a list's rows have the list's key before their own.

    `section` is the title of the group it stands in, of a row the list's; "" for none.
    """

    key: str
    section: str
    field: FormField


def listed_fields(
    fields: Sequence[FormField], section: str = "", prefix: str = ""
) -> Iterator[ListedField]:
    """All of them in the order of the form, the lists themselves before their fields."""
    for each in fields:
        key = prefix + ".".join(each.path)
        titled = each.label != ".".join(each.path)
        if each.kind is FieldKind.GROUP:
            yield from listed_fields(each.fields, each.label if titled else section, prefix)
            continue
        yield ListedField(key, section, each)
        if each.kind is FieldKind.DYNAMICLIST:
            inside = each.label if titled else section
            yield from listed_fields(each.fields, inside, f"{key}.")
