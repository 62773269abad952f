"""docs/parties.md has every field of who files, in the order of the form."""

from __future__ import annotations

import re
from pathlib import Path

from engine.definitions.applicant import APPLICANT_FIELDS
from engine.definitions.parties import PartyRole, Scheme

PAGE = (Path(__file__).parents[2] / "docs/parties.md").read_text(encoding="utf-8")


def test_the_page_has_every_field_role_and_scheme() -> None:
    table = PAGE.partition("## The fields")[2].partition("## Found again")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == APPLICANT_FIELDS
    schemes = re.findall(r"^\| `(\w+)` \|", PAGE.partition("## Found again")[2], re.MULTILINE)
    assert set(schemes) == set(Scheme)
    assert all(f"`{role}` |" in PAGE for role in PartyRole)
