"""What the register of procedures reads: which versions are in force, and their bundles."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator

from sqlalchemy import select

from engine.storage.database import Transaction
from engine.storage.rows import table
from engine.storage.tables import Version

_T = table(Version)
_ACTIVE = select(_T.c.id).where(_T.c.active)
_AT_ONCE = 500  # bundles a statement: SQLite takes no more than some thousand parameters


def active_ids(tx: Transaction) -> frozenset[int]:
    """The ids of the versions in force: the same set means that nothing changed."""
    return frozenset(tx.execute(_ACTIVE).scalars())


def bundles(tx: Transaction, ids: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """The bundles of these versions by id, in no order."""
    wanted = sorted(ids)
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        for version_id, data in tx.execute(select(_T.c.id, _T.c.data).where(_T.c.id.in_(some))):
            yield version_id, zlib.decompress(data)
