"""What a move may not do: start or stop the legal clock, or bring what only an act may bring."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.status import UNANSWERED, Milestone, Status
from engine.dossiers.open_dossier import OpenDossier
from engine.dossiers.record import derive_status
from engine.instance_migration.reasons import Reason
from engine.procedures.version import Version
from engine.storage.dossiers.dossiers import DossierRow
from sla.pauses import PausePolicy

_TELLING = frozenset(Status) - {Status.REGISTERED, Status.RECEIVED, Status.IN_PROGRESS}
"""Statuses that tell an applicant of something that was done, or asked of them."""


def legal_reasons(case: OpenDossier, there: OpenDossier) -> Iterator[Reason]:
    """Reasons of law why a dossier cannot go on as `there` would have it.

    It keeps the rules that it was opened under: limit, due moment, pauses, receipt.
    """
    stopped = _stopped(there)
    if stopped != case.row.clock_stopped:
        yield Reason("clock_changes", other="stopped" if stopped else "runs")
        return
    shown, shows = case.row.status, derive_status(there, there.run.waits())
    back = shows is Status.REGISTERED and case.row.received_at is not None
    if shown is not shows and ({shown, shows} & _TELLING or back):
        yield Reason("status_changes", name=shown.value, other=shows.value)
    restarts = case.row.pause_policy is PausePolicy.RESTART
    if restarts and _closes(case.version) and not _closes(there.version):
        yield Reason("never_closed")


def lost_milestones(
    row: DossierRow, before: frozenset[Milestone], after: frozenset[Milestone]
) -> Iterator[Reason]:
    """Milestones that were to come and would not: the clock would never start, or never end."""
    awaited = {Milestone.RECEIVED: row.received_at, Milestone.RESOLVED: row.resolved_at}
    for milestone, at in awaited.items():
        if at is None and milestone in before - after:
            yield Reason("milestone_gone", other=milestone.value)


def _stopped(case: OpenDossier) -> bool:
    scored = case.row.resolved_at is not None
    return not scored and any(case.node(w.node).stops_clock for w in case.run.waits())


def _closes(version: Version) -> bool:
    """Whether its diagrams take the message that closes what nobody completes."""
    nodes = (n for d in version.diagrams.values() for n in d.nodes.values())
    return any(n.awaits == UNANSWERED for n in nodes)
