"""The parties of a new dossier, as its form has them."""

from __future__ import annotations

from engine.definitions.applicant import Applicant
from engine.definitions.parties import PartyKind, PartyRole, Scheme
from engine.definitions.status import Channel
from engine.l10n.times import day_of
from engine.parties.identifier import fits, scheme_of
from engine.storage.dossiers.parties import DossierParty, new_salt

_OF_SUBMITTER = ("id_issued_by", "sex", "ethnicity", "province", "commune")
_OF_DOSSIER = ("subject", "delivery", "note")


def snapshots_of(applicant: Applicant, channel: Channel) -> tuple[DossierParty, ...]:
    """Who files, for whom, and whom to contact. `applicant` has been checked.

    What is of the dossier lies with the submitter: it may name people, so that the journal has it
    only as part of that snapshot's digest, and both are erased together.
    """
    submitter = _submitter(applicant, inside=channel is Channel.INTERNAL)
    return tuple(each for each in (submitter, _owner(applicant), _contact(applicant)) if each)


def scheme_of_owner(tax_code: str) -> Scheme:
    """An organisation's number is a tax code, or else one of its own."""
    return Scheme.TAX_CODE if fits(Scheme.TAX_CODE, tax_code) else Scheme.OTHER


def _submitter(given: Applicant, *, inside: bool) -> DossierParty:
    number = given.id_number.strip()
    return DossierParty(
        role=PartyRole.SUBMITTER,
        kind=PartyKind.AGENCY if inside else PartyKind.PERSON,
        name=given.name.strip(),
        identifier=number,
        phone=given.phone.strip(),
        email=given.email.strip(),
        address=given.address.strip(),
        details=_known(
            scheme=(given.id_scheme or scheme_of(number)) if number else "",
            id_issued_on=_iso(given.id_issued_on),
            birth_date=_iso(given.birth_date),
            **{name: getattr(given, name) for name in (*_OF_SUBMITTER, *_OF_DOSSIER)},
        ),
        salt=new_salt(),
    )


def _owner(given: Applicant) -> DossierParty | None:
    organisation, person = given.organisation.strip(), given.owner_name.strip()
    if not organisation and not person:
        return None
    if organisation:
        number = given.tax_code.strip()
        return DossierParty(
            role=PartyRole.OWNER,
            kind=PartyKind(given.organisation_kind or PartyKind.ORGANISATION),
            name=organisation,
            identifier=number,
            details=_known(scheme=scheme_of_owner(number) if number else "", licence=given.licence),
            salt=new_salt(),
        )
    number = given.owner_id_number.strip()
    return DossierParty(
        role=PartyRole.OWNER,
        kind=PartyKind.PERSON,
        name=person,
        identifier=number,
        phone=given.owner_phone.strip(),
        address=given.owner_address.strip(),
        details=_known(
            scheme=scheme_of(number) if number else "", birth_date=_iso(given.owner_birth_date)
        ),
        salt=new_salt(),
    )


def _contact(given: Applicant) -> DossierParty | None:
    name = given.contact_name.strip()
    if not name:
        return None
    return DossierParty(
        role=PartyRole.CONTACT,
        kind=PartyKind.PERSON,
        name=name,
        phone=given.contact_phone.strip(),
        email=given.contact_email.strip(),
        salt=new_salt(),
    )


def _known(**details: str) -> dict[str, object]:
    return {name: text.strip() for name, text in details.items() if text.strip()}


def _iso(text: str) -> str:
    day = day_of(text)
    return day.isoformat() if day else ""
