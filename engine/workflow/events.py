"""Events: catching ones wait, boundary events watch a host, throwing ones find who catches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.definitions.bpmn.graph import EventKind, TimerKind
from engine.workflow import feel, variables
from engine.workflow.steps import PassingStep, WaitingStep
from engine.workflow.waits import WaitKind

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task

    from engine.definitions.bpmn.graph import EventDefinition, FlowNode
    from engine.workflow.scope import ScopeInstance

WAKES = {
    EventKind.MESSAGE: WaitKind.MESSAGE,
    EventKind.TIMER: WaitKind.TIMER,
    EventKind.SIGNAL: WaitKind.SIGNAL,
}
_CYCLES = re.compile(r"R(\d+)/")


class Watch(PassingStep):
    """Watches without being a token: a boundary event, or the start of an event sub-process."""

    runs = False
    passive = True

    def __init__(self, spec: Any, node: FlowNode, event: EventDefinition) -> None:
        super().__init__(spec, node)
        self.event = event
        self.wakes = WAKES.get(event.kind)

    def arrive(self, task: Task) -> bool:
        """Watch from now on."""
        task._set_state(TaskState.WAITING)
        return False

    def trigger(self, task: Task, data: Mapping[str, Any]) -> None:
        """It happened: interrupt what is watched, or run beside it."""
        self.take(task, data)
        if self.node.interrupting:
            self.interrupt(task)
            task.complete()
        elif self._again(task):
            self._run_beside(task)
        else:
            task.complete()

    def interrupt(self, task: Task) -> None:
        """Cancel the host of the boundary event."""
        host = task.internal_data.pop("h")
        task.workflow.drop(task.workflow.tasks[host])

    def _again(self, task: Task) -> bool:
        """Whether it may happen again; a timer only when it is a cycle with rounds left."""
        if self.event.kind is not EventKind.TIMER:
            return True
        if self.event.timer_kind is not TimerKind.CYCLE:
            return False
        text = self.event.timer
        if self.event.feel:
            text = str(feel.evaluate(text, variables.of_task(task)))
        fired = task.internal_data["c"] = task.internal_data.get("c", 0) + 1
        rounds = _CYCLES.match(text)
        return rounds is None or fired < int(rounds[1])

    def _run_beside(self, task: Task) -> None:
        scope = task.workflow
        scope.act.passes(self.node)
        task.internal_data.pop(variables.LOCAL, None)
        for way in self.choose(task):
            scope.enter(way.target, scope.task_tree, self.token(way, task))


class Boundary(Watch):
    """A boundary event."""


class Arm(Watch):
    """The start event of an event sub-process, seen from the scope around it."""

    arms = True

    def interrupt(self, task: Task) -> None:
        """Cancel everything that runs in the enclosing scope."""
        task.workflow.drop_all(but=task)

    def token(self, way: Any, task: Task) -> dict[str, Any]:
        """The event sub-process begins at this start event."""
        return {"s": self.node.id}

    def _on_complete_hook(self, my_task: Task) -> None:
        scope = my_task.workflow
        for way in self.ways:
            scope.add(way.target, my_task, self.token(way, my_task))

    def _run_beside(self, task: Task) -> None:
        scope = task.workflow
        task.internal_data.pop(variables.LOCAL, None)
        for way in self.ways:
            scope.enter(way.target, scope.task_tree, self.token(way, task))


class Throw(PassingStep):
    """A throwing intermediate or end event: signal, error, escalation, terminate."""

    def __init__(self, spec: Any, node: FlowNode, event: EventDefinition) -> None:
        super().__init__(spec, node)
        self.event = event

    def _on_complete_hook(self, my_task: Task) -> None:
        super()._on_complete_hook(my_task)
        scope, event = my_task.workflow, self.event
        if event.kind is EventKind.TERMINATE:
            scope.drop_all()
        elif event.kind is EventKind.SIGNAL:
            signal(scope, event.name, {})
        elif event.kind in (EventKind.ERROR, EventKind.ESCALATION):
            caught = catcher(scope, None, event.kind, event.name)
            if caught is not None:
                caught.task_spec.trigger(caught, {})


def signal(scope: ScopeInstance, name: str, data: Mapping[str, Any]) -> int:
    """Wake everyone in the dossier who waits for a signal; how many there were."""
    found = [t for s in scope.act.scopes.values() for t in s.live() if waits_for(t, name)]
    woken = 0
    for task in found:
        if task._state == TaskState.WAITING:
            task.task_spec.trigger(task, data)
            woken += 1
    return woken


def waits_for(task: Task, name: str, kind: WaitKind = WaitKind.SIGNAL) -> bool:
    """Whether a task waits for the signal or message of that name."""
    spec = task.task_spec
    if spec.wakes is not kind or task._state != TaskState.WAITING:
        return False
    return spec.node.event is not None and spec.node.event.name == name


def catcher(scope: ScopeInstance, task: Task | None, kind: EventKind, code: str) -> Task | None:
    """Who catches an error or escalation: from the inside out, a named one before a catch-all."""
    here: ScopeInstance | None = scope
    while here is not None:
        hosts = {task.id, task.internal_data.get("b", task.id)} if task is not None else set()
        watching = [t for t in here.live() if _watches(t, hosts, kind)]
        for wanted in (code, ""):
            for watch in watching:
                if watch.task_spec.event.name == wanted:
                    return watch
        task, here = here.host, here.outer
    return None


def _watches(task: Task, hosts: set[str], kind: EventKind) -> bool:
    spec = task.task_spec
    if not isinstance(spec, Watch) or spec.event.kind is not kind:
        return False
    return spec.arms or task.internal_data.get("h") in hosts


class Catch(WaitingStep):
    """An intermediate catching event."""
