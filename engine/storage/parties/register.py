"""The register of parties: found again by identifier, with what is known of them last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, case, cast, delete, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB

from engine.definitions.parties import PartyKind, Scheme
from engine.definitions.status import Status
from engine.storage.database import Transaction
from engine.storage.dossiers.parties import DossierParty
from engine.storage.rows import columns, many, table
from engine.storage.tables.dossier_tables import DossierTable
from engine.storage.tables.party_tables import DossierPartyTable, PartyIdentifierTable, PartyTable

MOST = 50
"""Dossiers of a party that are listed, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParty:
    """A party as a filing has it; `details` is what the register keeps, without empty texts."""

    scheme: Scheme
    value: str  # normalised
    kind: PartyKind
    name: str
    details: dict[str, object]
    issued_on: date | None = None
    issued_by: str = ""


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party of the register by one of its identifiers."""

    id: int
    scheme: Scheme
    value: str
    kind: PartyKind
    name: str
    details: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDossierRow(DossierParty):
    """A dossier with the party as that dossier has it."""

    code: str
    procedure: str
    procedure_name: str
    status: Status
    submitted_at: datetime


_P, _I = table(PartyTable), table(PartyIdentifierTable)
_D, _S = table(DossierTable), table(DossierPartyTable)
_NEXT = {
    "sqlite": select(func.coalesce(func.max(_P.c.id), 0) + 1).scalar_subquery(),
    "postgresql": func.nextval(literal_column("'parties_id_seq'")),
}
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _claim(dialect: str) -> Any:
    """Insert the identifier with the number of a new party, or keep that of the one it has.

    The party itself follows within the transaction, so that its key is checked at the end of that.
    Whoever comes second waits here for the first, and is given the same party.
    """
    new = _INSERT[dialect](_I)
    kept = {
        "issued_on": func.coalesce(new.excluded.issued_on, _I.c.issued_on),
        "issued_by": case(
            (new.excluded.issued_by != "", new.excluded.issued_by), else_=_I.c.issued_by
        ),
    }
    return (
        new.values(party_id=_NEXT[dialect])
        .on_conflict_do_update(index_elements=["scheme", "value"], set_=kept)
        .returning(_I.c.party_id)
    )


def _keep(dialect: str) -> Any:
    """Insert the party, or give it the newest name and kind; what is not known anew stays."""
    new = _INSERT[dialect](_P)
    if dialect == "sqlite":
        merged: Any = func.json_patch(_P.c.details, new.excluded.details)
    else:
        both = (cast(cast(each, Text), JSONB) for each in (_P.c.details, new.excluded.details))
        merged = cast(func.jsonb_concat(*both), Text)
    names = ("kind", "name", "changed_at")
    return new.on_conflict_do_update(
        index_elements=["id"],
        set_={**{name: new.excluded[name] for name in names}, "details": merged},
        where=new.excluded.changed_at >= _P.c.changed_at,
    )


_CLAIM = {dialect: _claim(dialect) for dialect in _NEXT}
_KEEP = {dialect: _keep(dialect) for dialect in _NEXT}
_FOUND = select(*columns(_P, PartyRow), *columns(_I, PartyRow)).join_from(
    _I, _P, _I.c.party_id == _P.c.id
)


def keep(tx: Transaction, party: NewParty, at: datetime) -> int:
    """The number of the party with this identifier, which is new or takes what is newer."""
    own = {
        "scheme": party.scheme,
        "value": party.value,
        "issued_on": party.issued_on,
        "issued_by": party.issued_by,
    }
    number = int(tx.execute(_CLAIM[tx.dialect.name], own).scalar_one())
    row = {
        "id": number,
        "kind": party.kind,
        "name": party.name,
        "details": party.details,
        "changed_at": at,
    }
    tx.execute(_KEEP[tx.dialect.name], row)
    return number


def forget(tx: Transaction, numbers: Collection[int]) -> None:
    """Delete those of these parties that no dossier has any more."""
    own = _I.c.party_id.in_(numbers)
    # Whoever files for one of them at this moment holds its identifier: that comes first.
    tx.execute(select(_I.c.party_id).where(own).with_for_update())
    used = select(_S.c.party_id).where(_S.c.party_id.in_(numbers))
    tx.execute(delete(_I).where(own, _I.c.party_id.not_in(used)))
    tx.execute(delete(_P).where(_P.c.id.in_(numbers), _P.c.id.not_in(used)))


def find(tx: Transaction, schemes: Collection[Scheme], value: str) -> tuple[PartyRow, ...]:
    """The parties that have this normalised value in one of these schemes."""
    wanted = _I.c.scheme.in_(schemes) & (_I.c.value == value)
    return many(PartyRow, tx.execute(_FOUND.where(wanted)))


def dossiers_of(
    tx: Transaction, party_id: int, agencies: Sequence[str]
) -> tuple[PartyDossierRow, ...]:
    """The party's dossiers at these agencies, newest first, once for each of its roles."""
    found = (
        select(*columns(_S, PartyDossierRow), *columns(_D, PartyDossierRow))
        .join_from(_S, _D, _S.c.dossier_id == _D.c.id)
        .where(_S.c.party_id == party_id, _D.c.agency.in_(agencies))
        .order_by(_D.c.submitted_at.desc(), _D.c.id.desc(), _S.c.role)
        .limit(MOST)
    )
    return many(PartyDossierRow, tx.execute(found))
