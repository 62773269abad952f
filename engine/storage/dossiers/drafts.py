"""Drafts: what a person typed into a step's form and has not sent.

A trigger removes them when their step is closed, done or cancelled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.storage.database import Transaction
from engine.storage.rows import columns, one, table
from engine.storage.tables.work_tables import DraftTable


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A stored draft, unchecked."""

    data: dict[str, object]
    saved_at: datetime


_T = table(DraftTable)
_LOAD = select(*columns(_T, DraftRow)).where(
    _T.c.step_id == bindparam("step"), _T.c.user_id == bindparam("who")
)
_SQLITE = sqlite.insert(_T)
_POSTGRESQL = postgresql.insert(_T)
_SAVE = {
    "sqlite": _SQLITE.on_conflict_do_update(
        index_elements=["step_id", "user_id"],
        set_={"data": _SQLITE.excluded.data, "saved_at": _SQLITE.excluded.saved_at},
    ),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=["step_id", "user_id"],
        set_={"data": _POSTGRESQL.excluded.data, "saved_at": _POSTGRESQL.excluded.saved_at},
    ),
}


def save(
    tx: Transaction, step_id: int, user_id: int, data: Mapping[str, object], at: datetime
) -> None:
    """Keep the draft in place of the one before."""
    row = {"step_id": step_id, "user_id": user_id, "data": dict(data), "saved_at": at}
    tx.execute(_SAVE[tx.dialect.name], row)


def load(tx: Transaction, step_id: int, user_id: int) -> DraftRow | None:
    """The draft of one person at one step."""
    return one(DraftRow, tx.execute(_LOAD, {"step": step_id, "who": user_id}))
