"""Rows of dossiers in the shapes of this release, written a batch at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TableClause, Text, bindparam, case, column, update
from sqlalchemy import insert as into
from sqlalchemy import table as plain

from engine.storage.database import Transaction
from engine.storage.dossiers.answers import AnswersRow
from engine.storage.dossiers.parties import DossierParty
from engine.storage.limits import amount_of, unit_of
from engine.storage.rows import table, values
from engine.storage.tables.answer_tables import AnswersTable
from engine.storage.tables.design_tables import VersionMoveDossierTable
from engine.storage.tables.dossier_tables import DossierTable, StepTable, TimerTable
from engine.storage.tables.party_tables import DossierPartyTable
from engine.storage.types import UtcDateTime
from sla.limits import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedHead:
    """What changes in a dossier's own row; its journal's MAC is over these."""

    id: int
    code: str
    limit: Limit | None
    revision: int
    journal_head: str
    state: bytes
    state_revision: int


@dataclass(frozen=True, slots=True)
class CarriedMove:
    """What a move keeps for undo, and the revision of the state that it wrote, 0 if it is gone."""

    move_id: int
    dossier_id: int
    before: bytes
    after_revision: int


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What an administrator must look at."""

    dossier_id: int
    kind: str
    code: str
    details: str
    opened_at: datetime


_D, _M = table(DossierTable), table(VersionMoveDossierTable)
_CARRY = (
    update(_D)
    .where(_D.c.id == bindparam("wanted"), _D.c.state_revision == 0)
    .values(
        {
            name: bindparam(name)
            for name in (
                "limit_amount",
                "limit_unit",
                "revision",
                "state",
                "state_revision",
                "journal_mac",
            )
        }
    )
)
_MOVE = (
    update(_M)
    .where(_M.c.move_id == bindparam("batch"), _M.c.dossier_id == bindparam("dossier"))
    .values(before=bindparam("kept"), after_revision=bindparam("wrote"))
)
_LIMIT_TEXT: Any = column("limit_text", Text)
# The column `message` goes only with the next migration.
_INCIDENTS = plain(
    "incidents",
    *(column(name) for name in ("dossier_id", "kind", "code", "details", "message")),
    column("opened_at", UtcDateTime()),
)


def heads(tx: Transaction, rows: Sequence[tuple[CarriedHead, bytes]]) -> None:
    """Write dossiers, each with the MAC of its journal."""
    given = [
        {
            "wanted": row.id,
            "limit_amount": amount_of(row.limit),
            "limit_unit": unit_of(row.limit),
            "revision": row.revision,
            "state": row.state,
            "state_revision": row.state_revision,
            "journal_mac": mac,
        }
        for row, mac in rows
    ]
    tx.execute(_CARRY, given)


def limits(tx: Transaction, ids: Collection[int], known: Mapping[str, Limit]) -> None:
    """Write the limits of all steps and timers of these dossiers as values."""
    if not known:
        return
    amount = {words: limit.amount for words, limit in known.items()}
    unit = {words: limit.unit.value for words, limit in known.items()}
    for model in (StepTable, TimerTable):
        each = table(model)
        tx.execute(
            update(each)
            .where(each.c.dossier_id.in_(ids), _LIMIT_TEXT.in_(list(known)))
            .values(
                limit_amount=case(amount, value=_LIMIT_TEXT),
                limit_unit=case(unit, value=_LIMIT_TEXT),
            )
        )


def answers(tx: Transaction, rows: Sequence[tuple[int, AnswersRow]]) -> None:
    """Add answers of dossiers (by id)."""
    _add(tx, table(AnswersTable), [{"dossier_id": number, **values(row)} for number, row in rows])


def parties(tx: Transaction, rows: Sequence[tuple[int, DossierParty]]) -> None:
    """Add parties of dossiers (by id)."""
    _add(
        tx,
        table(DossierPartyTable),
        [{"dossier_id": number, **values(row)} for number, row in rows],
    )


def moves(tx: Transaction, rows: Sequence[CarriedMove]) -> None:
    """Write what moves keep for undo."""
    names = {
        "batch": "move_id",
        "dossier": "dossier_id",
        "kept": "before",
        "wrote": "after_revision",
    }
    if rows:
        tx.execute(
            _MOVE, [{key: getattr(row, name) for key, name in names.items()} for row in rows]
        )


def incidents(tx: Transaction, rows: Sequence[NewIncident]) -> None:
    """Open incidents."""
    _add(tx, _INCIDENTS, [{**values(row), "message": ""} for row in rows])


def _add(tx: Transaction, where: TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.execute(into(where), list(rows))
