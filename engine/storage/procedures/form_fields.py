"""The fields of every form of every version, so that answers can be listed by their labels."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import table, values
from engine.storage.tables.answer_tables import FormFieldTable


@dataclass(frozen=True, slots=True)
class FormFieldRow:
    """One field of one form of a version, the `place`-th in it."""

    version_id: int
    form: str
    key: str
    place: int
    kind: str
    label: str
    section: str


_T = table(FormFieldTable)
_INSERT = into(_T)


def write(tx: Transaction, rows: Sequence[FormFieldRow]) -> None:
    """Store the fields of new versions."""
    if rows:
        tx.execute(_INSERT, [values(row) for row in rows])


def replace(tx: Transaction, version_ids: Collection[int], rows: Sequence[FormFieldRow]) -> None:
    """Store all fields of these versions in the place of those that there are."""
    tx.execute(delete(_T).where(_T.c.version_id.in_(version_ids)))
    write(tx, rows)
