"""The journal: append-only, each row carries the hash of the one before it in its dossier."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import bindparam, select
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table, values
from engine.storage.tables.dossier_tables import DossierTable, JournalTable
from engine.storage.types import canonical


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One act. `actor` is None when the system acted or an applicant without account."""

    dossier_id: int
    seq: int
    at: datetime
    actor: int | None
    actor_name: str
    action: str
    fields: dict[str, object]
    address: str
    prev_hash: str
    hash: str

    def digest(self) -> str:
        """SHA-256 over canonical JSON of everything but the hash itself."""
        plain = {
            "dossier_id": self.dossier_id,
            "seq": self.seq,
            "at": self.at.astimezone(UTC),
            "actor": self.actor,
            "actor_name": self.actor_name,
            "action": self.action,
            "fields": self.fields,
            "address": self.address,
            "prev_hash": self.prev_hash,
        }
        return hashlib.sha256(canonical(plain).encode()).hexdigest()


_T = table(JournalTable)
_OF = (
    select(*columns(_T, JournalRow))
    .where(_T.c.dossier_id == bindparam("wanted"))
    .order_by(_T.c.seq)
)
_INSERT = into(_T)
_HEAD = select(table(DossierTable).c.journal_head).where(
    table(DossierTable).c.id == bindparam("wanted")
)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Who did what, when, from where: a journal row that has no place in the chain yet."""

    at: datetime
    actor: int | None
    actor_name: str
    action: str
    fields: Mapping[str, object]
    address: str = ""

    def follows(self, dossier_id: int, seq: int, prev_hash: str) -> JournalRow:
        """The row of this act as number `seq` of a dossier, after the row `prev_hash`."""
        row = JournalRow(
            dossier_id=dossier_id,
            seq=seq,
            at=self.at,
            actor=self.actor,
            actor_name=self.actor_name,
            action=self.action,
            fields=dict(self.fields),
            address=self.address,
            prev_hash=prev_hash,
            hash="",
        )
        return replace(row, hash=row.digest())


def write(tx: Transaction, row: JournalRow) -> None:
    """Add a row. The caller owns the dossier (see `dossiers.advance`)."""
    tx.execute(_INSERT, values(row))


def write_many(tx: Transaction, rows: Sequence[JournalRow]) -> None:
    """Add rows of dossiers that the caller owns, one of each."""
    if rows:
        tx.execute(_INSERT, [values(row) for row in rows])


def of(tx: Transaction, dossier_id: int) -> tuple[JournalRow, ...]:
    """The rows of a dossier, in order."""
    return many(JournalRow, tx.execute(_OF, {"wanted": dossier_id}))


def verify(tx: Transaction, dossier_id: int) -> bool:
    """True when no row of the dossier was changed, removed or put in."""
    head = tx.execute(_HEAD, {"wanted": dossier_id}).scalar_one()
    return intact(of(tx, dossier_id), str(head))


def intact(rows: tuple[JournalRow, ...], head: str) -> bool:
    """The same for rows that were already read; `head` is what the dossier says of the newest."""
    before = ""
    for seq, row in enumerate(rows, 1):
        if row.seq != seq or row.prev_hash != before or row.hash != row.digest():
            return False
        before = row.hash
    return before == head
