"""Requests for more papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table
from engine.storage.tables.dossier_tables import SupplementTable


@dataclass(frozen=True, slots=True)
class SupplementRow:
    """A stored request; numbered from 1 in its dossier."""

    id: int
    dossier_id: int
    number: int
    requested_at: datetime
    requested_by: int | None
    reason: str
    exception: str
    answered_at: datetime | None


_T = table(SupplementTable)
_OF = (
    select(*columns(_T, SupplementRow))
    .where(_T.c.dossier_id == bindparam("wanted"))
    .order_by(_T.c.number)
)
_INSERT = into(_T)
_ANSWER = (
    update(_T)
    .where(_T.c.dossier_id == bindparam("wanted"), _T.c.answered_at.is_(None))
    .values(answered_at=bindparam("moment"))
)

_ERASE = update(_T).where(_T.c.dossier_id == bindparam("wanted")).values(reason="")


def insert(  # noqa: PLR0913, PLR0917 - a request has these sides
    tx: Transaction,
    dossier_id: int,
    number: int,
    at: datetime,
    by: int | None,
    reason: str,
    exception: str = "",
) -> None:
    """Note request number `number` of a dossier, which the caller owns (see `dossiers.save`).

    `exception` is why there is one more than the law's two.
    """
    row = {
        "dossier_id": dossier_id,
        "number": number,
        "requested_at": at,
        "requested_by": by,
        "reason": reason,
        "exception": exception,
    }
    tx.execute(_INSERT, row)


def answer(tx: Transaction, dossier_id: int, at: datetime) -> int:
    """Note that what was asked for has come; how many requests were open."""
    return tx.execute(_ANSWER, {"wanted": dossier_id, "moment": at}).rowcount


def erase(tx: Transaction, dossier_id: int) -> None:
    """Erase what was requested and why; that it was stays."""
    tx.execute(_ERASE, {"wanted": dossier_id})


def of(tx: Transaction, dossier_id: int) -> tuple[SupplementRow, ...]:
    """The requests of a dossier, in order."""
    return many(SupplementRow, tx.execute(_OF, {"wanted": dossier_id}))
