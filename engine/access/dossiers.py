"""Which dossiers a person may know of, and whose step is open to whom."""

from __future__ import annotations

from engine.accounts import Person
from engine.errors import Conflict, Forbidden, MotcuaError, NotFound, Refused
from engine.installation import Installation
from engine.storage import Transaction
from engine.storage.dossiers import dossiers, steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import StepRow


def find(installation: Installation, tx: Transaction, who: Person, code: str) -> DossierRow:
    """The dossier with this code, if this person may know of it.

    Raises NotFound for a code nobody has, Forbidden for a dossier of another agency.
    """
    row = dossiers.load(tx, code)
    if row is None:
        raise NotFound("no_dossier", f"There is no dossier {code}.", dossier=code)
    if not may_see(installation, tx, who, row):
        raise Forbidden("other_agency", f"Dossier {code} belongs to another agency.", dossier=code)
    return row


def find_step(
    installation: Installation, tx: Transaction, who: Person, code: str, task_id: str
) -> tuple[DossierRow, StepRow]:
    """The dossier and its open step.

    Raises as `find` does, and with the sentence that says why the step is not open.
    """
    row = find(installation, tx, who, code)
    step = steps.open_at(tx, row.id, task_id)
    if step is None:
        raise _why_closed(tx, row, task_id)
    return row, step


def may_see(installation: Installation, tx: Transaction, who: Person, row: DossierRow) -> bool:
    """Whether one of the person's roles is held inside the dossier's agency.

    A unit of another agency that was asked, and has or had a step of the dossier, may see it too.
    """
    held = {g.unit for g in who.grants}
    if held & {row.agency, row.one_stop} or row.agency in installation.organisation.agencies_of(
        held
    ):
        return True
    return bool(held) and not steps.units_of(tx, row.id).isdisjoint(held)


def require_role(who: Person, step: StepRow) -> None:
    """Refuse anybody who does not hold the step's role in its unit."""
    if not who.may(step.role, step.unit):
        raise Forbidden("not_your_step", f'Step "{step.name}" is for another role.', step=step.name)


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
