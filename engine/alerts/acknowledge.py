"""Noting that a person has seen alerts of theirs; nothing about a dossier changes."""

from __future__ import annotations

from datetime import datetime

from engine.accounts import Person
from engine.installation import Installation
from engine.storage.alerts import alerts
from engine.storage.dossiers import dossiers


def see_alerts_of(installation: Installation, who: Person, code: str, *, at: datetime) -> int:
    """Note that a person opened a dossier: their alerts about it are seen; how many were new.

    Those of other people stay as they are.
    """
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
        if row is None or not alerts.unseen_of(tx, who.id, row.id):  # most views write nothing
            return 0
    with installation.store.begin() as tx:
        return alerts.see_dossier(tx, who.id, row.id, at)


def see_all_alerts(installation: Installation, who: Person, *, at: datetime) -> int:
    """The same for all that the person has."""
    with installation.store.begin() as tx:
        return alerts.see_all(tx, who.id, at)
