"""The demo's accounts: one for each role of each agency, named by what they do; nobody real."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import yaml

from engine.definitions.organisation.agencies import Organisation

PASSWORD = "Motcua-demo-2026"  # noqa: S105 - the demo prints it; production refuses the demo
FILE = Path(__file__).parent / "content" / "staff.yaml"


class Officer(NamedTuple):
    """Who an account is: a name by role, the role, and the unit in which it counts."""

    name: str
    role: str
    unit: str


# by user name, the officers of one agency together
STAFF = {
    username: Officer(**entry) for username, entry in yaml.safe_load(FILE.read_bytes()).items()
}


def as_table(organisation: Organisation) -> Iterator[str]:
    """Yield the lines that list the accounts, agency by agency."""

    def agency(entry: tuple[str, Officer]) -> str:
        return organisation.agency_of(entry[1].unit).name

    for name, officers in groupby(STAFF.items(), key=agency):
        yield f"  {name}"
        yield from (f"    {username:<24}{officer.name}" for username, officer in officers)
