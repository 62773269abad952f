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


def _publications(installation: Installation, at: datetime) -> int:
    return put_due_in_force(installation, at=at)


def _timers(installation: Installation, at: datetime) -> int:
    return sweep_timers(installation, at=at)


def _unanswered(installation: Installation, at: datetime) -> int:
    return sweep_unanswered(installation, at=at)


def _apologies(installation: Installation, at: datetime) -> int:
    return sweep_apologies(installation, at=at)


def _alerts(installation: Installation, at: datetime) -> int:
    return sweep_alerts(installation, at=at)


def _digests(installation: Installation, at: datetime) -> int:
    return send_digests(installation, at=at)


def _forgotten(installation: Installation, at: datetime) -> int:
    return forget_alerts(installation, at=at)


# Timers and closings come first: no alert may be about a step that they end.
ROUND: Mapping[str, Callable[[Installation, datetime], int]] = {
    "timers fired": _timers,
    "dossiers closed": _unanswered,
    "publications put in force": _publications,
    "apologies prepared": _apologies,
    "alerts made": _alerts,
    "digests written": _digests,
    "old alerts deleted": _forgotten,
}


def play_round(installation: Installation, *, at: datetime) -> Mapping[str, int | None]:
    """Do every job once; how much each did, None for one that failed and was logged."""
    return {name: _done(name, job, installation, at) for name, job in ROUND.items()}


def _done(
    name: str,
    job: Callable[[Installation, datetime], int],
    installation: Installation,
    at: datetime,
) -> int | None:
    try:
        return job(installation, at)
    except Exception:  # the next round tries again; the other jobs go on
        log.exception("a job of the scheduler failed: %s", name)
        return None
