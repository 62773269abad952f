"""The address of a party as people write it: its line, then commune and province by name."""

from __future__ import annotations

from engine.definitions.places.address import Address, address_text
from engine.definitions.places.gazetteer import Places
from engine.storage.dossiers.parties import DossierParty


def whole_address(places: Places, party: DossierParty) -> str:
    """Of an older address, with a district, there is the line alone."""
    codes = Address(party.address, party.detail("commune"), party.detail("province"))
    return address_text(places, codes)
