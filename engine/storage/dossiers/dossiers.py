"""Dossiers: insert, load, and save by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy import insert as into

from engine.definitions.status import Channel, Status
from engine.storage.database import Transaction
from engine.storage.dossiers import journal
from engine.storage.dossiers.journal import JournalEntry
from engine.storage.faults import PENDING, StoreUnavailable
from engine.storage.limits import StoredLimit
from engine.storage.rows import columns, one, table, values
from engine.storage.tables.dossier_tables import DossierTable
from sla.limits import LimitUnit
from sla.outcome import Outcome
from sla.pauses import PausePolicy
from sla.receipt import ReceiptRule


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRow(StoredLimit):
    """A dossier; one that is not stored yet has the id and the revision 0.

    `revision` is what `save` compares; `state` is bound to `state_revision`, the one that wrote it.
    """

    id: int = 0
    code: str
    procedure: str
    procedure_name: str
    field: str
    version_id: int
    agency: str  # unit id of the agency that decides
    one_stop: str  # unit id where it was handed in
    hours: str  # id of the office hours that its clock runs by
    channel: Channel
    status: Status
    clock_stopped: bool = False
    limit_amount: int | None = None
    limit_unit: LimitUnit | None = None
    limit_case: str = ""  # id of the case of the procedure whose limit this is
    pause_policy: PausePolicy = PausePolicy.RESUME
    receipt_rule: ReceiptRule = ReceiptRule.AS_RECEIVED
    timetable_id: int = 0  # the timetable that due_at was counted by
    subject: str = ""  # what an internal dossier is about
    search: str = ""  # folded words by which it is found
    submitted_at: datetime
    received_at: datetime | None = None
    due_at: datetime | None = None
    first_due_at: datetime | None = None
    due_projected: bool = False
    reappointed_to: datetime | None = None
    alert_at: datetime | None = None
    paused_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    supplements: int = 0
    revision: int = 0
    journal_head: str = ""
    journal_mac: bytes = b""
    state: bytes = b""
    state_revision: int = 0
    opened_by: int | None = None


_T = table(DossierTable)
_SELECT = select(*columns(_T, DossierRow))
_BY_CODE = _SELECT.where(_T.c.code == bindparam("wanted"))
_BY_ID = _SELECT.where(_T.c.id == bindparam("wanted"))
_INSERT = into(_T).returning(_T.c.id)
_NAMES = tuple(field.name for field in fields(DossierRow) if field.name not in ("id", "code"))


def load(tx: Transaction, code: str) -> DossierRow | None:
    """The dossier with this code."""
    return one(DossierRow, tx.execute(_BY_CODE, {"wanted": code}))


def load_by_id(tx: Transaction, dossier_id: int) -> DossierRow | None:
    """The dossier with this id."""
    return one(DossierRow, tx.execute(_BY_ID, {"wanted": dossier_id}))


def insert(tx: Transaction, row: DossierRow) -> int:
    """Store a new dossier as it is; its id."""
    new = values(row)
    del new["id"]
    return int(tx.execute(_INSERT, new).scalar_one())


def save(tx: Transaction, before: DossierRow, after: DossierRow) -> bool:
    """Write what is another in `after`, if the dossier is still at the revision of `before`.

    False when somebody was first: nothing is written then. After True the dossier belongs to
    this transaction until it ends. The timetable is written in any case: a recount that stamped
    the dossier since it was loaded knew nothing of this act, and has to count it once more.
    """
    changes = {
        name: getattr(after, name)
        for name in _NAMES
        if getattr(before, name) != getattr(after, name)
    }
    changes["timetable_id"] = after.timetable_id
    keys = {"wanted": before.id, "seen": before.revision}
    return tx.execute(_saving(*changes), {**changes, **keys}).rowcount == 1


@cache
def _saving(*names: str) -> Update:
    # Acts change one of a few sets of columns, and building a statement costs more than sending it.
    return (
        update(_T)
        .where(_T.c.id == bindparam("wanted"), _T.c.revision == bindparam("seen"))
        .values({name: bindparam(name) for name in names})
    )


def advance(
    tx: Transaction, key: bytes, before: DossierRow, after: DossierRow, act: JournalEntry
) -> DossierRow | None:
    """One act on a dossier: one revision and one journal row; the dossier as it is stored now.

    A dossier without revision is inserted. None when somebody was first; nothing is written then.
    `key` seals the new head of the journal (`journal.mac`). Raises StoreUnavailable for a dossier
    of the release before that is not carried over: its revision is counted otherwise.
    """
    if before.revision and not before.state_revision:
        raise StoreUnavailable(PENDING, f"Run `motcua migrate` first: {before.code} waits for it.")
    entry = act.follows(before)
    after = replace(
        after,
        revision=entry.seq,
        journal_head=entry.hash,
        journal_mac=journal.mac_of(key, entry, after.code, after.state_revision),
    )
    if before.revision == 0:
        after = replace(after, id=insert(tx, after))
    elif not save(tx, before, after):
        return None
    journal.write(tx, after.id, entry)
    return after
