"""Approved versions whose date has come."""

from __future__ import annotations

from datetime import datetime

from engine.office import Office
from engine.publishing.forcing import BATCH, put_due_in_force


def sweep_publications(office: Office, *, at: datetime, most: int = BATCH) -> int:
    """Put them in force; how many publications. What another version overtook is given up."""
    return put_due_in_force(office, at=at, most=most)
