"""The sweep of dossiers whose applicant has not answered in time."""

from __future__ import annotations

import logging
from datetime import datetime

from engine.dossiers.closing import NOT_CLOSED, close_unanswered
from engine.errors import BadState
from engine.installation import Installation
from engine.services.unreadable import report_unreadable
from engine.storage.dossiers import pauses

BATCH = 100
log = logging.getLogger(__name__)


def sweep_unanswered(installation: Installation, *, at: datetime) -> int:
    """Close every dossier whose applicant had until `at` to answer; returns how many.

    Two sweeps at once are harmless: a dossier is closed by compare-and-set in its own
    transaction. One that cannot be closed becomes an incident once, one that fails is logged
    and tried again by the next sweep, and the others go on.
    """
    closed = 0
    stays: set[int] = set()
    while True:
        with installation.store.read() as tx:
            # What stays comes first again, so the batch is as much larger: it holds up nobody.
            due = pauses.unanswered(tx, at, NOT_CLOSED, BATCH + len(stays))
        batch = [(pause, dossier) for pause, dossier in due if pause not in stays]
        if not batch:
            return closed
        for pause, dossier in batch:
            if _close(installation, dossier, at):
                closed += 1
            else:
                stays.add(pause)


def _close(installation: Installation, dossier_id: int, at: datetime) -> bool:
    try:
        return close_unanswered(installation, dossier_id, at=at)
    except BadState as error:
        report_unreadable(installation, error, at=at)
        log.error("closing dossier %s: %s", dossier_id, error)
        return False
    except Exception:  # whatever is wrong with one dossier must not hold up the others
        log.exception("closing dossier %s failed", dossier_id)
        return False
