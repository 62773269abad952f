"""The journal: append-only, each row carries the hash of the one before it in its dossier."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table
from engine.storage.tables import Journal
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


_T = table(Journal)
_OF = (
    select(*columns(_T, JournalRow))
    .where(_T.c.dossier_id == bindparam("wanted"))
    .order_by(_T.c.seq)
)
_LAST = (
    select(_T.c.seq, _T.c.hash)
    .where(_T.c.dossier_id == bindparam("wanted"))
    .order_by(_T.c.seq.desc())
    .limit(1)
)
_INSERT = into(_T)


def append(  # noqa: PLR0913, PLR0917  an act has these eight sides, and every use case names them
    tx: Transaction,
    dossier_id: int,
    at: datetime,
    actor: int | None,
    actor_name: str,
    action: str,
    fields: Mapping[str, object],
    address: str = "",
) -> int:
    """Add a row; its number in the dossier.

    The caller owns the dossier (see `dossiers.save`), so nobody else numbers at the same time.
    """
    last = tx.execute(_LAST, {"wanted": dossier_id}).first()
    seq, prev_hash = (last[0] + 1, last[1]) if last else (1, "")
    row: dict[str, Any] = {
        "dossier_id": dossier_id,
        "seq": seq,
        "at": at,
        "actor": actor,
        "actor_name": actor_name,
        "action": action,
        "fields": dict(fields),
        "address": address,
        "prev_hash": prev_hash,
    }
    tx.execute(_INSERT, {**row, "hash": JournalRow(**row, hash="").digest()})
    return int(seq)


def of(tx: Transaction, dossier_id: int) -> tuple[JournalRow, ...]:
    """The rows of a dossier, in order."""
    return many(JournalRow, tx.execute(_OF, {"wanted": dossier_id}))


def verify(tx: Transaction, dossier_id: int) -> bool:
    """True when no row of the dossier was changed, removed from the middle or put in."""
    return intact(of(tx, dossier_id))


def intact(rows: tuple[JournalRow, ...]) -> bool:
    """The same for rows that were already read."""
    before = ""
    for seq, row in enumerate(rows, 1):
        if row.seq != seq or row.prev_hash != before or row.hash != row.digest():
            return False
        before = row.hash
    return True
