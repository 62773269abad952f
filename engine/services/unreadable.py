"""A dossier whose stored state cannot be read: told once, and made again from its journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.access.permission import require
from engine.access.table import HANDLE_INCIDENT
from engine.accounts import Person
from engine.accounts.security_log import note as note_security
from engine.dossiers.open_dossier import Act, note_act, row_by_id
from engine.dossiers.replay import replayed
from engine.errors import BadState, Refused
from engine.installation import Installation
from engine.journal.events import StateRebuilt
from engine.services.incidents import UNREADABLE, taken
from engine.storage.dossiers import dossiers, journal
from engine.storage.services import incidents
from engine.storage.services.incidents import Fault
from engine.workflow.seal import StateKey


def report_unreadable(installation: Installation, error: BadState, *, at: datetime) -> bool:
    """Open an incident for the dossier that an error names; False where there is one already."""
    code = error.fields.get("dossier")
    if not isinstance(code, str):
        return False
    with installation.store.begin() as tx:
        row = dossiers.load(tx, code)
        if row is None or incidents.is_open(tx, row.id, UNREADABLE):
            return False
        incidents.insert(tx, row.id, None, UNREADABLE, Fault(error.code, str(error)), at)
    note_security("unreadable_state", "found", at, dossier=code, reason=error.code)
    return True


def rebuild_state(
    installation: Installation, who: Person, number: int, *, at: datetime, address: str = ""
) -> None:
    """Make the state of an incident's dossier again, as one act of an administrator.

    Raises Forbidden, NotFound, Conflict as `retry_incident` does, Refused `not_unreadable` for any
    other incident, `journal_broken` where the journal itself is not ours, and as `replayed` does.
    Nothing is changed then.
    """
    require(installation, who, HANDLE_INCIDENT)
    with installation.store.begin() as tx:
        trouble = taken(tx, who, number, at)
        if trouble.kind != UNREADABLE or trouble.dossier_id is None:
            raise Refused("not_unreadable", f"Incident {number} is about no unreadable state.")
        row = row_by_id(tx, trouble.dossier_id)
        rows = journal.of(tx, row.id)
        if not (journal.is_chained(rows, row) and journal.proves(row, installation.key)):
            raise Refused("journal_broken", f"The journal of {row.code} is not whole.")
        run = replayed(tx, row, rows)
        key = StateKey(installation.key, row.code, row.revision + 1)
        after = replace(row, state=run.dump(key), state_revision=key.revision)
        event = StateRebuilt(incident=UNREADABLE)
        note_act(installation, tx, row, Act(who, at, address), event, after)
    fields = {"account": who.username, "incident": number, "address": address}
    note_security("rebuild_state", "done", at, **fields, dossier=row.code)
