"""What the scheduler does in one round, in order; one job that fails does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from engine.alerts.digest import send_digests
from engine.alerts.sweep import forget_alerts, sweep_alerts
from engine.dossiers.apologies.sweep import sweep_apologies
from engine.installation import Installation
from engine.jobs.closing import sweep_unanswered
from engine.jobs.timers import sweep_timers
from engine.publishing.forcing import put_due_in_force

log = logging.getLogger(__name__)


class Job(Protocol):
    """One job of a round: does what is due at a moment and gives how much it did."""

    def __call__(self, installation: Installation, /, *, at: datetime) -> int:
        """Any number of schedulers may call it at once."""


# Timers and closings come first: no alert may be about a step that they end.
ROUND: Mapping[str, Job] = {
    "timers fired": sweep_timers,
    "dossiers closed": sweep_unanswered,
    "publications put in force": put_due_in_force,
    "apologies prepared": sweep_apologies,
    "alerts made": sweep_alerts,
    "digests written": send_digests,
    "old alerts deleted": forget_alerts,
}


def play_round(installation: Installation, *, at: datetime) -> Mapping[str, int | None]:
    """Do every job once; how much each did, None for one that failed and was logged."""
    return {name: _done(name, job, installation, at) for name, job in ROUND.items()}


def _done(name: str, job: Job, installation: Installation, at: datetime) -> int | None:
    try:
        return job(installation, at=at)
    except Exception:  # the next round tries again; the other jobs go on
        log.exception("a job of the scheduler failed: %s", name)
        return None
