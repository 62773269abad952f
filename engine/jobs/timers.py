"""The sweep of due timers: its cost is what became due, not what is stored."""

from __future__ import annotations

import logging
from datetime import datetime

from engine.errors import BadState
from engine.installation import Installation
from engine.services.answers import fire_timer
from engine.services.unreadable import report_unreadable
from engine.storage.dossiers import timers
from engine.storage.dossiers.timers import TimerRow

BATCH = 100
log = logging.getLogger(__name__)


def sweep_timers(installation: Installation, *, at: datetime) -> int:
    """Fire every timer due at `at`; returns how many went off.

    Two sweeps at once are harmless: a timer is finished by compare-and-set in its own
    transaction. One that fails is left and logged, one that is paused is left, and the
    others go on.
    """
    fired = 0
    stays: set[int] = set()
    while True:
        with installation.store.read() as tx:
            # What stays due comes first again, so the batch is as much larger: it holds up nobody.
            batch = [t for t in timers.due(tx, at, BATCH + len(stays)) if t.id not in stays]
        if not batch:
            return fired
        for timer in batch:
            if _fire(installation, timer):
                fired += 1
            else:
                stays.add(timer.id)


def _fire(installation: Installation, timer: TimerRow) -> bool:
    try:
        return fire_timer(installation, timer, at=timer.due_at)
    except BadState as error:
        report_unreadable(installation, error, at=timer.due_at)
        log.error("timer %s of dossier %s: %s", timer.id, timer.dossier_id, error)
        return False
    except Exception:  # whatever is wrong with one dossier must not hold up the others
        log.exception("timer %s of dossier %s failed", timer.id, timer.dossier_id)
        return False
