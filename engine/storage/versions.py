"""Versions of procedures: immutable but for the mark of which one is active."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, func, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables import Version


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


_T = table(Version)
_HEAD = select(*columns(_T, VersionHead))
_FULL = select(*columns(_T, VersionRow))
_INSERT = into(_T).returning(_T.c.id)
_LAST = select(func.max(_T.c.number)).where(_T.c.procedure == bindparam("wanted"))
_RETIRE = update(_T).where(_T.c.procedure == bindparam("wanted"), _T.c.active).values(active=False)


def insert(tx: Transaction, new: NewVersion) -> int:
    """Store the next version of a procedure and make it the active one; its id."""
    number = int(tx.execute(_LAST, {"wanted": new.procedure}).scalar_one() or 0) + 1
    tx.execute(_RETIRE, {"wanted": new.procedure})
    row = {**values(new), "data": zlib.compress(new.data, 9), "number": number, "active": True}
    return int(tx.execute(_INSERT, row).scalar_one())


def activate(tx: Transaction, version_id: int) -> bool:
    """Make a stored version the active one again: content went back to what it was."""
    found = load(tx, version_id)
    if found is None:
        return False
    tx.execute(_RETIRE, {"wanted": found.procedure})
    return tx.execute(update(_T).where(_T.c.id == version_id).values(active=True)).rowcount == 1


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


def all_of(tx: Transaction, procedure: str) -> tuple[VersionHead, ...]:
    """Every version of a procedure, oldest first."""
    statement = _HEAD.where(_T.c.procedure == bindparam("w")).order_by(_T.c.number)
    return many(VersionHead, tx.execute(statement, {"w": procedure}))


def _unpacked(row: VersionRow | None) -> VersionRow | None:
    return None if row is None else replace(row, data=zlib.decompress(row.data))
