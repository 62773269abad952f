"""A new version as it is stored: its bundle, and beside it the fields of its forms."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.forms.field_list import ListedField, listed_fields
from engine.procedures.bundle import forms_in
from engine.storage.database import Transaction
from engine.storage.procedures import form_fields, versions
from engine.storage.procedures.form_fields import FormFieldRow
from engine.storage.procedures.versions import NewVersion


def store_version(tx: Transaction, new: NewVersion) -> int:
    """Store the next version of a procedure and make it the active one; its id."""
    version_id = versions.insert(tx, new)
    form_fields.write(tx, tuple(fields_of(version_id, new.data)))
    return version_id


def fields_of(version_id: int, bundle: bytes) -> Iterator[FormFieldRow]:
    """The fields of all forms of a bundle. Raises BadState for one that is not read."""
    for form in forms_in(bundle):
        listed: dict[str, ListedField] = {}
        for each in listed_fields(form.fields):
            listed.setdefault(each.key, each)
        for place, each in enumerate(listed.values()):
            kind, label = each.field.kind.value, each.field.label
            yield FormFieldRow(version_id, form.id, each.key, place, kind, label, each.section)
