"""Steps without a person: a timer fires, a service task is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.definitions.service_kinds import SECRET
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, OpenDossier, reopen, row_by_id
from engine.dossiers.record import Done, record
from engine.dossiers.timing import is_paused, next_round
from engine.errors import Conflict
from engine.installation import Installation
from engine.journal.events import ServiceAnswered, TimerFired
from engine.storage import Transaction
from engine.storage.dossiers import answers, timers
from engine.storage.dossiers.answers import NewAnswers
from engine.storage.dossiers.timers import TimerRow
from engine.storage.services import outbox
from engine.storage.services.outbox import OutboxRow
from engine.workflow.run import plain
from engine.workflow.waits import WaitKind

Answer = Mapping[str, object] | Callable[[Transaction], Mapping[str, object]]


@at_its_moment
def fire_timer(installation: Installation, timer: TimerRow, *, at: datetime) -> bool:
    """Let a due timer go off, at the moment it was due and not when it was noticed.

    Returns False when the dossier has moved on meanwhile and nothing waits for the timer, or
    when the timer is paused with the legal clock; only then it stays.
    """
    with installation.store.begin() as tx:
        case = reopen(installation, tx, row_by_id(tx, timer.dossier_id))
        if is_paused(case, timer) or not timers.finish(tx, timer.id, at):
            return False
        if all(w.task_id != timer.task_id for w in case.run.waits()):
            return False
        case.run.fire(timer.task_id)
        act = Act(None, at)
        event = TimerFired(task=timer.task_id, node=timer.node, due=timer.due_at)
        again = next_round(case, act, timer)
        record(case, act, replace(event, again=again))
        if again is not None:
            timers.repeat(tx, timer.id, at, again)
        return True


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """The input of a service task of a dossier.

    `mapped` are its input mappings' targets, `variables` all that it sees, `secrets` the names of
    secrets in the mappings as the designer wrote them: one that stands in a value is only text.
    """

    dossier: str
    agency: str
    mapped: Mapping[str, object]
    variables: Mapping[str, object]
    secrets: frozenset[str]


def service_request(installation: Installation, job: OutboxRow) -> ServiceRequest | None:
    """The input of the job's service task; None when nothing waits for its answer any more."""
    with installation.store.read() as tx:
        case = reopen(installation, tx, row_by_id(tx, job.dossier_id))
        task_id = str(job.payload["task_id"])
        if not is_awaited(case, task_id):
            return None
        node, seen = case.node(str(job.payload["node"])), case.run.local(task_id)
        return ServiceRequest(
            dossier=case.row.code,
            agency=case.row.agency,
            mapped={m.target: seen.get(m.target) for m in node.inputs},
            variables=seen,
            secrets=frozenset(name for m in node.inputs for name in SECRET.findall(m.source)),
        )


def drop_service(installation: Installation, job: OutboxRow, *, at: datetime) -> None:
    """Finish a job that nothing waits for. A worker that lost its lease writes nothing."""
    with installation.store.begin() as tx:
        outbox.done(tx, job, at)


@at_its_moment
def answer_service(
    installation: Installation, job: OutboxRow, result: Answer, *, at: datetime
) -> bool:
    """Give a service task its result; the outbox row is done in the same transaction.

    A function makes the result inside that transaction: what it writes stands or falls with it.
    Returns False when nothing waits for the answer any more; the row is done all the same.
    """
    with installation.store.begin() as tx:
        if not outbox.done(tx, job, at):
            raise Conflict("stale_worker", "Another worker has taken this job over.")
        case = reopen(installation, tx, row_by_id(tx, job.dossier_id))
        task_id = str(job.payload["task_id"])
        if not is_awaited(case, task_id):
            return False
        outputs, node = result(case.tx) if callable(result) else result, str(job.payload["node"])
        case.run.complete(task_id, outputs)
        event = ServiceAnswered(task=task_id, node=node, service=job.kind)
        record(case, Act(None, at), event, Done(answers_of(case, node, outputs)))
        return True


@at_its_moment
def fail_service(installation: Installation, job: OutboxRow, error: str, *, at: datetime) -> bool:
    """Let a service task end with an error of the procedure, which the diagram catches.

    Returns False when nothing waits for its answer any more. Raises Refused `uncaught_error`.
    """
    with installation.store.begin() as tx:
        if not outbox.done(tx, job, at):
            raise Conflict("stale_worker", "Another worker has taken this job over.")
        case = reopen(installation, tx, row_by_id(tx, job.dossier_id))
        task_id = str(job.payload["task_id"])
        if not is_awaited(case, task_id):
            return False
        case.run.fail(task_id, error)
        node = str(job.payload["node"])
        event = ServiceAnswered(task=task_id, node=node, service=job.kind, error=error)
        record(case, Act(None, at), event)
        return True


def answers_of(
    case: OpenDossier, node: str, outputs: Mapping[str, object]
) -> tuple[NewAnswers, ...]:
    """What a service gave, as the answers of its step."""
    return (answers.salted(node, "", case.version.id, plain(outputs)),) if outputs else ()


def is_awaited(case: OpenDossier, task_id: str) -> bool:
    """Whether the dossier still waits for the answer to a service task."""
    return any(w.task_id == task_id and w.kind is WaitKind.SERVICE for w in case.run.waits())
