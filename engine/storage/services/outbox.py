"""The outbox: jobs that leave after the commit, each key once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, one, table, values
from engine.storage.services import incidents
from engine.storage.services.incidents import Fault
from engine.storage.tables.work_tables import OutboxTable


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A job. `attempts` counts this one when it is claimed."""

    id: int
    key: str
    dossier_id: int | None
    kind: str
    payload: dict[str, object]
    state: str  # "pending", "sent" or "dead"
    attempts: int
    next_at: datetime
    locked_until: datetime | None
    worker: str
    error: str
    details: str
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job as it is put in; not done before `next_at`."""

    key: str
    dossier_id: int | None = None
    kind: str
    payload: Mapping[str, object]
    created_at: datetime
    next_at: datetime
    state: str = field(default="pending", init=False)
    attempts: int = field(default=0, init=False)
    worker: str = field(default="", init=False)
    error: str = field(default="", init=False)
    details: str = field(default="", init=False)


INTERRUPTED = "interrupted"
"""The error of a claimed job whose last worker neither finished nor gave it back."""

_T = table(OutboxTable)
_SELECT = select(*columns(_T, OutboxRow))
_INSERT = {
    "sqlite": sqlite.insert(_T).on_conflict_do_nothing(index_elements=["key"]).returning(_T.c.id),
    "postgresql": postgresql.insert(_T)
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(_T.c.id),
}
_FREE = (
    select(_T.c.id)
    .where(
        # In words, not as a parameter: the partial index is chosen by its spelling.
        _T.c.state == literal_column("'pending'"),
        _T.c.next_at <= bindparam("moment"),
        or_(_T.c.locked_until.is_(None), _T.c.locked_until <= bindparam("moment")),
    )
    .order_by(_T.c.next_at, _T.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIMED = update(_T).where(
    _T.c.id == bindparam("wanted"),
    _T.c.state == "pending",
    _T.c.attempts == bindparam("attempt"),
)


def add(
    tx: Transaction,
    key: str,
    dossier_id: int | None,
    kind: str,
    payload: Mapping[str, object],
    at: datetime,
) -> bool:
    """Put a job in; False when one with this key was there before."""
    job = NewJob(
        key=key, dossier_id=dossier_id, kind=kind, payload=payload, created_at=at, next_at=at
    )
    return put(tx, job)


def put(tx: Transaction, job: NewJob) -> bool:
    """The same for a job that may have to wait."""
    return tx.execute(_INSERT[tx.dialect.name], values(job)).first() is not None


def add_all(tx: Transaction, jobs: Sequence[NewJob]) -> None:
    """Put several in; those whose key was there before are left out."""
    if jobs:
        tx.execute(_INSERT[tx.dialect.name], [values(job) for job in jobs])


def known(tx: Transaction, keys: Collection[str]) -> frozenset[str]:
    """Which of these keys were put in at some time."""
    rows = tx.execute(select(_T.c.key).where(_T.c.key.in_(keys)))
    return frozenset(str(row[0]) for row in rows)


def claim(
    tx: Transaction, worker: str, at: datetime, lease_seconds: int, limit: int
) -> tuple[OutboxRow, ...]:
    """Take up to `limit` jobs whose moment has come; other workers pass them by for the lease."""
    ids = [row[0] for row in tx.execute(_FREE, {"moment": at, "most": limit})]
    if not ids:
        return ()
    tx.execute(
        update(_T)
        .where(_T.c.id.in_(ids))
        .values(
            worker=worker,
            locked_until=at + timedelta(seconds=lease_seconds),
            attempts=_T.c.attempts + 1,
            # Whoever finishes or gives back frees the lock: this one ran out.
            error=case((_T.c.locked_until.is_not(None), INTERRUPTED), else_=_T.c.error),
        )
    )
    found = _SELECT.where(_T.c.id.in_(ids)).order_by(_T.c.next_at, _T.c.id)
    return many(OutboxRow, tx.execute(found))


def load(tx: Transaction, outbox_id: int) -> OutboxRow | None:
    """One job."""
    return one(OutboxRow, tx.execute(_SELECT.where(_T.c.id == bindparam("w")), {"w": outbox_id}))


def of(tx: Transaction, dossier_id: int) -> tuple[OutboxRow, ...]:
    """The jobs of a dossier, in order."""
    statement = _SELECT.where(_T.c.dossier_id == bindparam("wanted")).order_by(_T.c.id)
    return many(OutboxRow, tx.execute(statement, {"wanted": dossier_id}))


def hold(tx: Transaction, job: OutboxRow, until: datetime) -> bool:
    """Keep a claimed job for longer. False when the lease was lost: somebody else does it."""
    return _write(tx, job, locked_until=until)


def done(tx: Transaction, job: OutboxRow, at: datetime) -> bool:
    """Mark a claimed job as sent. False when the lease was lost: a stale worker writes nothing."""
    return _write(tx, job, state="sent", done_at=at, locked_until=None, error="", details="")


def retry(tx: Transaction, job: OutboxRow, fault: Fault, next_at: datetime) -> bool:
    """Give a claimed job back for a later attempt."""
    failed = {"error": fault.code, "details": fault.details}
    return _write(tx, job, next_at=next_at, locked_until=None, **failed)


def bury(tx: Transaction, job: OutboxRow, fault: Fault, at: datetime) -> bool:
    """Give a claimed job up and open an incident for it."""
    failed = {"error": fault.code, "details": fault.details}
    if not _write(tx, job, state="dead", done_at=at, locked_until=None, **failed):
        return False
    incidents.insert(tx, job.dossier_id, job.id, job.kind, fault, at)
    return True


def revive(tx: Transaction, outbox_id: int, at: datetime) -> bool:
    """Try a dead job again, at an administrator's word."""
    statement = (
        update(_T)
        .where(_T.c.id == outbox_id, _T.c.state == "dead")
        .values(
            state="pending", attempts=0, next_at=at, done_at=None, worker="", error="", details=""
        )
    )
    return tx.execute(statement).rowcount == 1


def drop(tx: Transaction, dossier_id: int, kind: str, at: datetime) -> int:
    """Bury the pending jobs of one kind without incident: their dossier no longer waits."""
    statement = (
        update(_T)
        .where(_T.c.dossier_id == dossier_id, _T.c.kind == kind, _T.c.state == "pending")
        .values(state="dead", done_at=at, locked_until=None, error="no longer needed")
    )
    return tx.execute(statement).rowcount


def _write(tx: Transaction, job: OutboxRow, **changes: object) -> bool:
    # The attempt number is the fencing token: whoever claimed later has a higher one.
    keys = {"wanted": job.id, "attempt": job.attempts}
    return tx.execute(_CLAIMED.values(**changes), keys).rowcount == 1
