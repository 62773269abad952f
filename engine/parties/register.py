"""The register of parties: whom the identifiers of a filing are, and what is known under one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.access.permission import agencies
from engine.access.table import READ_DOSSIER
from engine.accounts import Person
from engine.definitions.parties import PartyKind, PartyRole, Scheme
from engine.definitions.status import Status
from engine.installation import Installation
from engine.parties.identifier import Identifier, identifier_of, normalised, scheme_of
from engine.storage import Transaction
from engine.storage.dossiers.parties import DossierParty
from engine.storage.parties import register
from engine.storage.parties.register import NewParty, PartyDossierRow, PartyRow

_DETAILS = ("birth_date", "sex", "ethnicity", "province", "commune", "licence")
_CONTACTS = ("phone", "email", "address")


@dataclass(frozen=True, slots=True)
class PartyDossier:
    """A dossier of a party: as what, and under which spelling of its name."""

    code: str
    procedure: str
    procedure_name: str
    role: PartyRole
    name: str
    status: Status
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class FoundParty:
    """A party as the dossiers have it that the reader may see; newest first.

    `name` and contacts are those of the newest, each as it was known last.
    """

    kind: PartyKind
    scheme: Scheme
    value: str
    name: str
    phone: str
    email: str
    address: str
    province: str
    commune: str
    spellings: tuple[str, ...]
    dossiers: tuple[PartyDossier, ...]


def with_parties(
    tx: Transaction, snapshots: Iterable[DossierParty], at: datetime
) -> tuple[DossierParty, ...]:
    """The snapshots with the parties that their identifiers are; without one there is none.

    Identifiers are taken in one order, so that two filings with the same two never wait for
    each other.
    """
    given = tuple(snapshots)
    known: dict[Identifier, DossierParty] = {}
    for each in given:
        if (identifier := _identifier(each)) is not None:
            known.setdefault(identifier, each)
    numbers = {i: register.keep(tx, _new_party(i, known[i]), at) for i in sorted(known)}
    return tuple(
        replace(each, party_id=numbers[one]) if (one := _identifier(each)) else each
        for each in given
    )


def found(
    installation: Installation, who: Person, value: str, scheme: Scheme | None = None
) -> FoundParty | None:
    """The party with this identifier, as far as the reader may see its dossiers.

    None where there is no such party, or where all its dossiers are of agencies not the reader's:
    one is not told from the other. Without a scheme, the one that fits the shape comes first.
    """
    wanted, likely = normalised(value), scheme or scheme_of(value)
    allowed = agencies(installation, who, READ_DOSSIER)
    with installation.store.read() as tx:
        rows = register.find(tx, (scheme,) if scheme else tuple(Scheme), wanted)
        for row in sorted(rows, key=lambda row: row.scheme != likely):
            if seen := register.dossiers_of(tx, row.id, allowed):
                return _found(row, seen)
    return None


def _identifier(party: DossierParty) -> Identifier | None:
    scheme = party.detail("scheme")
    return identifier_of(party.identifier, Scheme(scheme)) if scheme else None


def _new_party(identifier: Identifier, known: DossierParty) -> NewParty:
    contacts = {name: getattr(known, name) for name in _CONTACTS if getattr(known, name)}
    details = {name: known.detail(name) for name in _DETAILS if known.detail(name)}
    issued = known.detail("id_issued_on")
    return NewParty(
        scheme=identifier.scheme,
        value=identifier.value,
        kind=known.kind,
        name=known.name,
        details={**contacts, **details},
        issued_on=date.fromisoformat(issued) if issued else None,
        issued_by=known.detail("id_issued_by"),
    )


def _found(row: PartyRow, seen: tuple[PartyDossierRow, ...]) -> FoundParty:
    latest = {name: next(filter(None, (getattr(s, name) for s in seen)), "") for name in _CONTACTS}
    # An address goes together: the codes are those beside the newest line.
    there = next((s for s in seen if s.address), seen[0])
    return FoundParty(
        kind=seen[0].kind,
        scheme=row.scheme,
        value=row.value,
        name=seen[0].name,
        **latest,
        province=there.detail("province"),
        commune=there.detail("commune"),
        spellings=tuple(dict.fromkeys(each.name for each in seen)),
        dossiers=tuple(
            PartyDossier(
                s.code,
                s.procedure,
                s.procedure_name,
                s.role,
                s.name,
                s.status,
                s.submitted_at,
            )
            for s in seen
        ),
    )
