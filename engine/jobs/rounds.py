"""What the scheduler does in one round, in order; one job that fails does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from engine.alerts.digest import send_digests
from engine.alerts.sweep import forget_alerts, sweep_alerts
from engine.dossiers.apologies.sweep import sweep_apologies
from engine.installation import Installation
from engine.jobs.closing import sweep_unanswered
from engine.jobs.timers import sweep_timers
from engine.publishing.forcing import put_due_in_force

log = logging.getLogger(__name__)


def _publications(office: Installation, at: datetime) -> int:
    return put_due_in_force(office, at=at)


def _timers(office: Installation, at: datetime) -> int:
    return sweep_timers(office, at=at)


def _unanswered(office: Installation, at: datetime) -> int:
    return sweep_unanswered(office, at=at)


def _apologies(office: Installation, at: datetime) -> int:
    return sweep_apologies(office, at=at)


def _alerts(office: Installation, at: datetime) -> int:
    return sweep_alerts(office, at=at)


def _digests(office: Installation, at: datetime) -> int:
    return send_digests(office, at=at)


def _forgotten(office: Installation, at: datetime) -> int:
    return forget_alerts(office, at=at)


# What the dossiers do comes first: an alert must not be about what a timer has just ended.
ROUND: Mapping[str, Callable[[Installation, datetime], int]] = {
    "timers fired": _timers,
    "dossiers closed": _unanswered,
    "publications put in force": _publications,
    "apologies prepared": _apologies,
    "alerts made": _alerts,
    "digests written": _digests,
    "old alerts deleted": _forgotten,
}


def play_round(office: Installation, *, at: datetime) -> Mapping[str, int | None]:
    """Do every job once; how much each did, None for one that failed and was logged."""
    return {name: _done(name, job, office, at) for name, job in ROUND.items()}


def _done(
    name: str, job: Callable[[Installation, datetime], int], office: Installation, at: datetime
) -> int | None:
    try:
        return job(office, at)
    except Exception:  # the next round tries again; the other jobs go on
        log.exception("a job of the scheduler failed: %s", name)
        return None
