"""When something of a stored dossier happens by itself next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, select

from engine.storage.database import Transaction
from engine.storage.dossiers.open_steps import D, S
from engine.storage.rows import table
from engine.storage.tables.dossier_tables import PauseTable, TimerTable

_T = table(TimerTable)
_P = table(PauseTable)
_AFTER: BindParameter[datetime] = bindparam("after")
_MOMENTS = (
    (_T.c.due_at, _T.c.fired_at.is_(None) & _T.c.cancelled_at.is_(None)),
    (_P.c.closes_at, _P.c.ended_at.is_(None)),
    (D.c.alert_at, D.c.alert_at.is_not(None)),
    (S.c.alert_at, S.c.alert_at.is_not(None)),
)
_NEXT = tuple(select(func.min(column)).where(column > _AFTER, live) for column, live in _MOMENTS)


def next_after(tx: Transaction, after: datetime) -> datetime | None:
    """The first moment later than this at which a timer, a closing or an alert is due."""
    found = (tx.execute(query, {"after": after}).scalar_one() for query in _NEXT)
    return min((moment for moment in found if moment is not None), default=None)
