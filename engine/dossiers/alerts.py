"""Noting that a person has looked at alerts of theirs; nothing about a dossier changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.accounts import Person
from engine.office import Office
from engine.storage import alerts, dossiers


def see_alerts(office: Office, who: Person, ids: Iterable[int], *, at: datetime) -> int:
    """Note that these were looked at; how many were new. Those of other people stay as they are."""
    with office.store.begin() as tx:
        return alerts.see(tx, who.id, ids, at)


def see_alerts_of(office: Office, who: Person, code: str, *, at: datetime) -> int:
    """The same for all alerts about one dossier, whose page the person opened."""
    with office.store.read() as tx:
        row = dossiers.load(tx, code)
        if row is None or not alerts.unseen_of(tx, who.id, row.id):  # most views write nothing
            return 0
    with office.store.begin() as tx:
        return alerts.see_dossier(tx, who.id, row.id, at)


def see_all_alerts(office: Office, who: Person, *, at: datetime) -> int:
    """The same for all that the person has."""
    with office.store.begin() as tx:
        return alerts.see_all(tx, who.id, at)
