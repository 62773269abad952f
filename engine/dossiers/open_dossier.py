"""An opened dossier inside one transaction: its row, its version and its running workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.accounts import Person
from engine.definitions.bpmn.graph import FlowNode
from engine.errors import NotFound
from engine.installation import Installation
from engine.installation.timetable import Timetable
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.dossiers import dossiers, journal
from engine.storage.dossiers.dossiers import DossierRow
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec
from sla.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, when, from where."""

    who: Person | None  # None: the engine itself (a timer, a worker)
    at: datetime
    address: str = ""

    @property
    def name(self) -> str:
        """The name that the journal keeps beside the account."""
        return self.who.name if self.who else ""

    @property
    def user_id(self) -> int | None:
        """The account, None for the engine itself."""
        return self.who.id if self.who else None

    def entry(self, action: str, fields: Mapping[str, object]) -> journal.JournalEntry:
        """The journal row of the act."""
        return journal.JournalEntry(self.at, self.user_id, self.name, action, fields, self.address)


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """One dossier, loaded to be changed. Nothing is written until `record` does."""

    installation: Installation
    tx: Transaction
    row: DossierRow
    version: Version
    run: Run
    before: frozenset[str]  # ids of the waits that are written down already
    timetable: Timetable  # one act counts by one timetable

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the office hours that the dossier was opened under."""
        return self.timetable.calendars.get(self.row.hours)

    def node(self, node: str) -> FlowNode:
        """The node of any diagram of the version."""
        return self.version.node(node)


def row_by_id(tx: Transaction, dossier_id: int | None) -> DossierRow:
    """The dossier that a stored row of ours belongs to. Raises NotFound."""
    row = dossiers.load_by_id(tx, dossier_id) if dossier_id is not None else None
    if row is None:
        raise NotFound("no_dossier", f"There is no dossier with id {dossier_id}.")
    return row


def reopen(installation: Installation, tx: Transaction, row: DossierRow) -> OpenDossier:
    """Load the dossier's version and restore its workflow.

    Raises BadState when the stored state is not ours; nothing of it has been read then.
    """
    version = load_version(tx, row.version_id)
    spec = compile_spec(version.diagram, version.diagrams, version.decisions)
    run = Run.restore(spec, row.state, installation.key)
    if row.timetable_id > installation.timetable.id:
        # Another process counts by a newer timetable already: this one must not go behind it.
        installation.timetables.refresh()
    return OpenDossier(installation, tx, row, version, run, waiting(run), installation.timetable)


def waiting(run: Run) -> frozenset[str]:
    """The ids of what a run waits for now."""
    return frozenset(w.task_id for w in run.waits())
