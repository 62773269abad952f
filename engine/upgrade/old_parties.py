"""The applicant of a dossier, six columns of its row, as the parties that it has now."""

from __future__ import annotations

from dataclasses import replace

from engine.definitions.applicant import Applicant
from engine.parties.register import with_parties
from engine.parties.snapshots import snapshots_of
from engine.storage import Transaction
from engine.storage.dossiers.parties import DossierParty
from engine.storage.upgrade.before import DossierBefore


def parties_of(tx: Transaction, dossier: DossierBefore) -> tuple[DossierParty, ...]:
    """Who filed, and for whom, as a filing of today makes them, found in the register or put in.

    An address stays the text that it is, a district that is gone within it. There is no salt: the
    journal has no digest of what was filed then.
    """
    applicant = Applicant(
        name=dossier.applicant_name,
        organisation=dossier.organisation,
        id_number=dossier.applicant_id_number,
        phone=dossier.applicant_phone,
        email=dossier.applicant_email,
        address=dossier.applicant_address,
    )
    found = with_parties(tx, snapshots_of(applicant, dossier.channel), dossier.submitted_at)
    return tuple(replace(each, salt=None) for each in found)
