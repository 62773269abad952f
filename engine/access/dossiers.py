"""Which dossiers a person may know of, and whose step is open to whom."""

from __future__ import annotations

from engine.access.permission import may, require
from engine.access.rules import DossierAccess
from engine.access.table import DO_STEP, KEEP_INBOX, READ_DOSSIER, SUPPLEMENT
from engine.accounts import Person
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.errors import Conflict, MotcuaError, NotFound, Refused
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
    require(installation, who, READ_DOSSIER, DossierAccess(tx, row))
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


def may_do(installation: Installation, who: Person, row: DossierRow, step: StepRow) -> bool:
    """Whether a step is the person's; the one-stop does the applicant's."""
    if step.role == APPLICANT:
        return may(installation, who, SUPPLEMENT, row)
    return may(installation, who, DO_STEP, step)


def has_inbox(installation: Installation, who: Person) -> bool:
    """Whether a step can ever come to the person; whoever has no role yet waits for one."""
    return not who.grants or may(installation, who, KEEP_INBOX)


def pairs_of(who: Person) -> tuple[tuple[str, str], ...]:
    """The (role, unit) pairs whose steps are the person's, as `may_do` has it."""
    own = [(g.role, g.unit) for g in who.grants]
    return tuple(own + [(APPLICANT, unit) for role, unit in own if role == ONE_STOP])


def _why_closed(tx: Transaction, row: DossierRow, task_id: str) -> MotcuaError:
    if row.ended_at is not None:
        return Refused("dossier_ended", f"Dossier {row.code} has ended.", dossier=row.code)
    for step in steps.all_of(tx, row.id):
        if step.task_id == task_id and step.completed_at is not None:
            text = f'Step "{step.name}" is completed already.'
            return Conflict("step_done", text, step=step.name, at=step.completed_at)
    if row.clock_stopped:
        return Refused("dossier_paused", f"Dossier {row.code} is paused.", dossier=row.code)
    return Conflict("step_gone", "The dossier has moved on; this step is not open.")
