"""Everything a page or terminal shows of a trial, as frozen values of one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.accounts import Grant, Kind, Person
from engine.definitions.graph import EventKind, Node
from engine.definitions.play import Play
from engine.definitions.services import services
from engine.desk.dossier import dossier
from engine.desk.reception import reception
from engine.desk.rows import DossierView, OpenTask, ReceptionView
from engine.dossiers.case import APPLICANT, ONE_STOP
from engine.dossiers.messages import OWN_MESSAGES
from engine.dossiers.service import asked
from engine.storage import steps
from engine.storage.steps import StepRow
from engine.trial.acts import job_of
from engine.trial.facts import Facts, standing
from engine.trial.forecast import Coming, Told, coming, told
from engine.trial.house import Candidate
from engine.trial.sandbox import Sandbox
from engine.trial.trial import Trial
from engine.workflow.waits import Wait, WaitKind


@dataclass(frozen=True, slots=True)
class Standing:
    """A step that somebody could do now, with its form and what the form is shown with.

    `instance` is which one of a repeated step, from 1; 0 where it is not repeated. `by` is the
    name under which the sandbox does it.
    """

    node: str
    role: str
    unit: str
    unit_name: str
    role_name: str
    by: str
    instance: int
    task: OpenTask


@dataclass(frozen=True, slots=True)
class Service:
    """A service task that waits for the player's answer: what a worker would be asked."""

    node: str
    name: str
    kind: str
    kind_name: str
    inputs: Mapping[str, object]
    outputs: tuple[tuple[str, str], ...]  # (name, Vietnamese label) of what the kind gives
    instance: int
    errors: tuple[str, ...] = ()  # codes of errors of the procedure that the diagram catches here


@dataclass(frozen=True, slots=True)
class Message:
    """A message that the dossier would take now; `beside`: it only listens for it."""

    message: str
    node: str
    label: str
    beside: bool


@dataclass(frozen=True, slots=True)
class TrialState:
    """A trial at its moment. Before a dossier is opened there is no `view`."""

    now: datetime
    play: Play
    facts: tuple[Facts, ...]
    view: DossierView | None = None
    steps: tuple[Standing, ...] = ()
    services: tuple[Service, ...] = ()
    messages: tuple[Message, ...] = ()
    variables: Mapping[str, object] | None = None
    current_nodes: tuple[str, ...] = ()
    alerts: tuple[Told, ...] = ()
    coming: tuple[Coming, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)  # of every node, by its id

    @property
    def last(self) -> Facts:
        """How the last act came out, with its refusal if it was refused."""
        return self.facts[-1]


def state_of(trial: Trial) -> TrialState:
    """What there is to see now."""
    sandbox = trial.sandbox
    facts = tuple(trial.facts)
    if not sandbox.code:
        return TrialState(sandbox.now, trial.play, facts)
    with sandbox.office.store.read() as tx:
        case = sandbox.case(tx)
        opened = steps.open_of(tx, case.row.id)
        here = standing(case)
        waits = case.run.waits()
        labels = _labels(trial.candidate)
        jobs = {w.task_id: job_of(sandbox, tx, w) for w in waits if w.kind is WaitKind.SERVICE}
        spoken, next_ones = told(sandbox, tx, case), coming(sandbox, tx, case)
    watcher = _watcher(opened, case.row.one_stop)
    view = dossier(sandbox.office, watcher, case.row.code, sandbox.now)
    loops = {w.task_id: (w.loop_index if w.loop_index is not None else -1) + 1 for w in waits}
    tasks = {task.task_id: task for task in view.tasks}
    asking = {
        task_id: found.mapped
        for task_id, job in jobs.items()
        if (found := asked(sandbox.office, job)) is not None
    }
    return TrialState(
        now=sandbox.now,
        play=trial.play,
        facts=facts,
        view=view,
        steps=tuple(
            _standing(sandbox, step, tasks[step.task_id], loops.get(step.task_id, 0))
            for step in opened
            if step.task_id in tasks
        ),
        services=tuple(
            _service(w, labels[w.node], asking[w.task_id], _caught(trial.candidate, w.node))
            for w in waits
            if w.task_id in asking
        ),
        messages=tuple(
            Message(w.message, w.node, labels[w.node], w not in here)
            for w in waits
            if w.kind is WaitKind.MESSAGE and w.message not in OWN_MESSAGES
        ),
        variables=case.run.data,
        current_nodes=tuple(dict.fromkeys(w.node for w in here)),
        alerts=spoken,
        coming=next_ones,
        labels=labels,
    )


def opening_of(candidate: Candidate, now: datetime) -> ReceptionView:
    """Forms, papers and cases with which the desk would open the procedure.

    Raises Refused for one that cannot be filed, or is internal.
    """
    sandbox = Sandbox(candidate, now)
    try:
        clerk = sandbox.person(ONE_STOP, sandbox.one_stop.id)
        return reception(sandbox.office, clerk, candidate.procedure.code)
    finally:
        sandbox.close()


def _watcher(opened: tuple[StepRow, ...], one_stop: str) -> Person:
    """Somebody who sees every open step, and does none."""
    grants = {Grant(s.role, s.unit) for s in opened if s.role != APPLICANT}
    every = tuple(sorted(grants | {Grant(ONE_STOP, one_stop)}))
    return Person(0, "trial", "", Kind.STAFF, every)


def _standing(sandbox: Sandbox, step: StepRow, task: OpenTask, instance: int) -> Standing:
    office = sandbox.office
    role = ONE_STOP if step.role == APPLICANT else step.role
    return Standing(
        node=step.node,
        role=step.role,
        unit=step.unit,
        unit_name=office.unit_name(step.unit),
        role_name=office.role_name(step.role),
        by=sandbox.person(role, step.unit).name,
        instance=instance,
        task=task,
    )


def _nodes(candidate: Candidate) -> Iterator[Node]:
    for diagram in candidate.parts.diagrams.values():
        yield from diagram.nodes.values()


def _labels(candidate: Candidate) -> dict[str, str]:
    return {node.id: node.label for node in _nodes(candidate)}


def _caught(candidate: Candidate, node_id: str) -> tuple[str, ...]:
    """Codes of errors caught at the node's border; one that catches every error has none."""
    here = [n for n in _nodes(candidate) if n.attached_to == node_id and n.event]
    codes = [n.event.name for n in here if n.event and n.event.kind is EventKind.ERROR]
    return tuple(dict.fromkeys(code for code in codes if code))


def _service(
    wait: Wait, label: str, inputs: Mapping[str, object], errors: tuple[str, ...]
) -> Service:
    kind = services().kinds.get(wait.service)
    return Service(
        node=wait.node,
        name=label,
        kind=wait.service,
        kind_name=kind.name_vi if kind else wait.service,
        inputs=inputs,
        outputs=tuple((port.name, port.label) for port in kind.outputs) if kind else (),
        instance=(wait.loop_index if wait.loop_index is not None else -1) + 1,
        errors=errors,
    )
