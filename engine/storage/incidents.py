"""Incidents: what a person must look at before it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table
from engine.storage.tables import Dossier
from engine.storage.work_tables import Incident


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A stored incident, with the code of its dossier."""

    id: int
    dossier_id: int | None
    outbox_id: int | None
    kind: str
    message: str
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: int | None
    dossier_code: str | None


_T = table(Incident)
_DOSSIER = table(Dossier)
_SELECT = (
    select(*columns(_T, IncidentRow), _DOSSIER.c.code.label("dossier_code"))
    .select_from(_T)
    .outerjoin(_DOSSIER, _T.c.dossier_id == _DOSSIER.c.id)
    .order_by(_T.c.opened_at, _T.c.id)
)
_OPEN = _SELECT.where(_T.c.resolved_at.is_(None))
_OF = _SELECT.where(_T.c.dossier_id == bindparam("wanted"))
_INSERT = into(_T).returning(_T.c.id)


def insert(
    tx: Transaction,
    dossier_id: int | None,
    outbox_id: int | None,
    kind: str,
    message: str,
    at: datetime,
) -> int:
    """Open an incident; its id."""
    row = {
        "dossier_id": dossier_id,
        "outbox_id": outbox_id,
        "kind": kind,
        "message": message,
        "opened_at": at,
    }
    return int(tx.execute(_INSERT, row).scalar_one())


def open_list(tx: Transaction) -> tuple[IncidentRow, ...]:
    """All that nobody has resolved, the oldest first."""
    return many(IncidentRow, tx.execute(_OPEN))


def of(tx: Transaction, dossier_id: int) -> tuple[IncidentRow, ...]:
    """All incidents of a dossier."""
    return many(IncidentRow, tx.execute(_OF, {"wanted": dossier_id}))


def resolve(tx: Transaction, incident_id: int, by: int | None, at: datetime) -> bool:
    """Close an open incident."""
    statement = (
        update(_T)
        .where(_T.c.id == incident_id, _T.c.resolved_at.is_(None))
        .values(resolved_at=at, resolved_by=by)
    )
    return tx.execute(statement).rowcount == 1
