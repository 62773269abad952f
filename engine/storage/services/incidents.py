"""Incidents: what a person must decide before it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, one, table
from engine.storage.tables.dossier_tables import DossierTable
from engine.storage.tables.work_tables import IncidentTable, OutboxTable


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong: a word for pages, and a sentence for operators, both without secrets."""

    code: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A stored incident, with the code of its dossier."""

    id: int
    dossier_id: int | None
    outbox_id: int | None
    kind: str
    code: str
    details: str
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: int | None
    dossier_code: str | None


@dataclass(frozen=True, slots=True)
class TroubleRow(IncidentRow):
    """The same with what it is about: the job and the dossier, None where there is none."""

    payload: dict[str, object] | None
    attempts: int | None
    procedure: str | None
    procedure_name: str | None
    agency: str | None
    one_stop: str | None
    version_id: int | None


_T = table(IncidentTable)
_JOB = table(OutboxTable)
_DOSSIER = table(DossierTable)
_SELECT = (
    select(*columns(_T, IncidentRow), _DOSSIER.c.code.label("dossier_code"))
    .select_from(_T)
    .outerjoin(_DOSSIER, _T.c.dossier_id == _DOSSIER.c.id)
    .order_by(_T.c.opened_at, _T.c.id)
)
_D = _DOSSIER.c
_TROUBLES = (
    select(
        *columns(_T, IncidentRow),
        _D.code.label("dossier_code"),
        *(_JOB.c.payload, _JOB.c.attempts),
        *(_D.procedure, _D.procedure_name, _D.agency, _D.one_stop, _D.version_id),
    )
    .select_from(_T)
    .outerjoin(_DOSSIER, _T.c.dossier_id == _D.id)
    .outerjoin(_JOB, _T.c.outbox_id == _JOB.c.id)
)
_COUNT = select(func.count()).where(_T.c.resolved_at.is_(None))
_OPEN = _SELECT.where(_T.c.resolved_at.is_(None))
_OF = _SELECT.where(_T.c.dossier_id == bindparam("wanted"))
_INSERT = into(_T).returning(_T.c.id)


def insert(
    tx: Transaction,
    dossier_id: int | None,
    outbox_id: int | None,
    kind: str,
    fault: Fault,
    at: datetime,
) -> int:
    """Open an incident; its id."""
    row = {
        "dossier_id": dossier_id,
        "outbox_id": outbox_id,
        "kind": kind,
        "code": fault.code,
        "details": fault.details,
        "opened_at": at,
    }
    return int(tx.execute(_INSERT, row).scalar_one())


def open_list(tx: Transaction) -> tuple[IncidentRow, ...]:
    """All that nobody has resolved, the oldest first."""
    return many(IncidentRow, tx.execute(_OPEN))


def open_count(tx: Transaction) -> int:
    """How many nobody has resolved."""
    return int(tx.execute(_COUNT).scalar_one())


def open_page(tx: Transaction, number: int, size: int) -> tuple[TroubleRow, ...]:
    """One page of them, the newest first."""
    statement = (
        _TROUBLES.where(_T.c.resolved_at.is_(None))
        .order_by(_T.c.opened_at.desc(), _T.c.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    return many(TroubleRow, tx.execute(statement))


def load(tx: Transaction, incident_id: int) -> TroubleRow | None:
    """One incident, open or not."""
    return one(TroubleRow, tx.execute(_TROUBLES.where(_T.c.id == incident_id)))


def of(tx: Transaction, dossier_id: int) -> tuple[IncidentRow, ...]:
    """All incidents of a dossier."""
    return many(IncidentRow, tx.execute(_OF, {"wanted": dossier_id}))


def is_open(tx: Transaction, dossier_id: int, kind: str) -> bool:
    """Whether a dossier has an open incident of this kind."""
    found = select(_T.c.id).where(
        _T.c.dossier_id == dossier_id, _T.c.kind == kind, _T.c.resolved_at.is_(None)
    )
    return tx.execute(found.limit(1)).first() is not None


def resolve(tx: Transaction, incident_id: int, by: int | None, at: datetime) -> bool:
    """Close an open incident."""
    statement = (
        update(_T)
        .where(_T.c.id == incident_id, _T.c.resolved_at.is_(None))
        .values(resolved_at=at, resolved_by=by)
    )
    return tx.execute(statement).rowcount == 1
