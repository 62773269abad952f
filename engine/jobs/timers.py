"""The sweep of due timers: its cost is what became due, not what is stored."""

from __future__ import annotations

import logging
from datetime import datetime

from engine.dossiers.service import fire_timer
from engine.errors import MotcuaError
from engine.office import Office
from engine.storage import timers
from engine.storage.timers import TimerRow

BATCH = 100
log = logging.getLogger(__name__)


def sweep_timers(office: Office, *, at: datetime) -> int:
    """Fire every timer due at `at`; returns how many went off.

    Two sweeps at once are harmless: a timer is finished by compare-and-set in its own
    transaction. One that fails is left and logged, and the others go on.
    """
    fired, left = 0, 1
    while left:
        with office.store.read() as tx:
            batch = timers.due(tx, at, BATCH)
        gone = [_fire(office, timer) for timer in batch]
        fired += sum(gone)
        # A batch in which nothing moved holds only timers that fail: they wait for the next sweep.
        left = sum(gone) if len(batch) == BATCH else 0
    return fired


def _fire(office: Office, timer: TimerRow) -> bool:
    try:
        return fire_timer(office, timer, at=timer.due_at)
    except MotcuaError:
        log.exception("timer %s of dossier %s failed", timer.id, timer.dossier_id)
        return False
