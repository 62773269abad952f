"""Pauses of the legal clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table
from engine.storage.tables import Pause


@dataclass(frozen=True, slots=True)
class PauseRow:
    """A stored pause; `ended_at` is None while the clock stands still."""

    id: int
    dossier_id: int
    reason: str
    started_at: datetime
    ended_at: datetime | None
    closes_at: datetime | None


_T = table(Pause)
_OF = (
    select(*columns(_T, PauseRow))
    .where(_T.c.dossier_id == bindparam("wanted"))
    .order_by(_T.c.started_at, _T.c.id)
)
_INSERT = into(_T).returning(_T.c.id)
_CLOSE = (
    update(_T)
    .where(_T.c.dossier_id == bindparam("wanted"), _T.c.ended_at.is_(None))
    .values(ended_at=bindparam("moment"))
)


def open(
    tx: Transaction,
    dossier_id: int,
    reason: str,
    at: datetime,
    closes_at: datetime | None = None,
) -> int:
    """Stop the clock. A second open pause of one dossier breaks a unique index."""
    row = {
        "dossier_id": dossier_id,
        "reason": reason,
        "started_at": at,
        "closes_at": closes_at,
    }
    return int(tx.execute(_INSERT, row).scalar_one())


def close(tx: Transaction, dossier_id: int, at: datetime) -> bool:
    """Let the clock run on; False when it ran."""
    return tx.execute(_CLOSE, {"wanted": dossier_id, "moment": at}).rowcount == 1


def of(tx: Transaction, dossier_id: int) -> tuple[PauseRow, ...]:
    """The pauses of a dossier, in order."""
    return many(PauseRow, tx.execute(_OF, {"wanted": dossier_id}))
