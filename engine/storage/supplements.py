"""Requests for more papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table
from engine.storage.tables import Supplement


@dataclass(frozen=True, slots=True)
class SupplementRow:
    """A stored request; numbered from 1 in its dossier."""

    id: int
    dossier_id: int
    number: int
    requested_at: datetime
    requested_by: int | None
    items: str
    reason: str
    answered_at: datetime | None


_T = table(Supplement)
_OF = (
    select(*columns(_T, SupplementRow))
    .where(_T.c.dossier_id == bindparam("wanted"))
    .order_by(_T.c.number)
)
_LAST = select(func.max(_T.c.number)).where(_T.c.dossier_id == bindparam("wanted"))
_ANSWER = (
    update(_T)
    .where(_T.c.dossier_id == bindparam("wanted"), _T.c.answered_at.is_(None))
    .values(answered_at=bindparam("moment"))
)


def insert(
    tx: Transaction, dossier_id: int, at: datetime, by: int | None, items: str, reason: str
) -> int:
    """Note a request; its number. The caller owns the dossier (see `dossiers.save`)."""
    number = int(tx.execute(_LAST, {"wanted": dossier_id}).scalar_one() or 0) + 1
    row = {
        "dossier_id": dossier_id, "number": number, "requested_at": at, "requested_by": by,
        "items": items, "reason": reason,
    }
    tx.execute(into(_T), row)
    return number


def answer(tx: Transaction, dossier_id: int, at: datetime) -> int:
    """Note that what was asked for has come; how many requests were open."""
    return tx.execute(_ANSWER, {"wanted": dossier_id, "moment": at}).rowcount


def of(tx: Transaction, dossier_id: int) -> tuple[SupplementRow, ...]:
    """The requests of a dossier, in order."""
    return many(SupplementRow, tx.execute(_OF, {"wanted": dossier_id}))
