"""The parties of a dossier as they were when it was filed."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as into

from engine.definitions.parties import PartyKind, PartyRole
from engine.storage.database import Transaction
from engine.storage.dossiers.answers import salted_digest
from engine.storage.rows import columns, many, table, values
from engine.storage.tables.party_tables import DossierPartyTable

_SALT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierParty:
    """One party in its role. `identifier` is as it was written, `details` what else was."""

    role: PartyRole
    party_id: int | None = None
    kind: PartyKind
    name: str
    identifier: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    details: dict[str, object] = field(default_factory=dict)
    salt: bytes | None = None  # None: what is left of one that was erased

    @property
    def digest(self) -> str:
        """What the journal keeps of it; of the party's id it keeps nothing."""
        data = {name: getattr(self, name) for name in _PROVEN}
        return salted_digest(self.salt or b"", data)

    def detail(self, name: str) -> str:
        """One of its details, "" where it is not known."""
        return str(self.details.get(name, ""))


_PROVEN = [each.name for each in fields(DossierParty) if each.name not in ("party_id", "salt")]


@dataclass(frozen=True, slots=True)
class Parties:
    """All parties of one dossier."""

    by_role: Mapping[PartyRole, DossierParty] = field(default_factory=dict)

    @property
    def submitter(self) -> DossierParty:
        """Who handed it in; nameless where that is not known."""
        nobody = DossierParty(role=PartyRole.SUBMITTER, kind=PartyKind.PERSON, name="")
        return self.by_role.get(PartyRole.SUBMITTER, nobody)

    @property
    def organisation(self) -> str:
        """The name of the organisation or business whose dossier it is, "" for a person's."""
        owner = self.by_role.get(PartyRole.OWNER, self.submitter)
        # What opens an internal dossier is an agency, and no organisation that files.
        inside = owner.role is PartyRole.SUBMITTER and owner.kind is PartyKind.AGENCY
        return "" if inside or owner.kind is PartyKind.PERSON else owner.name

    @property
    def subject(self) -> str:
        """What the submitter wrote that the dossier is about."""
        return self.submitter.detail("subject")

    @property
    def addressed(self) -> str:
        """The name of whoever is written to: the organisation, else who handed it in."""
        return self.organisation or self.submitter.name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored(DossierParty):
    dossier_id: int


_T = table(DossierPartyTable)
_SELECT = select(*columns(_T, _Stored))
_OF = _SELECT.where(_T.c.dossier_id == bindparam("wanted"))
_INSERT = into(_T)
_ERASE = (
    update(_T)
    .where(_T.c.dossier_id == bindparam("wanted"))
    .values(
        party_id=None, name="", identifier="", phone="", email="", address="", details={}, salt=None
    )
)


def new_salt() -> bytes:
    """The salt of a new snapshot."""
    return secrets.token_bytes(_SALT)


def write(tx: Transaction, dossier_id: int, parties: Iterable[DossierParty]) -> None:
    """Store the parties of a new dossier."""
    rows = [{"dossier_id": dossier_id, **values(each)} for each in parties]
    if rows:
        tx.execute(_INSERT, rows)


def erase(tx: Transaction, dossier_id: int) -> None:
    """Erase who took part; that there was somebody in each role stays."""
    tx.execute(_ERASE, {"wanted": dossier_id})


def of(tx: Transaction, dossier_id: int) -> Parties:
    """The parties of a dossier."""
    found = many(_Stored, tx.execute(_OF, {"wanted": dossier_id}))
    return Parties({row.role: row for row in found})


def of_many(tx: Transaction, ids: Collection[int]) -> Mapping[int, Parties]:
    """The parties of each of these dossiers."""
    found: dict[int, dict[PartyRole, DossierParty]] = {number: {} for number in ids}
    if ids:
        for row in many(_Stored, tx.execute(_SELECT.where(_T.c.dossier_id.in_(ids)))):
            found[row.dossier_id][row.role] = row
    return {number: Parties(roles) for number, roles in found.items()}
