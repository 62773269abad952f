"""Tables of those who take part: known by their identifiers, and as each dossier has them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.definitions.parties import PartyKind, PartyRole, Scheme
from engine.storage.tables.dossier_tables import Base


class PartyTable(Base):
    """A person, organisation, household business or agency, known by its identifiers."""

    __tablename__ = "parties"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PartyKind]
    name: Mapped[str]  # as spelt last; each dossier keeps its own spelling
    details: Mapped[dict[str, object]]  # as known last: birth, sex, contacts, address
    changed_at: Mapped[datetime]


class PartyIdentifierTable(Base):
    """By what a party is found again."""

    __tablename__ = "party_identifiers"
    __table_args__ = (Index("ix_party_identifiers_party_id", "party_id"),)
    scheme: Mapped[Scheme] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    # Checked at the end: the number is given here first, to one of two who come at once.
    party_id: Mapped[int] = mapped_column(
        ForeignKey("parties.id", deferrable=True, initially="DEFERRED")
    )
    issued_on: Mapped[date | None]
    issued_by: Mapped[str]


class DossierPartyTable(Base):
    """A party as it was when the dossier was filed; at most one of each role.

    `identifier` is what was written on the form, `party_id` whom it was found to be.
    """

    __tablename__ = "dossier_parties"
    __table_args__ = (
        Index("ix_dossier_parties_party_id", "party_id"),
        Index("ix_dossier_parties_identifier", "identifier"),
    )
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    role: Mapped[PartyRole] = mapped_column(primary_key=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"))
    kind: Mapped[PartyKind]
    name: Mapped[str]
    identifier: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    address: Mapped[str]
    details: Mapped[dict[str, object]]  # scheme, issue, birth, sex, codes of the address, …
    salt: Mapped[bytes | None]
