"""Dossiers joined with their open steps: the two tables and conditions that several queries use."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, select

from engine.storage.rows import table
from engine.storage.tables.dossier_tables import DossierTable, StepTable

D = table(DossierTable)
S = table(StepTable)
OPEN = S.c.completed_at.is_(None) & S.c.cancelled_at.is_(None)


def first_open_step() -> ColumnElement[bool]:
    """Join condition: the oldest open step of a dossier and no other."""
    other = S.alias("other")
    oldest = (
        select(func.min(other.c.id))
        .where(
            other.c.dossier_id == D.c.id,
            other.c.completed_at.is_(None),
            other.c.cancelled_at.is_(None),
        )
        .scalar_subquery()
    )
    return and_(S.c.dossier_id == D.c.id, S.c.id == oldest)
