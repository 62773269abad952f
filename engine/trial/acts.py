"""Acts of a play, done by the real use cases as whoever should do them."""

from __future__ import annotations

from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.definitions.scenarios.play import ActKind, Opening, PlayAct
from engine.definitions.status import Channel
from engine.dossiers import (
    Applicant,
    PaperGiven,
    ReceiveRequest,
    SubmitRequest,
    complete,
    receive,
    submit,
    supplement,
    withdraw,
)
from engine.dossiers.internal import InternalRequest, open_internal
from engine.dossiers.messages import deliver
from engine.errors import Conflict, Forbidden
from engine.services.answers import answer_service, fail_service
from engine.storage import Transaction
from engine.storage.dossiers import steps
from engine.storage.dossiers.steps import StepRow
from engine.storage.services import outbox
from engine.storage.services.outbox import OutboxRow
from engine.trial.clock import later, move_to, settle
from engine.trial.sandbox import Sandbox
from engine.workflow.waits import Wait, WaitKind


def open_dossier(sandbox: Sandbox, opening: Opening) -> None:
    """Open the dossier. Raises as receiving, submitting or opening an internal one does."""
    sandbox.now = opening.at
    if sandbox.candidate.procedure.internal:
        sandbox.code = _open_internal(sandbox, opening)
    elif opening.channel is Channel.ONLINE:
        sandbox.code = submit(sandbox.installation, _submission(sandbox, opening), at=opening.at)
    else:
        clerk = sandbox.person(ONE_STOP, sandbox.one_stop.id)
        request = _reception(sandbox, opening)
        sandbox.code = receive(sandbox.installation, clerk, request, at=opening.at).code
    settle(sandbox)


def play_act(sandbox: Sandbox, act: PlayAct) -> None:
    """Let time pass as the act says, then do it, and whatever is due at once.

    Raises what the use case raises; the clock has moved by then.
    """
    if act.at is not None:
        move_to(sandbox, act.at)
    elif act.after:
        move_to(sandbox, later(sandbox, act.after))
    _ACTS[act.kind](sandbox, act)
    settle(sandbox)


def waits_at(wait: Wait, *, in_event_sub_process: bool) -> bool:
    """Whether a dossier stands at this wait, rather than only listening beside its way."""
    if wait.kind in (WaitKind.USER, WaitKind.SERVICE):
        return True
    return not wait.attached_to and not in_event_sub_process


def _applicant(opening: Opening) -> Applicant:
    return Applicant(**{"name": "", **opening.applicant})


def _papers(opening: Opening) -> tuple[PaperGiven, ...]:
    return tuple(PaperGiven(p.id, p.kind, p.copies) for p in opening.papers)


def _submission(sandbox: Sandbox, opening: Opening) -> SubmitRequest:
    return SubmitRequest(
        procedure=sandbox.candidate.procedure.code,
        applicant=_applicant(opening),
        values=opening.values,
        papers=_papers(opening),
        case=opening.case,
    )


def _reception(sandbox: Sandbox, opening: Opening) -> ReceiveRequest:
    return ReceiveRequest(
        procedure=sandbox.candidate.procedure.code,
        applicant=_applicant(opening),
        values=opening.values,
        decision=opening.first or {},
        papers=_papers(opening),
        channel=opening.channel,
        case=opening.case,
    )


def _open_internal(sandbox: Sandbox, opening: Opening) -> str:
    procedure, first = sandbox.candidate.procedure, sandbox.first_step
    unit = opening.unit or first.unit or procedure.units.get(first.role) or procedure.agency
    request = InternalRequest(
        procedure=procedure.code,
        subject=opening.subject,
        requester=opening.requester,
        values=opening.values,
        first=opening.first,
        unit=opening.unit,
        case=opening.case,
    )
    who = sandbox.person(first.role, unit)
    return open_internal(sandbox.installation, who, request, at=opening.at).code


def _do(sandbox: Sandbox, act: PlayAct) -> None:
    with sandbox.installation.store.read() as tx:
        step = _step(sandbox, tx, act)
        one_stop = sandbox.row(tx).one_stop
    if step.role == APPLICANT:
        if act.role not in ("", APPLICANT, ONE_STOP):
            raise Forbidden("not_your_step", f'Step "{step.name}" is for another.', step=step.name)
        clerk = sandbox.person(ONE_STOP, one_stop)
        supplement(sandbox.installation, clerk, sandbox.code, act.values, at=sandbox.now)
        return
    complete(
        sandbox.installation,
        sandbox.person(act.role or step.role, step.unit),
        sandbox.code,
        step.task_id,
        act.values,
        at=sandbox.now,
        exception=act.exception,
    )


def _step(sandbox: Sandbox, tx: Transaction, act: PlayAct) -> StepRow:
    """The open step that is meant. Raises Conflict where the dossier does not wait there."""
    wanted = {wait.task_id for wait in _waits(sandbox, tx, act, WaitKind.USER)}
    return next(s for s in steps.open_of(tx, sandbox.row(tx).id) if s.task_id in wanted)


def _waits(sandbox: Sandbox, tx: Transaction, act: PlayAct, kind: WaitKind) -> list[Wait]:
    every = [w for w in sandbox.case(tx).run.waits() if w.kind is kind]
    here = [w for w in every if w.node == act.target]
    if act.instance:
        here = [w for w in here if w.loop_index == act.instance - 1]
    if here:
        return here
    names = ", ".join(sorted({w.node for w in every})) or "nowhere"
    which = f" (instance {act.instance})" if act.instance else ""
    told = f"The dossier does not wait at {act.target!r}{which}; it waits at: {names}."
    raise Conflict("not_waiting_at", told, node=act.target, waits=names)


def _service(sandbox: Sandbox, act: PlayAct) -> None:
    with sandbox.installation.store.read() as tx:
        wait = _waits(sandbox, tx, act, WaitKind.SERVICE)[0]
        job = job_of(sandbox, tx, wait)
    if act.error:
        fail_service(sandbox.installation, job, act.error, at=sandbox.now)
    else:
        answer_service(sandbox.installation, job, act.values, at=sandbox.now)


def job_of(sandbox: Sandbox, tx: Transaction, wait: Wait) -> OutboxRow:
    """The order that a worker would take for this service task."""
    jobs = outbox.of(tx, sandbox.row(tx).id)
    return next(job for job in jobs if job.payload.get("task_id") == wait.task_id)


def _message(sandbox: Sandbox, act: PlayAct) -> None:
    with sandbox.installation.store.read() as tx:
        code = sandbox.row(tx).code
    deliver(sandbox.installation, code, act.target, act.values, at=sandbox.now)


def _withdraw(sandbox: Sandbox, act: PlayAct) -> None:
    with sandbox.installation.store.read() as tx:
        row = sandbox.row(tx)
    clerk = sandbox.person(ONE_STOP, row.one_stop)
    withdraw(sandbox.installation, clerk, row.code, act.target, at=sandbox.now)


def _wait(sandbox: Sandbox, act: PlayAct) -> None:
    del act  # the clock has been moved; nobody does anything
    with sandbox.installation.store.read() as tx:
        sandbox.row(tx)


_ACTS = {
    ActKind.DO: _do,
    ActKind.SERVICE: _service,
    ActKind.MESSAGE: _message,
    ActKind.WITHDRAW: _withdraw,
    ActKind.WAIT: _wait,
}
