"""The journal: append-only, each row carries the hash of the one before it in its dossier.

The chain is public: anybody can count it again (docs/journal.md). The keyed MAC of its head stands
in the dossier's row, so that a chain counted anew by somebody else is seen too.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import bindparam, select
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table, values
from engine.storage.tables.dossier_tables import JournalTable
from engine.storage.types import canonical, sha256_of

FORMAT = 2
"""Of the rows that are written now. Rows of format 1 name steps and answers by their labels."""


class Named(Protocol):
    """A dossier by both its names."""

    @property
    def id(self) -> int:
        """Its number in this database."""

    @property
    def code(self) -> str:
        """Its code."""


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One act. `actor` is None when the system acted or an applicant without account.

    Since format 2 `prev_hash` is not stored: it is the hash of the row before.
    """

    seq: int
    at: datetime
    actor: int | None
    actor_name: str
    format: int
    action: str
    fields: dict[str, object]
    address: str
    prev_hash: str
    hash: str

    def digest(self, dossier: Named, before: str) -> str:
        """SHA-256 over canonical JSON of the row and of `before`, the hash of the row before it.

        It names the dossier by its code and is written in base64 for URLs without padding; in rows
        of format 1 by its id and in hexadecimal digits.
        """
        plain: dict[str, object] = {
            "seq": self.seq,
            "at": self.at.astimezone(UTC),
            "actor": self.actor,
            "actor_name": self.actor_name,
            "action": self.action,
            "fields": self.fields,
            "address": self.address,
            "prev_hash": before,
        }
        if self.format == 1:
            plain["dossier_id"] = dossier.id
            return hashlib.sha256(canonical(plain).encode()).hexdigest()
        return sha256_of(canonical(plain | {"dossier": dossier.code, "format": self.format}))


_T = table(JournalTable)
_OF = (
    select(*columns(_T, JournalRow))
    .where(_T.c.dossier_id == bindparam("wanted"))
    .order_by(_T.c.seq)
)
_INSERT = into(_T)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Who did what, when, from where: a journal row that has no place in the chain yet."""

    at: datetime
    actor: int | None
    actor_name: str
    action: str
    fields: Mapping[str, object]
    address: str = ""

    def follows(self, dossier: Headed) -> JournalRow:
        """The row of this act after the newest one of the dossier."""
        row = JournalRow(
            seq=dossier.revision + 1,
            at=self.at,
            actor=self.actor,
            actor_name=self.actor_name,
            format=FORMAT,
            action=self.action,
            fields=dict(self.fields),
            address=self.address,
            prev_hash="",
            hash="",
        )
        return replace(row, hash=row.digest(dossier, dossier.journal_head))


class Headed(Named, Protocol):
    """What of a dossier stands under the MAC."""

    @property
    def revision(self) -> int:
        """The number of its newest journal row."""

    @property
    def journal_head(self) -> str:
        """That row's hash."""

    @property
    def state_revision(self) -> int:
        """The revision that wrote its state."""


class Chained(Headed, Protocol):
    """A dossier whose journal is to be proven."""

    @property
    def journal_mac(self) -> bytes:
        """The MAC."""


def mac(key: bytes, dossier: Headed) -> bytes:
    """HMAC-SHA256 of the head of a dossier's journal."""
    return _mac(key, dossier, dossier.state_revision)


def mac_of(key: bytes, newest: JournalRow, code: str, state_revision: int) -> bytes:
    """The same of a dossier whose newest row this is."""
    return _hmac(key, code, newest.seq, newest.hash, state_revision)


def _mac(key: bytes, dossier: Headed, state_revision: int) -> bytes:
    return _hmac(key, dossier.code, dossier.revision, dossier.journal_head, state_revision)


def _hmac(key: bytes, *parts: object) -> bytes:
    return hmac.digest(key, b"motcua journal\0" + "\0".join(map(str, parts)).encode(), "sha256")


def write(tx: Transaction, dossier_id: int, row: JournalRow) -> None:
    """Add a row. The caller owns the dossier (see `dossiers.advance`)."""
    tx.execute(_INSERT, {"dossier_id": dossier_id, **values(row)})


def write_many(tx: Transaction, rows: Sequence[tuple[int, JournalRow]]) -> None:
    """Add rows of dossiers (by id) that the caller owns, one of each."""
    if rows:
        tx.execute(_INSERT, [{"dossier_id": number, **values(row)} for number, row in rows])


def of(tx: Transaction, dossier_id: int) -> tuple[JournalRow, ...]:
    """The rows of a dossier, in order."""
    return many(JournalRow, tx.execute(_OF, {"wanted": dossier_id}))


def intact(rows: Sequence[JournalRow], dossier: Chained, key: bytes) -> bool:
    """Whether none of all rows of a dossier was changed, removed, put in, or all counted anew."""
    return is_chained(rows, dossier) and is_authentic(dossier, key)


def is_chained(rows: Sequence[JournalRow], dossier: Headed) -> bool:
    """Whether the hashes of all rows lead to the head; anybody can count them."""
    before = ""
    for seq, row in enumerate(rows, 1):
        linked = row.format > 1 or row.prev_hash == before
        if row.seq != seq or not linked or row.hash != row.digest(dossier, before):
            return False
        before = row.hash
    return before == dossier.journal_head and len(rows) == dossier.revision


def is_authentic(dossier: Chained, key: bytes) -> bool:
    """Whether the MAC of a dossier's journal is one that this key made."""
    return hmac.compare_digest(dossier.journal_mac, mac(key, dossier))


def proves(dossier: Chained, key: bytes) -> bool:
    """The same, whatever revision the dossier says has written its state."""
    return any(
        hmac.compare_digest(dossier.journal_mac, _mac(key, dossier, revision))
        for revision in range(dossier.revision + 1)
    )
