"""Versions of procedures: immutable but for the mark of which one is active."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, func, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables.dossier_tables import DossierTable, StepTable, VersionTable


class Origin(StrEnum):
    """How a version came into the database."""

    DEPLOY = "deploy"  # from the content's folders, by an operator
    PUBLICATION = "publication"  # from a designer's upload


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version as it is deployed. `data` is the bundle; it is compressed in the database."""

    procedure: str
    digest: str
    name: str
    agency: str
    field: str
    data: bytes
    deployed_at: datetime
    deployed_by: str
    origin: str = Origin.DEPLOY


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionHead:
    """A stored version without its bundle, for lists."""

    id: int
    procedure: str
    number: int
    digest: str
    name: str
    agency: str
    field: str
    deployed_at: datetime
    deployed_by: str
    active: bool
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow(VersionHead):
    """A stored version with its bundle."""

    data: bytes


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """How many dossiers of a version wait at one step."""

    procedure: str
    version_id: int
    node: str
    dossiers: int


_T = table(VersionTable)
_D = table(DossierTable)
_S = table(StepTable)
_HEAD = select(*columns(_T, VersionHead))
_FULL = select(*columns(_T, VersionRow))
_ACTIVE_IDS = select(_T.c.id).where(_T.c.active)
_AT_ONCE = 500  # bundles or codes a statement: SQLite takes no more than some thousand parameters
_INSERT = into(_T).returning(_T.c.id)
_LOCK = 5077003  # of the advisory locks of this program
_LAST = select(func.max(_T.c.number)).where(_T.c.procedure == bindparam("wanted"))
_RETIRE = update(_T).where(_T.c.procedure == bindparam("wanted"), _T.c.active).values(active=False)


def lock(tx: Transaction) -> None:
    """Whoever changes which version is in force waits here for the one before."""
    if tx.dialect.name == "postgresql":  # a writer on SQLite is alone anyhow
        tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def insert(tx: Transaction, new: NewVersion) -> int:
    """Store the next version of a procedure and make it the active one; its id."""
    number = int(tx.execute(_LAST, {"wanted": new.procedure}).scalar_one() or 0) + 1
    tx.execute(_RETIRE, {"wanted": new.procedure})
    row = {**values(new), "data": zlib.compress(new.data, 9), "number": number, "active": True}
    return int(tx.execute(_INSERT, row).scalar_one())


def activate(tx: Transaction, version_id: int, origin: Origin) -> bool:
    """Make a stored version the active one again: content went back to what it was.

    `origin` is how it came into force this time.
    """
    found = load(tx, version_id)
    if found is None:
        return False
    tx.execute(_RETIRE, {"wanted": found.procedure})
    statement = update(_T).where(_T.c.id == version_id).values(active=True, origin=origin.value)
    return tx.execute(statement).rowcount == 1


def in_folders(tx: Transaction, version_id: int) -> None:
    """Note that the content's folders have a version by now that a designer published."""
    tx.execute(update(_T).where(_T.c.id == version_id).values(origin=Origin.DEPLOY.value))


def load(tx: Transaction, version_id: int) -> VersionRow | None:
    """The version with this id."""
    return _unpacked(
        one(VersionRow, tx.execute(_FULL.where(_T.c.id == bindparam("w")), {"w": version_id}))
    )


def active(tx: Transaction, procedure: str) -> VersionRow | None:
    """The version under which new dossiers of a procedure are opened."""
    statement = _FULL.where(_T.c.procedure == bindparam("w"), _T.c.active)
    return _unpacked(one(VersionRow, tx.execute(statement, {"w": procedure})))


def by_digest(tx: Transaction, procedure: str, digest: str) -> VersionHead | None:
    """The version of a procedure with exactly this content."""
    statement = _HEAD.where(_T.c.procedure == bindparam("w"), _T.c.digest == bindparam("d"))
    return one(VersionHead, tx.execute(statement, {"w": procedure, "d": digest}))


def active_list(tx: Transaction) -> tuple[VersionHead, ...]:
    """The active version of every procedure, by name."""
    return many(VersionHead, tx.execute(_HEAD.where(_T.c.active).order_by(_T.c.name, _T.c.id)))


def active_ids(tx: Transaction) -> frozenset[int]:
    """The ids of all active versions: the same set means that nothing changed."""
    return frozenset(tx.execute(_ACTIVE_IDS).scalars())


def bundles(tx: Transaction, ids: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """The bundles of these versions by id, in no order."""
    wanted = sorted(ids)
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        for version_id, data in tx.execute(select(_T.c.id, _T.c.data).where(_T.c.id.in_(some))):
            yield version_id, zlib.decompress(data)


def all_of(tx: Transaction, procedure: str) -> tuple[VersionHead, ...]:
    """Every version of a procedure, oldest first."""
    statement = _HEAD.where(_T.c.procedure == bindparam("w")).order_by(_T.c.number)
    return many(VersionHead, tx.execute(statement, {"w": procedure}))


def history(tx: Transaction, procedures: Collection[str]) -> Mapping[str, list[VersionHead]]:
    """Every version of these procedures by code, oldest first."""
    wanted, found = sorted(procedures), dict[str, list[VersionHead]]()
    for first in range(0, len(wanted), _AT_ONCE):
        some = _T.c.procedure.in_(wanted[first : first + _AT_ONCE])
        for head in many(VersionHead, tx.execute(_HEAD.where(some).order_by(_T.c.number))):
            found.setdefault(head.procedure, []).append(head)
    return found


def running(tx: Transaction, procedure: str = "") -> Mapping[int, int]:
    """How many dossiers are under way, by the id of their version; of one procedure if named."""
    # Both conditions in words: the partial index is chosen by its spelling.
    open_ones = (_D.c.version_id.is_not(None), _D.c.ended_at.is_(None))
    statement = select(_D.c.version_id, func.count()).where(*open_ones)
    if procedure:
        own = select(_T.c.id).where(_T.c.procedure == procedure)
        statement = statement.where(_D.c.version_id.in_(own))
    found = tx.execute(statement.group_by(_D.c.version_id)).all()
    return {int(version_id): int(count) for version_id, count in found}


def under_way(tx: Transaction) -> Mapping[str, int]:
    """How many dossiers are under way, by procedure."""
    statement = (
        select(_T.c.procedure, func.count())
        .select_from(_D.join(_T, _T.c.id == _D.c.version_id))
        .where(_D.c.ended_at.is_(None))
        .group_by(_T.c.procedure)
    )
    return {str(code): int(count) for code, count in tx.execute(statement).all()}


def waiting(tx: Transaction, procedures: Sequence[str]) -> tuple[WaitingRow, ...]:
    """Where the dossiers under way of these procedures wait for a person, by version and step."""
    statement = (
        select(_T.c.procedure, _D.c.version_id, _S.c.node, func.count(func.distinct(_D.c.id)))
        .select_from(_D.join(_T, _T.c.id == _D.c.version_id).join(_S, _S.c.dossier_id == _D.c.id))
        .where(
            _D.c.ended_at.is_(None),
            _T.c.procedure.in_(procedures),
            _S.c.completed_at.is_(None),
            _S.c.cancelled_at.is_(None),
        )
        .group_by(_T.c.procedure, _D.c.version_id, _S.c.node)
        .order_by(_T.c.procedure, _S.c.node, _D.c.version_id)
    )
    return tuple(WaitingRow(*row) for row in tx.execute(statement).all())


def _unpacked(row: VersionRow | None) -> VersionRow | None:
    return None if row is None else replace(row, data=zlib.decompress(row.data))
