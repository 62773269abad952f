"""Everything a page or terminal shows of a trial, as frozen values of one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.accounts import AccountKind, Grant, Person
from engine.definitions.bpmn.graph import EventKind, FlowNode
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.definitions.scenarios.play import Play
from engine.definitions.service_kinds import services
from engine.desk.dossier import dossier
from engine.desk.rows import DossierView, OpenTask
from engine.dossiers.messages import OWN_MESSAGES
from engine.dossiers.open_dossier import OpenDossier
from engine.services.answers import service_request
from engine.storage.dossiers import steps
from engine.storage.dossiers.steps import StepRow
from engine.storage.services.outbox import OutboxRow
from engine.trial.acts import job_of
from engine.trial.facts import ActOutcome, current_waits
from engine.trial.forecast import Coming, SentAlert, coming, sent_alerts
from engine.trial.sandbox import Sandbox
from engine.trial.trial import Trial
from engine.trial.trial_content import Candidate
from engine.workflow.waits import Wait, WaitKind


@dataclass(frozen=True, slots=True)
class TrialStep:
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
    """A service task that waits for the player's answer: what a worker would receive."""

    node: str
    name: str
    kind: str
    kind_name: str
    inputs: Mapping[str, object]
    outputs: tuple[tuple[str, str], ...]  # (name, Vietnamese label) of what the kind gives
    instance: int
    errors: tuple[str, ...] = ()  # codes of errors of the procedure that the diagram catches here


@dataclass(frozen=True, slots=True)
class AwaitedMessage:
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
    facts: tuple[ActOutcome, ...]
    view: DossierView | None = None
    steps: tuple[TrialStep, ...] = ()
    services: tuple[Service, ...] = ()
    messages: tuple[AwaitedMessage, ...] = ()
    variables: Mapping[str, object] | None = None
    current_nodes: tuple[str, ...] = ()
    alerts: tuple[SentAlert, ...] = ()
    coming: tuple[Coming, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)  # of every node, by its id

    @property
    def last(self) -> ActOutcome:
        """How the last act came out, with its refusal if it was refused."""
        return self.facts[-1]


def state_of(trial: Trial) -> TrialState:
    """What there is to see now. Raises SlaError past the calendar's end."""
    sandbox, facts = trial.sandbox, tuple(trial.facts)
    if not sandbox.code:
        return TrialState(sandbox.now, trial.play, facts)
    with sandbox.installation.store.read() as tx:
        case = sandbox.case(tx)
        opened, here = steps.open_of(tx, case.row.id), current_waits(case)
        waiting = [w for w in case.run.waits() if w.kind is WaitKind.SERVICE]
        jobs = [(wait, job_of(sandbox, tx, wait)) for wait in waiting]
        spoken, next_ones = sent_alerts(sandbox, tx, case), coming(sandbox, tx, case)
    labels = {node.id: node.label for node in _nodes(trial.candidate)}
    watcher = _watcher(opened, case.row.one_stop)
    view = dossier(sandbox.installation, watcher, case.row.code, sandbox.now)
    return TrialState(
        now=sandbox.now,
        play=trial.play,
        facts=facts,
        view=view,
        steps=tuple(_steps(sandbox, case, opened, view)),
        services=tuple(_services(sandbox, case, jobs)),
        messages=tuple(_messages(case, here)),
        variables=case.run.data,
        current_nodes=tuple(dict.fromkeys(w.node for w in here)),
        alerts=spoken,
        coming=next_ones,
        labels=labels,
    )


def _watcher(opened: tuple[StepRow, ...], one_stop: str) -> Person:
    """Somebody who sees every open step, and does none."""
    grants = {Grant(s.role, s.unit) for s in opened if s.role != APPLICANT}
    every = tuple(sorted(grants | {Grant(ONE_STOP, one_stop)}))
    return Person(0, "trial", "", AccountKind.STAFF, every)


def _steps(
    sandbox: Sandbox, case: OpenDossier, opened: tuple[StepRow, ...], view: DossierView
) -> Iterator[TrialStep]:
    which = {wait.task_id: _instance(wait) for wait in case.run.waits()}
    tasks = {task.task_id: task for task in view.tasks}
    for step in opened:
        if step.task_id in tasks:
            yield _step(sandbox, step, tasks[step.task_id], which.get(step.task_id, 0))


def _step(sandbox: Sandbox, step: StepRow, task: OpenTask, instance: int) -> TrialStep:
    installation = sandbox.installation
    role = ONE_STOP if step.role == APPLICANT else step.role
    return TrialStep(
        node=step.node,
        role=step.role,
        unit=step.unit,
        unit_name=installation.unit_name(step.unit),
        role_name=installation.role_name(step.role),
        by=sandbox.person(role, step.unit).name,
        instance=instance,
        task=task,
    )


def _instance(wait: Wait) -> int:
    """Which one of a repeated element, from 1; 0 where it is not repeated."""
    return 0 if wait.loop_index is None else wait.loop_index + 1


def _services(
    sandbox: Sandbox, case: OpenDossier, jobs: list[tuple[Wait, OutboxRow]]
) -> Iterator[Service]:
    """The service tasks that wait, each with what a worker would receive."""
    for wait, job in jobs:
        order = service_request(sandbox.installation, job)
        if order is not None:
            yield _service(sandbox.candidate, case.node(wait.node).label, wait, order.mapped)


def _service(candidate: Candidate, name: str, wait: Wait, inputs: Mapping[str, object]) -> Service:
    kind = services().kinds.get(wait.service)
    return Service(
        node=wait.node,
        name=name,
        kind=wait.service,
        kind_name=kind.name_vi if kind else wait.service,
        inputs=inputs,
        outputs=tuple((port.name, port.label) for port in kind.outputs) if kind else (),
        instance=_instance(wait),
        errors=_caught(candidate, wait.node),
    )


def _caught(candidate: Candidate, node_id: str) -> tuple[str, ...]:
    """Codes of errors caught at the node's border; one that catches every error has none."""
    here = [n.event for n in _nodes(candidate) if n.attached_to == node_id and n.event]
    codes = [event.name for event in here if event.kind is EventKind.ERROR]
    return tuple(dict.fromkeys(code for code in codes if code))


def _messages(case: OpenDossier, here: list[Wait]) -> Iterator[AwaitedMessage]:
    for wait in case.run.waits():
        if wait.kind is WaitKind.MESSAGE and wait.message not in OWN_MESSAGES:
            label = case.node(wait.node).label
            yield AwaitedMessage(wait.message, wait.node, label, wait not in here)


def _nodes(candidate: Candidate) -> Iterator[FlowNode]:
    for diagram in candidate.parts.diagrams.values():
        yield from diagram.nodes.values()
