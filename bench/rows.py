"""The least that keeps a state: one table, one row that each step reads, writes and commits.

As durable as Motcua's own store: SQLite with `synchronous = FULL`, PostgreSQL as it comes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg

TABLE = "CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY, blob {kind} NOT NULL)"
FRESH = "INSERT INTO state VALUES (1, {at}) ON CONFLICT (id) DO UPDATE SET blob = excluded.blob"
READ = "SELECT blob FROM state WHERE id = 1"


class Row(Protocol):
    """One stored state."""

    def load(self) -> bytes:
        """The state as of now."""

    def store(self, blob: bytes) -> None:
        """Write and commit."""

    def change(self, act: Callable[[bytes], bytes]) -> None:
        """Read, act and write in one transaction."""


class SqliteRow:
    """The row in a SQLite file."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(TABLE.format(kind="BLOB"))

    def load(self) -> bytes:
        """The state as of now."""
        return bytes(self._database.execute(READ).fetchone()[0])

    def store(self, blob: bytes) -> None:
        """Write and commit."""
        self._database.execute(FRESH.format(at="?"), (blob,))

    def change(self, act: Callable[[bytes], bytes]) -> None:
        """Read, act and write in one transaction."""
        self._database.execute("BEGIN IMMEDIATE")
        blob = act(self.load())
        self._database.execute("UPDATE state SET blob = ? WHERE id = 1", (blob,))
        self._database.execute("COMMIT")


class PostgresRow:
    """The row in a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        self._database = psycopg.connect(url, autocommit=True)
        self._database.execute(TABLE.format(kind="BYTEA").encode())

    def load(self) -> bytes:
        """The state as of now."""
        found = self._database.execute(READ).fetchone()
        if found is None:
            raise LookupError("nothing is stored yet")
        return bytes(found[0])

    def store(self, blob: bytes) -> None:
        """Write and commit."""
        self._database.execute(FRESH.format(at="%s").encode(), (blob,))

    def change(self, act: Callable[[bytes], bytes]) -> None:
        """Read, act and write in one transaction."""
        with self._database.transaction():
            blob = act(self.load())
            self._database.execute("UPDATE state SET blob = %s WHERE id = 1", (blob,))
