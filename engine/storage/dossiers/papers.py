"""The papers of a dossier: asked for, and handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table, values
from engine.storage.tables.dossier_tables import PaperTable


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper that the procedure asks for, by its id there."""

    paper: str
    copies: int
    kind: str  # "original", "copy", or "" when it was not handed in
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaperRow(NewPaper):
    """A stored paper."""

    id: int


_T = table(PaperTable)
_OF = select(*columns(_T, PaperRow)).where(_T.c.dossier_id == bindparam("wanted")).order_by(_T.c.id)
_INSERT = into(_T)


def write(tx: Transaction, dossier_id: int, papers: Iterable[NewPaper]) -> None:
    """Store the papers that were handed in with a new dossier."""
    rows = [{"dossier_id": dossier_id, **values(paper)} for paper in papers]
    if rows:
        tx.execute(_INSERT, rows)


def of(tx: Transaction, dossier_id: int) -> tuple[PaperRow, ...]:
    """The papers of a dossier, in the order in which they were noted."""
    return many(PaperRow, tx.execute(_OF, {"wanted": dossier_id}))
