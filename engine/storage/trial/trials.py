"""Trials: what each designer plays through, saved as its acts."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, one, table, values
from engine.storage.tables.design_tables import TrialTable


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTrial:
    """A trial as it begins. `data` is the play; it is compressed in the database."""

    user_id: int
    title: str
    procedure: str
    source: str
    data: bytes
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """A stored trial; `revision` is what `save` compares."""

    id: int
    user_id: int
    title: str
    procedure: str
    source: str
    revision: int
    made_at: datetime
    changed_at: datetime
    data: bytes


_T = table(TrialTable)
_INSERT = into(_T).returning(_T.c.id)
_ONE = _T.c.id == bindparam("wanted")
_LOAD = select(*columns(_T, TrialRow)).where(_ONE)
_OF_USER = (
    select(*columns(_T, TrialRow))
    .where(_T.c.user_id == bindparam("who"))
    .order_by(_T.c.changed_at.desc(), _T.c.id.desc())
    .limit(bindparam("most"))
)
_SAVE = (
    update(_T)
    .where(_ONE, _T.c.revision == bindparam("seen"))
    .values(
        revision=bindparam("next"),
        data=bindparam("bytes"),
        title=bindparam("name"),
        changed_at=bindparam("moment"),
    )
)


def insert(tx: Transaction, new: NewTrial) -> int:
    """Store a trial at revision 1; its id."""
    row = {**values(new), "data": zlib.compress(new.data, 9), "revision": 1}
    return int(tx.execute(_INSERT, row).scalar_one())


def load(tx: Transaction, trial_id: int) -> TrialRow | None:
    """The trial with this id."""
    row = one(TrialRow, tx.execute(_LOAD, {"wanted": trial_id}))
    return None if row is None else replace(row, data=zlib.decompress(row.data))


def of_user(tx: Transaction, user_id: int, most: int) -> tuple[TrialRow, ...]:
    """A person's trials, the one changed last in front."""
    rows = many(TrialRow, tx.execute(_OF_USER, {"who": user_id, "most": most}))
    return tuple(replace(row, data=zlib.decompress(row.data)) for row in rows)


def save(tx: Transaction, row: TrialRow, data: bytes, title: str, at: datetime) -> bool:
    """Replace the play of a trial that is still as it was read; False when it is not."""
    keys = {
        "wanted": row.id,
        "seen": row.revision,
        "next": row.revision + 1,
        "bytes": zlib.compress(data, 9),
        "name": title,
        "moment": at,
    }
    return tx.execute(_SAVE, keys).rowcount == 1


def remove(tx: Transaction, trial_id: int) -> bool:
    """Delete a trial."""
    return tx.execute(delete(_T).where(_ONE), {"wanted": trial_id}).rowcount == 1
