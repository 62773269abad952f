"""An opened dossier inside one transaction: its row, its version and its running workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.accounts import Person
from engine.definitions.bpmn.graph import Node
from engine.errors import Conflict, Forbidden, MotcuaError, NotFound, Refused
from engine.installation import Office
from engine.installation.timetable import Timetable
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.dossiers import dossiers, journal, steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import StepRow
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

    def told(self, action: str, fields: Mapping[str, object]) -> journal.Act:
        """The act as the journal tells it."""
        return journal.Act(self.at, self.user_id, self.name, action, fields, self.address)


@dataclass(frozen=True, slots=True)
class Case:
    """One dossier, loaded to be changed. Nothing is written until `record` does."""

    office: Office
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

    def node(self, node: str) -> Node:
        """The node of any diagram of the version."""
        return self.version.node(node)


def find(office: Office, tx: Transaction, who: Person, code: str) -> DossierRow:
    """The dossier with this code, if this person may know of it.

    Raises NotFound for a code nobody has, Forbidden for a dossier of another agency.
    """
    row = dossiers.load(tx, code)
    if row is None:
        raise NotFound("no_dossier", f"There is no dossier {code}.", dossier=code)
    if not may_see(office, tx, who, row):
        raise Forbidden("other_agency", f"Dossier {code} belongs to another agency.", dossier=code)
    return row


def find_step(
    office: Office, tx: Transaction, who: Person, code: str, task_id: str
) -> tuple[DossierRow, StepRow]:
    """The dossier and its open step.

    Raises as `find` does, and with the sentence that says why the step is not open.
    """
    row = find(office, tx, who, code)
    step = steps.open_at(tx, row.id, task_id)
    if step is None:
        raise _why_closed(tx, row, task_id)
    return row, step


def row_by_id(tx: Transaction, dossier_id: int | None) -> DossierRow:
    """The dossier that a stored row of ours belongs to. Raises NotFound."""
    row = dossiers.load_by_id(tx, dossier_id) if dossier_id is not None else None
    if row is None:
        raise NotFound("no_dossier", f"There is no dossier with id {dossier_id}.")
    return row


def may_see(office: Office, tx: Transaction, who: Person, row: DossierRow) -> bool:
    """Whether one of the person's roles is held inside the dossier's agency.

    A unit of another agency that was asked, and has or had a step of the dossier, may see it too.
    """
    held = {g.unit for g in who.grants}
    if held & {row.agency, row.one_stop} or row.agency in office.organisation.agencies_of(held):
        return True
    return bool(held) and not steps.units_of(tx, row.id).isdisjoint(held)


def reopen(office: Office, tx: Transaction, row: DossierRow) -> Case:
    """Load the dossier's version and restore its workflow.

    Raises BadState when the stored state is not ours; nothing of it has been read then.
    """
    version = load_version(tx, row.version_id)
    spec = compile_spec(version.diagram, version.diagrams, version.decisions)
    run = Run.restore(spec, row.state, office.key)
    if row.timetable_id > office.timetable.id:
        # Another process counts by a newer timetable already: this one must not go behind it.
        office.timetables.refresh()
    return Case(office, tx, row, version, run, waiting(run), office.timetable)


def waiting(run: Run) -> frozenset[str]:
    """The ids of what a run waits for now."""
    return frozenset(w.task_id for w in run.waits())


def _why_closed(tx: Transaction, row: DossierRow, task_id: str) -> MotcuaError:
    if row.ended_at is not None:
        return Refused("dossier_ended", f"Dossier {row.code} has ended.", dossier=row.code)
    for step in steps.all_of(tx, row.id):
        if step.task_id == task_id and step.completed_at is not None:
            told = f'Step "{step.name}" is completed already.'
            return Conflict("step_done", told, step=step.name, at=step.completed_at)
    if row.clock_stopped:
        return Refused("dossier_paused", f"Dossier {row.code} is paused.", dossier=row.code)
    return Conflict("step_gone", "The dossier has moved on; this step is not open.")


def require_role(who: Person, step: StepRow) -> None:
    """Refuse anybody who does not hold the step's role in its unit."""
    if not who.may(step.role, step.unit):
        raise Forbidden("not_your_step", f'Step "{step.name}" is for another role.', step=step.name)
