"""Dossiers: insert, load, and save by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime
from functools import cache

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy import insert as into

from engine.definitions.status import Channel, Status
from engine.storage.database import Transaction
from engine.storage.dossiers import journal
from engine.storage.dossiers.journal import JournalEntry
from engine.storage.folding import fold
from engine.storage.rows import columns, one, table, values
from engine.storage.tables.dossier_tables import DossierTable
from sla.outcome import Outcome
from sla.pauses import PausePolicy
from sla.receipt import ReceiptRule


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDossier:
    """A dossier as it is opened."""

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
    limit_text: str = ""
    limit_case: str = ""  # id of the case of the procedure whose limit this is
    pause_policy: PausePolicy = PausePolicy.RESUME
    receipt_rule: ReceiptRule = ReceiptRule.AS_RECEIVED
    timetable_id: int = 0  # the timetable that due_at was counted by
    applicant_name: str
    applicant_id_number: str = ""
    applicant_phone: str = ""
    applicant_email: str = ""
    applicant_address: str = ""
    organisation: str = ""
    subject: str = ""  # what an internal dossier is about
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
    state: bytes
    data: dict[str, object] = attribute(default_factory=dict)
    opened_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRow(NewDossier):
    """A stored dossier. `revision` is what `save` compares."""

    id: int
    revision: int
    journal_head: str


_T = table(DossierTable)
_SELECT = select(*columns(_T, DossierRow))
_BY_CODE = _SELECT.where(_T.c.code == bindparam("wanted"))
_BY_ID = _SELECT.where(_T.c.id == bindparam("wanted"))
_INSERT = into(_T).returning(_T.c.id)
_SEARCHED = (
    "code",
    "subject",
    "applicant_name",
    "organisation",
    "applicant_id_number",
    "applicant_phone",
    "applicant_address",
    "procedure_name",
)


def insert(tx: Transaction, new: NewDossier) -> int:
    """Store a new dossier at revision 1 and return its id."""
    row = values(new)
    row["search"] = fold(" ".join(row[name] for name in _SEARCHED))
    return int(tx.execute(_INSERT, {**row, "revision": 1, "journal_head": ""}).scalar_one())


def load(tx: Transaction, code: str) -> DossierRow | None:
    """The dossier with this code."""
    return one(DossierRow, tx.execute(_BY_CODE, {"wanted": code}))


def load_by_id(tx: Transaction, dossier_id: int) -> DossierRow | None:
    """The dossier with this id."""
    return one(DossierRow, tx.execute(_BY_ID, {"wanted": dossier_id}))


def save(tx: Transaction, dossier_id: int, revision: int, **changes: object) -> bool:
    """Write `changes` if the dossier is still at `revision`, and count the revision up.

    False when somebody was first: nothing is written then. After True the dossier belongs to
    this transaction until it ends.
    """
    keys = {"wanted": dossier_id, "seen": revision, "next": revision + 1}
    return tx.execute(_saving(*changes), {**changes, **keys}).rowcount == 1


@cache
def _saving(*names: str) -> Update:
    # Acts change one of a few sets of columns, and building a statement costs more than sending it.
    return (
        update(_T)
        .where(_T.c.id == bindparam("wanted"), _T.c.revision == bindparam("seen"))
        .values(revision=bindparam("next"), **{name: bindparam(name) for name in names})
    )


def advance(tx: Transaction, row: DossierRow, act: JournalEntry, **changes: object) -> bool:
    """One act on a dossier: `save`, and its one journal row.

    False when somebody was first; nothing is written then.
    """
    entry = act.follows(row.id, row.revision, row.journal_head)
    if not save(tx, row.id, row.revision, journal_head=entry.hash, **changes):
        return False
    journal.write(tx, entry)
    return True
