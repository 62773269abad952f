"""Procedures of agencies that have ended: what becomes of them is decided by their manifests."""

from __future__ import annotations

from datetime import date

from engine.definitions.content import Content
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.report import finding
from engine.definitions.validity import in_place_of
from engine.errors import Finding


def check_validity(content: Content, today: date) -> list[Finding]:
    """Report each procedure whose agency is over, with where it belongs now."""
    units, found = content.organisation.units, []
    for procedure in content.procedures.values():
        agency = units.get(procedure.agency)
        if agency is None or not agency.validity.ended(today):
            continue
        after = in_place_of(units, agency.id, today)
        text = quoting('the agency "{}" ended on ', agency.id) + f"{agency.validity.valid_to}"
        text += quoting('; it is now "{}"', ", ".join(after)) if after else ""
        text += "; dossiers are still opened there" if agency.still_receives else ""
        line = procedure.key_lines.get("agency", procedure.line)
        sentence = f"{procedure.code}: " + text
        found.append(finding("W618", procedure.file, line, procedure.code, sentence))
    return found
