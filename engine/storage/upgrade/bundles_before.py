"""Bundles that the release before stored: those of versions, and of proposals."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select, tuple_, update

from engine.storage.database import Transaction
from engine.storage.rows import many, table
from engine.storage.tables.design_tables import PublicationItemTable
from engine.storage.tables.dossier_tables import VersionTable


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBundle:
    """A bundle and whose it is: a version's, or one procedure's in a publication."""

    id: int = 0
    publication_id: int = 0
    procedure: str
    digest: str
    data: bytes


_V, _I = table(VersionTable), table(PublicationItemTable)
_VERSIONS = select(_V.c.id, _V.c.procedure, _V.c.digest, _V.c.data)
_ITEMS = select(_I.c.publication_id, _I.c.procedure, _I.c.digest, _I.c.data)


def version_ids(tx: Transaction) -> tuple[int, ...]:
    """All stored versions, in order."""
    return tuple(tx.execute(select(_V.c.id).order_by(_V.c.id)).scalars())


def of_versions(tx: Transaction, ids: Collection[int]) -> tuple[StoredBundle, ...]:
    """The bundles of these versions."""
    return _unpacked(many(StoredBundle, tx.execute(_VERSIONS.where(_V.c.id.in_(ids)))))


def of_publications(tx: Transaction) -> tuple[StoredBundle, ...]:
    """The bundles of all publications."""
    return _unpacked(many(StoredBundle, tx.execute(_ITEMS)))


def numbers(tx: Transaction) -> dict[tuple[str, int], int]:
    """The id of each version by its procedure and number."""
    found = tx.execute(select(_V.c.procedure, _V.c.number, _V.c.id))
    return {(str(code), int(number)): int(version_id) for code, number, version_id in found}


def digests(tx: Transaction, wanted: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Which of these pairs of procedure and digest a version has."""
    pair = tuple_(_V.c.procedure, _V.c.digest)
    found = tx.execute(select(_V.c.procedure, _V.c.digest).where(pair.in_(wanted)))
    return frozenset((str(code), str(digest)) for code, digest in found)


def write_version(tx: Transaction, new: StoredBundle) -> None:
    """Put a bundle in the place of the one that a version has."""
    tx.execute(update(_V).where(_V.c.id == new.id).values(_packed(new)))


def write_item(tx: Transaction, new: StoredBundle) -> None:
    """The same for one of a publication."""
    its = (_I.c.publication_id == new.publication_id) & (_I.c.procedure == new.procedure)
    tx.execute(update(_I).where(its).values(_packed(new)))


def _packed(new: StoredBundle) -> dict[str, object]:
    return {"digest": new.digest, "data": zlib.compress(new.data, 9)}


def _unpacked(rows: tuple[StoredBundle, ...]) -> tuple[StoredBundle, ...]:
    return tuple(replace(row, data=zlib.decompress(row.data)) for row in rows)
