"""Closing a dossier whose applicant did not bring what was asked for in time.

Only under the pause policy *restart*: 15 working days without an answer (docs/working-time.md).
"""

from __future__ import annotations

import logging
from datetime import datetime

from engine.definitions.status import UNANSWERED
from engine.dossiers.open_dossier import Act, OpenDossier, note_act, reopen, row_by_id
from engine.dossiers.record import record
from engine.installation import Installation
from engine.journal.events import ClosedUnanswered, NotClosed
from engine.storage.dossiers import pauses
from engine.storage.services import incidents
from engine.storage.services.incidents import Fault
from engine.workflow import feel

NOT_CLOSED = NotClosed.ACTION
"""The kind of incident about a dossier whose diagram cannot be closed so."""

log = logging.getLogger(__name__)


def close_unanswered(installation: Installation, dossier_id: int, *, at: datetime) -> bool:
    """Close the dossier as of the moment its pause was given up, not when it was noticed.

    Returns False when its clock runs again, when that moment has not come by `at`, or when its
    diagram waits for no such message: then one incident is opened, and a person decides.
    """
    with installation.store.begin() as tx:
        case = reopen(installation, tx, row_by_id(tx, dossier_id))
        given_up = _given_up(case, at)
        if given_up is None:
            return False
        act = Act(None, given_up)
        with feel.as_of(given_up):
            closed = case.run.deliver(UNANSWERED, {})
        if closed:
            record(case, act, ClosedUnanswered(since=case.row.paused_at or given_up))
            return True
        _note_open(case, act)
        return False


def _given_up(case: OpenDossier, at: datetime) -> datetime | None:
    """The moment up to which the applicant was waited for, if it has come."""
    moments = (p.closes_at for p in pauses.of(case.tx, case.row.id) if p.ended_at is None)
    return next((moment for moment in moments if moment is not None and moment <= at), None)


def _note_open(case: OpenDossier, act: Act) -> None:
    # The journal row takes the dossier's next revision: of two sweeps only one writes it.
    code = case.row.code
    note_act(case.installation, case.tx, case.row, act, NotClosed(since=case.row.paused_at))
    message = f"Nobody answered for {code}, and its diagram does not wait for {UNANSWERED!r}."
    fault = Fault(NOT_CLOSED, message)
    incidents.insert(case.tx, case.row.id, None, NOT_CLOSED, fault, act.at)
    log.error("%s", message)
