from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.storage import Store, Transaction
from engine.storage.dossiers import dossiers, journal
from engine.storage.dossiers.dossiers import DossierRow
from sla.calendar import VIETNAM
from tests.engine.storage.conftest import new_dossier, stored_version

KEY = b"k" * 32


def _row(tx: Transaction, dossier: int) -> DossierRow:
    row = dossiers.load_by_id(tx, dossier)
    assert row is not None
    return row


def _intact(tx: Transaction, dossier: int, key: bytes = KEY) -> bool:
    return journal.intact(journal.of(tx, dossier), _row(tx, dossier), key)


def _written(tx: Transaction, at: datetime) -> int:
    """A dossier with three rows; its id."""
    fields = {"to": "đạt", "days": 17, "share": 0.25, "due": at, "day": date(2026, 3, 2)}
    acts = (
        journal.JournalEntry(at, None, "system", "opened", fields, "10.0.0.1"),
        journal.JournalEntry(at, None, "system", "claimed", {}),
        journal.JournalEntry(at, None, "system", "done", {"nested": {"b": [1, None]}}),
    )
    row = new_dossier("H37.04-260302-0001", stored_version(tx), revision=0)
    for act in acts:
        stored = dossiers.advance(tx, KEY, row, row, act)
        assert stored is not None
        assert stored == _row(tx, stored.id)
        row = stored
    return row.id


def test_rows_are_numbered_and_chained(store: Store, at: datetime) -> None:
    with store.begin() as tx:
        dossier = _written(tx, at)
    with store.read() as tx:
        rows = journal.of(tx, dossier)
        assert _intact(tx, dossier)
    assert [row.seq for row in rows] == [1, 2, 3]
    assert len({row.hash for row in rows}) == len(rows)
    assert rows[0].fields["to"] == "đạt"
    assert rows[0].at == at


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal SET actor_name = 'x'", "DELETE FROM journal WHERE seq = 3"],
)
def test_a_row_can_be_neither_changed_nor_removed(
    store: Store, at: datetime, statement: str
) -> None:
    with store.begin() as tx:
        dossier = _written(tx, at)
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(text(statement))
    with store.read() as tx:
        assert _intact(tx, dossier)


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
        "UPDATE dossiers SET state_revision = 2",
        "UPDATE dossiers SET journal_mac = state",
    ],
)
def test_tampering_behind_the_triggers_is_found(store: Store, at: datetime, statement: str) -> None:
    with store.begin() as tx:
        dossier = _written(tx, at)
        _switch_triggers_off(tx)
        tx.execute(text(statement))
    with store.read() as tx:
        assert not _intact(tx, dossier)


def test_a_chain_that_somebody_else_counted_anew_is_found(store: Store, at: datetime) -> None:
    with store.begin() as tx:
        dossier = _written(tx, at)
        last = journal.of(tx, dossier)[-1]
        other = replace(last, actor_name="somebody")
        before = journal.of(tx, dossier)[-2].hash
        other = replace(other, hash=other.digest(_row(tx, dossier), before))
        _switch_triggers_off(tx)
        tx.execute(text("DELETE FROM journal WHERE seq = 3"))
        journal.write(tx, dossier, other)
        tx.execute(text("UPDATE dossiers SET journal_head = :head"), {"head": other.hash})
    with store.read() as tx:
        assert not _intact(tx, dossier)
        forged = replace(_row(tx, dossier), journal_mac=journal.mac(b"x" * 32, _row(tx, dossier)))
        assert not journal.intact(journal.of(tx, dossier), forged, KEY)
        mended = replace(forged, journal_mac=journal.mac(KEY, forged))
        assert journal.intact(journal.of(tx, dossier), mended, KEY)


def test_the_hash_does_not_depend_on_the_zone(at: datetime) -> None:
    row = journal.JournalRow(1, at, None, "a", 2, "b", {}, "", "", "")
    here = journal.JournalRow(1, at.astimezone(VIETNAM), None, "a", 2, "b", {}, "", "", "")
    named = new_dossier("H37.04-260302-0001", 1)
    other = new_dossier("H37.04-260302-0002", 1)
    assert row.digest(named, "") == here.digest(named, "")
    assert len({row.digest(named, ""), row.digest(other, ""), row.digest(named, "x")}) == 3
    assert at.tzinfo is UTC


def _switch_triggers_off(tx: Transaction) -> None:
    if tx.dialect.name == "sqlite":
        tx.execute(text("DROP TRIGGER journal_no_update"))
        tx.execute(text("DROP TRIGGER journal_no_delete"))
    else:
        tx.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
