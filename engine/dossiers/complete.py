"""Completing a step: an officer's own, the applicant's recorded at the desk, the hand-over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.access.dossiers import find, find_step
from engine.access.permission import require
from engine.access.table import DO_STEP, SUPPLEMENT
from engine.accounts import Person
from engine.definitions.forms.answers import labelled_values
from engine.definitions.forms.form import Form
from engine.definitions.forms.form_validation import check_form
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.definitions.status import Status
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, OpenDossier, reopen
from engine.dossiers.record import record
from engine.errors import Conflict, Refused
from engine.installation import Installation
from engine.storage import Transaction
from engine.storage.dossiers import steps
from engine.storage.dossiers.steps import StepRow
from engine.workflow.form_feel import FormFeel
from sla.outcome import classify


@at_its_moment
def complete(  # noqa: PLR0913 - a step, its values, and what the person saw
    installation: Installation,
    who: Person,
    code: str,
    task_id: str,
    values: Mapping[str, object],
    *,
    at: datetime,
    revision: int | None = None,
    address: str = "",
    exception: str = "",
) -> Status:
    """Complete an open step with its form's values; returns the dossier's status after it.

    `revision` is what the person saw; None means "as it is now". `exception` is why supplements
    are requested a third time. Raises Forbidden without the role, Conflict when somebody holds
    the step, did it first or moved the dossier, Invalid when the form's rules are broken or the
    exception is wanted and missing. Nothing is saved then.
    """
    act = Act(who, at, address)
    with installation.store.begin() as tx:
        row, step = find_step(installation, tx, who, code, task_id)
        require(installation, who, DO_STEP, step)
        _require_holder(step, who)
        if revision is not None and revision != row.revision:
            raise Conflict("dossier_changed", f"Dossier {code} was changed meanwhile.")
        case = reopen(installation, tx, row)
        return finish_step(case, act, step, values, "completed", exception=exception)


@at_its_moment
def supplement(
    installation: Installation,
    who: Person,
    code: str,
    values: Mapping[str, object],
    *,
    at: datetime,
    address: str = "",
) -> Status:
    """Record at the desk what the applicant brought or paid: completes the step that waits for it.

    Raises Refused when the dossier waits for nothing from the applicant, Forbidden for anybody
    but the one-stop of the dossier.
    """
    with installation.store.begin() as tx:
        row = find(installation, tx, who, code)
        step = _the_step(tx, row.id, "nothing_awaited", role=APPLICANT)
        require(installation, who, SUPPLEMENT, row)
        action = "payment_recorded" if row.status is Status.PAYMENT else "supplement_recorded"
        return finish_step(
            reopen(installation, tx, row), Act(who, at, address), step, values, action
        )


@at_its_moment
def hand_over(
    installation: Installation,
    who: Person,
    code: str,
    values: Mapping[str, object],
    *,
    at: datetime,
    address: str = "",
) -> Status:
    """Hand the result over: completes the one-stop's step of a dossier that is resolved.

    Raises Refused when there is no result to hand over yet.
    """
    with installation.store.begin() as tx:
        row = find(installation, tx, who, code)
        step = _the_step(tx, row.id, "no_result", role=ONE_STOP, status=Status.RESOLVED)
        require(installation, who, DO_STEP, step)
        _require_holder(step, who)
        return finish_step(
            reopen(installation, tx, row), Act(who, at, address), step, values, "returned"
        )


def finish_step(
    case: OpenDossier,
    act: Act,
    step: StepRow,
    values: Mapping[str, object],
    action: str,
    *,
    exception: str = "",
) -> Status:
    """Check the values, let the workflow run on, and write everything down."""
    node = case.node(step.node)
    form = case.version.forms.get(node.form) if node.form else None
    clean = _checked(form, values, case.run.local(step.task_id))
    case.run.complete(step.task_id, clean)
    outcome = classify(case.calendar, step.due_at, act.at) if step.due_at else None
    if not steps.finish(case.tx, case.row.id, step.task_id, act.at, act.user_id, outcome):
        raise Conflict("step_done", f'Step "{step.name}" is completed already.', step=step.name)
    about = {"step": step.name, "node": step.node, "answers": _answers(form, clean)}
    fields = about | _reason(clean)
    return record(case, act, action, fields, closed=step.task_id, exception=exception)


def _checked(
    form: Form | None, values: Mapping[str, object], inputs: Mapping[str, object]
) -> dict[str, object]:
    if form is None:
        if values:
            raise Refused("no_form", "This step has no form; it takes no values.")
        return {}
    return check_form(form, values, FormFeel(), inputs)


def _answers(form: Form | None, clean: Mapping[str, object]) -> dict[str, object]:
    # The journal keeps what was decided in the words that the officer saw, whatever becomes of
    # the form; what was left empty is left out.
    answers: dict[str, object] = {}
    for each in labelled_values(form.fields, clean) if form else ():
        label = f"{each.group} – {each.label}" if each.label in answers else each.label
        if each.value not in (None, "", []):
            answers[label] = each.value
    return answers


def _reason(clean: Mapping[str, object]) -> dict[str, object]:
    reason = next((clean[k] for k in ("noi_dung_bo_sung", "ly_do") if clean.get(k)), None)
    return {"reason": reason} if reason else {}


def _require_holder(step: StepRow, who: Person) -> None:
    if step.assignee not in (None, who.id):
        raise Conflict("step_held", f'Step "{step.name}" is held by another.', step=step.name)


def _the_step(
    tx: Transaction, dossier_id: int, code: str, *, role: str, status: Status | None = None
) -> StepRow:
    for step in steps.open_of(tx, dossier_id):
        if step.role == role and status in (None, step.status):
            return step
    raise Refused(code, "The dossier does not wait for that now.")
