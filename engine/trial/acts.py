"""Acts of a play, done by the real use cases as whoever should do them."""

from __future__ import annotations

from engine.access.permission import refusal
from engine.access.table import DO_STEP
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.definitions.scenarios.play import ActKind, Opening, PlayAct
from engine.definitions.status import Channel
from engine.dossiers import (
    Applicant,
    PaperGiven,
    ReceiveRequest,
    SubmitRequest,
    claim,
    complete,
    receive,
    submit,
    supplement,
    withdraw,
)
from engine.dossiers.internal import InternalRequest, open_internal
from engine.dossiers.messages import deliver
from engine.errors import Conflict
from engine.services.answers import answer_service, fail_service
from engine.storage import Transaction
from engine.storage.dossiers import steps
from engine.storage.dossiers.steps import StepRow
from engine.storage.services import outbox
from engine.storage.services.outbox import OutboxRow
from engine.trial.player import Player
from engine.workflow.waits import Wait, WaitKind


def open_dossier(player: Player, opening: Opening) -> None:
    """Open the dossier. Raises as receiving, submitting or opening an internal one does."""
    player.now = opening.at
    if player.procedure.internal:
        player.code = _open_internal(player, opening)
    elif opening.channel is Channel.ONLINE:
        player.code = submit(player.installation, _submission(player, opening), at=opening.at)
    else:
        request = _reception(player, opening)
        player.code = receive(player.installation, player.opener(), request, at=opening.at).code


def do_act(player: Player, act: PlayAct) -> None:
    """Do an act at the player's present moment. Raises what the use case raises."""
    _ACTS[act.kind](player, act)


def waits_at(wait: Wait, *, in_event_sub_process: bool) -> bool:
    """Whether a dossier waits here on its way, rather than only listening beside it."""
    if wait.kind in (WaitKind.USER, WaitKind.SERVICE):
        return True
    return not wait.attached_to and not in_event_sub_process


def _applicant(opening: Opening) -> Applicant:
    return Applicant(**{"name": "", **opening.applicant})


def _papers(opening: Opening) -> tuple[PaperGiven, ...]:
    return tuple(PaperGiven(p.id, p.kind, p.copies) for p in opening.papers)


def _submission(player: Player, opening: Opening) -> SubmitRequest:
    return SubmitRequest(
        procedure=player.procedure.code,
        applicant=_applicant(opening),
        values=opening.values,
        papers=_papers(opening),
        case=opening.case,
    )


def _reception(player: Player, opening: Opening) -> ReceiveRequest:
    return ReceiveRequest(
        procedure=player.procedure.code,
        applicant=_applicant(opening),
        values=opening.values,
        decision=opening.first or {},
        papers=_papers(opening),
        channel=opening.channel,
        case=opening.case,
    )


def _open_internal(player: Player, opening: Opening) -> str:
    request = InternalRequest(
        procedure=player.procedure.code,
        subject=opening.subject,
        requester=opening.requester,
        values=opening.values,
        first=opening.first,
        unit=opening.unit,
        case=opening.case,
    )
    who = player.opener(opening.unit)
    return open_internal(player.installation, who, request, at=opening.at).code


def _do(player: Player, act: PlayAct) -> None:
    with player.installation.store.read() as tx:
        step = _step(player, tx, act)
        one_stop = player.row(tx).one_stop
    if step.role == APPLICANT:
        if act.role not in ("", APPLICANT, ONE_STOP):
            raise refusal(player.person(act.role, step.unit), DO_STEP, step)
        clerk = player.person(ONE_STOP, one_stop)
        supplement(player.installation, clerk, player.code, act.values, at=player.now)
        return
    complete(
        player.installation,
        player.person(act.role or step.role, step.unit),
        player.code,
        step.task_id,
        act.values,
        at=player.now,
        exception=act.exception,
    )


def _claim(player: Player, act: PlayAct) -> None:
    with player.installation.store.read() as tx:
        step = _step(player, tx, act)
    who = player.person(act.role or step.role, step.unit)
    claim(player.installation, who, player.code, step.task_id, at=player.now)


def _step(player: Player, tx: Transaction, act: PlayAct) -> StepRow:
    """The open step that the act names. Raises Conflict where the dossier does not wait there."""
    wanted = {wait.task_id for wait in _waits(player, tx, act, WaitKind.USER)}
    return next(s for s in steps.open_of(tx, player.row(tx).id) if s.task_id in wanted)


def _waits(player: Player, tx: Transaction, act: PlayAct, kind: WaitKind) -> list[Wait]:
    every = [w for w in player.case(tx).run.waits() if w.kind is kind]
    here = [w for w in every if w.node == act.target]
    if act.instance:
        here = [w for w in here if w.loop_index == act.instance - 1]
    if here:
        return here
    names = ", ".join(sorted({w.node for w in every})) or "nowhere"
    which = f" (instance {act.instance})" if act.instance else ""
    message = f"The dossier does not wait at {act.target!r}{which}; it waits at: {names}."
    raise Conflict("not_waiting_at", message, node=act.target, waits=names)


def _service(player: Player, act: PlayAct) -> None:
    with player.installation.store.read() as tx:
        wait = _waits(player, tx, act, WaitKind.SERVICE)[0]
        job = job_of(player, tx, wait)
    if act.error:
        fail_service(player.installation, job, act.error, at=player.now)
    else:
        answer_service(player.installation, job, act.values, at=player.now)


def job_of(player: Player, tx: Transaction, wait: Wait) -> OutboxRow:
    """The order that a worker would take for this service task."""
    jobs = outbox.of(tx, player.row(tx).id)
    return next(job for job in jobs if job.payload.get("task_id") == wait.task_id)


def _message(player: Player, act: PlayAct) -> None:
    with player.installation.store.read() as tx:
        code = player.row(tx).code
    deliver(player.installation, code, act.target, act.values, at=player.now)


def _withdraw(player: Player, act: PlayAct) -> None:
    with player.installation.store.read() as tx:
        row = player.row(tx)
    clerk = player.person(ONE_STOP, row.one_stop)
    withdraw(player.installation, clerk, row.code, act.target, at=player.now)


def _wait(player: Player, act: PlayAct) -> None:
    del act  # the clock has been moved; nobody does anything
    with player.installation.store.read() as tx:
        player.row(tx)


_ACTS = {
    ActKind.DO: _do,
    ActKind.CLAIM: _claim,
    ActKind.SERVICE: _service,
    ActKind.MESSAGE: _message,
    ActKind.WITHDRAW: _withdraw,
    ActKind.WAIT: _wait,
}
