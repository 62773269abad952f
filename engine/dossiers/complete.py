"""Completing a step: an officer's own, the applicant's recorded at the desk, the hand-over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.access.dossiers import find, find_step
from engine.access.permission import require
from engine.access.table import DO_STEP, SUPPLEMENT
from engine.accounts import Person
from engine.definitions.forms.form import Form, Meaning
from engine.definitions.forms.form_validation import check_form
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.definitions.status import Status
from engine.dossiers.choosing import DecidedCase
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, OpenDossier, reopen
from engine.dossiers.opening import NewCase
from engine.dossiers.record import Done, record, step_state
from engine.errors import Conflict, Refused
from engine.installation import Installation
from engine.journal.events import (
    Completed,
    Opened,
    PaymentRecorded,
    Received,
    Returned,
    SupplementRecorded,
)
from engine.storage import Transaction
from engine.storage.dossiers import answers, steps
from engine.storage.dossiers.answers import NewAnswers
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import NewStep, StepRow
from engine.workflow.form_feel import FormFeel
from sla.outcome import Outcome, classify


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
        event = Completed(task=step.task_id, node=step.node)
        return finish_step(case, act, step, values, event, exception=exception)


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
        kind = PaymentRecorded if row.status is Status.PAYMENT else SupplementRecorded
        event = kind(task=step.task_id, node=step.node)
        return finish_step(
            reopen(installation, tx, row), Act(who, at, address), step, values, event
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
        event = Returned(task=step.task_id, node=step.node)
        return finish_step(
            reopen(installation, tx, row), Act(who, at, address), step, values, event
        )


def finish_step(
    case: OpenDossier,
    act: Act,
    step: StepRow,
    values: Mapping[str, object],
    event: Completed,
    *,
    exception: str = "",
) -> Status:
    """Check the values, let the workflow run on, and write everything down."""
    found, reason = answer_step(case, step, values)
    outcome = outcome_of(case, act, step)
    if not steps.finish(case.tx, case.row.id, step.task_id, act.at, act.user_id, outcome):
        raise Conflict("step_done", f'Step "{step.name}" is completed already.', step=step.name)
    key, text = reason
    done = Done(found, step.task_id, reason=text, exception=exception)
    return record(case, act, replace(event, outcome=outcome, reason=key), done).status


def answer_step(
    case: OpenDossier, step: NewStep, values: Mapping[str, object]
) -> tuple[tuple[NewAnswers, ...], tuple[str, str]]:
    """Complete a step in the workflow; its answers, and key and text of the reason among them.

    Raises Invalid when the form's rules are broken, Refused for values without a form.
    """
    node = case.node(step.node)
    form = case.version.forms.get(node.form) if node.form else None
    clean = _checked(form, values, case.run.local(step.task_id))
    case.run.complete(step.task_id, clean)
    if form is None or not clean:
        return (), ("", "")
    found = answers.salted(step.node, form.id, case.version.id, clean)
    return (found,), form.with_meaning(Meaning.REASON, clean)


def first_done(
    new: NewCase,
    act: Act,
    values: Mapping[str, object],
    choice: DecidedCase | None,
    *,
    kind: type[Received] | type[Opened],
) -> DossierRow:
    """Store a new dossier whose first step is done in the act that opens it.

    Raises as `answer_step` and `NewCase.first_step` do.
    """
    facts, step = new.facts(choice), new.first_step(act)
    found, (key, reason) = answer_step(new.case, step, values)
    outcome = outcome_of(new.case, act, step)
    event = kind(filing=facts, first=step_state(step), outcome=outcome, reason=key)
    step = replace(
        step, alert_at=None, completed_at=act.at, completed_by=act.user_id, outcome=outcome
    )
    return new.store(act, event, Done(found, first=step, reason=reason))


def outcome_of(case: OpenDossier, act: Act, step: NewStep) -> Outcome | None:
    """How the step is judged by its own limit; None where it has none."""
    return classify(case.calendar, step.due_at, act.at) if step.due_at else None


def _checked(
    form: Form | None, values: Mapping[str, object], inputs: Mapping[str, object]
) -> dict[str, object]:
    if form is None:
        if values:
            raise Refused("no_form", "This step has no form; it takes no values.")
        return {}
    return check_form(form, values, FormFeel(), inputs)


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
