"""What one act changes in a dossier's own row, collected before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.storage.dossiers.dossiers import DossierRow


@dataclass(slots=True)
class Change:
    """New values of columns, and what the journal row has besides the act itself."""

    columns: dict[str, object] = field(default_factory=dict)
    notes: dict[str, object] = field(default_factory=dict)

    def applied(self, row: DossierRow) -> DossierRow:
        """The row as it will be."""
        known: Mapping[str, object] = self.columns
        return replace(row, **known)  # type: ignore[arg-type]  # the columns are the row's fields

    def moment(self, name: str, row: DossierRow) -> datetime | None:
        """A moment of the row as it will be."""
        found = self.columns.get(name, getattr(row, name))
        return found if isinstance(found, datetime) else None
