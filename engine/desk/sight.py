"""One reader, one dossier, one moment, inside one consistent read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.accounts import Person
from engine.installation import Installation
from engine.procedures.version import Version
from engine.storage import Transaction
from engine.storage.dossiers.dossiers import DossierRow
from sla.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Sight:
    """What every part of the dossier page is read from."""

    installation: Installation
    tx: Transaction
    who: Person
    row: DossierRow
    version: Version
    application: Mapping[str, object]  # what was filed, by the keys of its form
    at: datetime

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the office hours that the dossier was opened under."""
        return self.installation.calendars.get(self.row.hours)
