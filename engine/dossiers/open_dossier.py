"""An opened dossier inside one transaction: its row, its version and its running workflow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine.accounts import Person
from engine.definitions.bpmn.graph import FlowNode
from engine.dossiers.change import Change, effects_of
from engine.errors import BadState, Conflict, NotFound
from engine.installation import Installation
from engine.installation.timetable import Timetable
from engine.journal.coding import fields_of
from engine.journal.events import Event
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.dossiers import dossiers, journal
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.journal import JournalEntry
from engine.workflow.run import Run
from engine.workflow.seal import StateKey
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

    def entry(self, event: Event) -> JournalEntry:
        """The journal row of the act."""
        fields = fields_of(event)
        return JournalEntry(self.at, self.user_id, self.name, event.ACTION, fields, self.address)


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

    def state_key(self, revision: int) -> StateKey:
        """What a state of this dossier is sealed with that this revision writes."""
        return StateKey(self.installation.key, self.row.code, revision)

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

    Raises BadState when the stored state is not ours, not this dossier's, or an older one; nothing
    of it has been read then.
    """
    version = load_version(tx, row.version_id)
    run = restored(installation, version, row)
    if row.timetable_id > installation.timetable.id:
        # Another process counts by a newer timetable already: this one must not go behind it.
        installation.timetables.refresh()
    return OpenDossier(installation, tx, row, version, run, waiting(run), installation.timetable)


def restored(installation: Installation, version: Version, row: DossierRow) -> Run:
    """The workflow as the stored state has it. Raises BadState, which names the dossier."""
    spec = compile_spec(version.diagram, version.diagrams, version.decisions)
    key = StateKey(installation.key, row.code, row.state_revision)
    try:
        # The MAC covers `state_revision`, so that no older pair of both passes.
        if not journal.is_authentic(row, installation.key):
            raise BadState("forged", f"The head of the journal of {row.code} is not ours.")
        return Run.restore(spec, row.state, key)
    except BadState as error:
        raise BadState(error.code, str(error), dossier=row.code) from error


def note_act(
    installation: Installation,
    tx: Transaction,
    row: DossierRow,
    act: Act,
    event: Event,
    after: DossierRow | None = None,
) -> DossierRow:
    """One act that leaves the workflow alone; `after` is the dossier where the act changes it.

    Raises Conflict when somebody else changed the dossier since it was loaded.
    """
    if after is not None:
        event = replace(event, effects=effects_of(row, Change(after)))
    stored = dossiers.advance(tx, installation.key, row, after or row, act.entry(event))
    if stored is None:
        raise Conflict("dossier_changed", f"Dossier {row.code} was changed meanwhile.")
    return stored


def waiting(run: Run) -> frozenset[str]:
    """The ids of what a run waits for now."""
    return frozenset(w.task_id for w in run.waits())
