from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.storage import Store, Transaction
from engine.storage.dossiers import dossiers, journal


def _write(tx: Transaction, dossier: int, at: datetime) -> None:
    fields = {"to": "đạt", "days": 17, "share": 0.25, "due": at, "day": date(2026, 3, 2)}
    acts = (
        journal.JournalEntry(at, None, "system", "opened", fields, "10.0.0.1"),
        journal.JournalEntry(at, None, "system", "claimed", {}),
        journal.JournalEntry(at, None, "system", "done", {"nested": {"b": [1, None]}}),
    )
    for act in acts:
        row = dossiers.load_by_id(tx, dossier)
        assert row is not None
        assert dossiers.advance(tx, row, act)


def test_rows_are_numbered_and_chained(store: Store, dossier: int, at: datetime) -> None:
    with store.begin() as tx:
        _write(tx, dossier, at)
    with store.read() as tx:
        rows = journal.of(tx, dossier)
        assert journal.verify(tx, dossier)
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [row.prev_hash for row in rows] == ["", rows[0].hash, rows[1].hash]
    assert rows[0].fields["to"] == "đạt"
    assert rows[0].at == at


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal SET actor_name = 'x'", "DELETE FROM journal WHERE seq = 3"],
)
def test_a_row_can_be_neither_changed_nor_removed(
    store: Store, dossier: int, at: datetime, statement: str
) -> None:
    with store.begin() as tx:
        _write(tx, dossier, at)
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(text(statement))
    with store.read() as tx:
        assert journal.verify(tx, dossier)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor_name = 'x' WHERE seq = 2",
        "UPDATE journal SET address = '' WHERE seq = 1",
        "UPDATE journal SET fields = '{}' WHERE seq = 3",
        "DELETE FROM journal WHERE seq = 1",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 3",
        "UPDATE journal SET seq = seq + 5 WHERE seq = 3",
    ],
)
def test_tampering_behind_the_triggers_is_found(
    store: Store, dossier: int, at: datetime, statement: str
) -> None:
    with store.begin() as tx:
        _write(tx, dossier, at)
        _switch_triggers_off(tx)
        tx.execute(text(statement))
    with store.read() as tx:
        assert not journal.verify(tx, dossier)


def test_the_hash_does_not_depend_on_the_zone(at: datetime) -> None:
    row = journal.JournalRow(1, 1, at, None, "a", "b", {}, "", "", "")
    here = journal.JournalRow(1, 1, at.astimezone(), None, "a", "b", {}, "", "", "")
    assert row.digest() == here.digest()
    assert at.tzinfo is UTC


def _switch_triggers_off(tx: Transaction) -> None:
    if tx.dialect.name == "sqlite":
        tx.execute(text("DROP TRIGGER journal_no_update"))
        tx.execute(text("DROP TRIGGER journal_no_delete"))
    else:
        tx.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
