"""Versions that come into force: all of a publication at once, at its date or at its approval."""

from __future__ import annotations

import logging
from datetime import datetime

from engine.dossiers.open_dossier import Act
from engine.installation import Installation
from engine.publishing.deployment import put_in_force
from engine.publishing.recording import record
from engine.storage import Transaction
from engine.storage.procedures import versions
from engine.storage.procedures.versions import NewVersion, Origin
from engine.storage.publishing import publications
from engine.storage.publishing.publications import (
    PublicationItemRow,
    PublicationRow,
    PublicationState,
)

BATCH = 50
log = logging.getLogger(__name__)


def put_due_in_force(installation: Installation, *, at: datetime, most: int = BATCH) -> int:
    """Put approved publications in force whose date has come; how many were.

    One that another version overtook becomes outdated. Any number may do so at once.
    """
    with installation.store.read() as tx:
        found = publications.due(tx, at, most)
    return sum(_due(installation, publication_id, at) for publication_id in found)


def force(tx: Transaction, row: PublicationRow, act: Act, action: str) -> None:
    """Make its versions those in force. The caller holds `versions.lock` and has compared."""
    by = act.who.username if act.who else row.decided_by_name or row.made_by_name
    items = publications.items_with_data(tx, row.id)
    numbers = {}
    for item in items:
        done = put_in_force(tx, _version(item, act.at, by))
        publications.became(tx, row.id, item.procedure, done.version_id)
        numbers[item.procedure] = done.number
    publications.applied(tx, row, act.at)
    publications.outdate(tx, [item.procedure for item in items], act.at)
    record(tx, row.id, action, act, {"versions": numbers})


def outdated(tx: Transaction, row: PublicationRow, act: Act) -> PublicationState:
    """Give a publication up that another version overtook."""
    publications.outdate(tx, [i.procedure for i in publications.items(tx, [row.id])], act.at)
    return PublicationState.OUTDATED


def _due(installation: Installation, publication_id: int, at: datetime) -> int:
    act = Act(None, at)
    with installation.store.begin() as tx:
        versions.lock(tx)
        row = publications.load(tx, publication_id)
        if row is None or row.state is not PublicationState.SCHEDULED:
            return 0
        if publications.is_outdated(tx, publication_id):
            outdated(tx, row, act)
            log.warning("publication %s is outdated: another version is in force", publication_id)
            return 0
        force(tx, row, act, "applied")
    return 1


def _version(item: PublicationItemRow, at: datetime, by: str) -> NewVersion:
    return NewVersion(
        procedure=item.procedure,
        digest=item.digest,
        name=item.name,
        agency=item.agency,
        field=item.field,
        data=item.data,
        deployed_at=at,
        deployed_by=by,
        origin=Origin.PUBLICATION,
    )
