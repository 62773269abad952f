"""The sweep of due timers: its cost is what became due, not what is stored."""

from __future__ import annotations

import logging
from datetime import datetime

from engine.dossiers.service import fire_timer
from engine.errors import MotcuaError
from engine.office import Office
from engine.storage import timers

BATCH = 100
log = logging.getLogger(__name__)


def sweep_timers(office: Office, *, at: datetime) -> int:
    """Fire every timer due at `at`; returns how many went off.

    Two sweeps at once are harmless: a timer is finished by compare-and-set in its own
    transaction. One that fails is left and logged, and the others go on.
    """
    fired, skip = 0, 0
    while True:
        with office.store.read() as tx:
            batch = timers.due(tx, at, BATCH, skip)
        for timer in batch:
            try:
                fired += fire_timer(office, timer, at=timer.due_at)
            except MotcuaError:
                skip += 1
                log.exception("timer %s of dossier %s failed", timer.id, timer.dossier_id)
        if len(batch) < BATCH:
            return fired
