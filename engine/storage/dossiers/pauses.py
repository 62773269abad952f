"""Pauses of the legal clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, literal, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table
from engine.storage.tables.dossier_tables import PauseTable
from engine.storage.tables.work_tables import IncidentTable


@dataclass(frozen=True, slots=True)
class PauseRow:
    """A stored pause; `ended_at` is None while the clock stands still."""

    id: int
    dossier_id: int
    reason: str
    started_at: datetime
    ended_at: datetime | None
    closes_at: datetime | None


_T = table(PauseTable)
_OF = (
    select(*columns(_T, PauseRow))
    .where(_T.c.dossier_id == bindparam("wanted"))
    .order_by(_T.c.started_at, _T.c.id)
)
_I = table(IncidentTable)
_REPORTED = (
    select(literal(1))
    .select_from(_I)
    .where(
        _I.c.dossier_id == _T.c.dossier_id,
        _I.c.kind == bindparam("kind"),
        _I.c.opened_at >= _T.c.started_at,
    )
    .exists()
)
_UNANSWERED = (
    select(_T.c.id, _T.c.dossier_id)
    .where(_T.c.ended_at.is_(None), _T.c.closes_at.is_not(None))
    .where(_T.c.closes_at <= bindparam("moment"), ~_REPORTED)
    .order_by(_T.c.closes_at, _T.c.id)
    .limit(bindparam("most"))
)
_INSERT = into(_T).returning(_T.c.id)
_CLOSE = (
    update(_T)
    .where(_T.c.dossier_id == bindparam("wanted"), _T.c.ended_at.is_(None))
    .values(ended_at=bindparam("moment"))
)


def unanswered(
    tx: Transaction, at: datetime, incident: str, limit: int
) -> tuple[tuple[int, int], ...]:
    """(id, dossier) of open pauses that are given up by `at`, the oldest first.

    Those about which there is an incident of this kind are left out: a person decides there.
    """
    rows = tx.execute(_UNANSWERED, {"moment": at, "kind": incident, "most": limit})
    return tuple((int(row[0]), int(row[1])) for row in rows)


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
