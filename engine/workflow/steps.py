"""Task specs of our own for SpiffWorkflow: steps that pass, compute or wait.

SpiffWorkflow's stock specs evaluate Python and look back into the whole tree; these know FEEL and
look at live tokens only. Keys of a task's internal data: `f` flow it came by, `v` local
variables, `h` host of a boundary event, `r` race of an event-based gateway, `b` and `i` body and
index of a multi-instance, `s` start event of an event sub-process, `c` firings of a cycle timer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from engine.workflow import feel, variables
from engine.workflow.waits import WaitKind

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task

    from engine.definitions.bpmn.graph import FlowNode, Loop


@dataclass(frozen=True, slots=True)
class Way:
    """An outgoing flow: where to, and under which FEEL condition."""

    flow: str
    target: PassingStep
    condition: str = ""
    default: bool = False


class InstanceBody(Protocol):
    """The body of a multi-instance, as each of its instances knows it."""

    loop: Loop

    def collect(self, instance: Task) -> None:
        """An instance is done."""


class PassingStep(TaskSpec):  # type: ignore[misc]  # SpiffWorkflow has no types
    """A node that passes its token on at once: plain and manual tasks, none events, splits."""

    runs = True  # by itself, when ready
    wakes: WaitKind | None = None  # something outside ends its wait
    passive = False  # no token: boundary events and armed event sub-processes
    arms = False  # waits for a start of an event sub-process
    gathers = False  # an inclusive join
    joins = False  # brings tokens together
    seals = False  # keeps the variables of its scope to itself

    def __init__(self, spec: Any, node: FlowNode, name: str = "") -> None:
        super().__init__(spec, name or node.id)
        self.node = node
        self.process = spec.name
        self.ways: list[Way] = []
        self.listeners: list[PassingStep] = []
        self.body: InstanceBody | None = None

    def leads_to(self, way: Way) -> None:
        """Add an outgoing flow; only while the spec is built."""
        self.ways.append(way)
        self.connect(way.target)

    def test(self) -> None:
        """Nothing to check at run time: a diagram is checked before it is deployed."""

    def _update_hook(self, my_task: Task) -> bool:
        variables.inputs(my_task, self.node.inputs)
        for listener in self.listeners:
            scope = my_task.workflow
            scope.enter(listener, scope.task_tree, {"h": my_task.id})
        return self.arrive(my_task)

    def arrive(self, task: Task) -> bool:
        """A token came: True when it can go on at once."""
        return True

    def _on_ready_hook(self, my_task: Task) -> None:
        if self.runs:
            my_task.workflow.act.ready.append(my_task)

    def _run_hook(self, my_task: Task) -> bool:
        self.work(my_task)
        return True

    def work(self, task: Task) -> None:
        """What the step does by itself."""
        self.take(task, {})

    def take(self, task: Task, data: Mapping[str, Any]) -> None:
        """Take in what came from outside."""
        keeps = self.body is not None and bool(self.body.loop.output)
        variables.result(task, data, self.node.outputs, keeps=keeps)

    def _on_complete_hook(self, my_task: Task) -> None:
        scope = my_task.workflow
        self.disarm(my_task)
        if self.body is not None:
            self.body.collect(my_task)
            return
        scope.act.passes(self.node)
        race = my_task.internal_data.get("r")
        if race is not None:
            for other in [t for t in scope.live() if t.internal_data.get("r") == race]:
                scope.drop(other)
        for way in self.choose(my_task):
            scope.add(way.target, my_task, self.token(way, my_task))

    def token(self, way: Way, task: Task) -> dict[str, Any]:
        """Internal data of the token sent along a flow."""
        return {"f": way.flow}

    def choose(self, task: Task) -> list[Way]:
        """The flows to take: conditional ones when true, the default when none is."""
        if not any(way.condition for way in self.ways):
            return self.ways
        seen = variables.of_task(task)
        taken = [w for w in self.ways if not w.default and holds(w, seen)]
        conditional = any(w.condition for w in taken)
        return taken if conditional else taken + [w for w in self.ways if w.default]

    def disarm(self, task: Task) -> None:
        """Drop the boundary events of a task that is over."""
        if self.listeners:
            scope = task.workflow
            for other in [t for t in scope.live() if t.internal_data.get("h") == task.id]:
                scope.drop(other)

    def _on_cancel(self, my_task: Task) -> None:
        self.disarm(my_task)


def holds(way: Way, seen: Mapping[str, Any]) -> bool:
    """Whether a flow may be taken; without a condition it may."""
    return not way.condition or feel.evaluate(way.condition, seen) is True


class ScopeStart(PassingStep):
    """The root of a scope: arms its event sub-processes and starts its start events."""

    def __init__(self, spec: Any, node: FlowNode) -> None:
        super().__init__(spec, node, "#entry")
        self.starts: list[PassingStep] = []
        self.armed: list[PassingStep] = []

    def _on_complete_hook(self, my_task: Task) -> None:
        scope = my_task.workflow
        for arm in self.armed:
            scope.add(arm, my_task, {})
        only = scope.host.internal_data.get("s") if scope.host is not None else None
        for start in self.starts:
            if only is None or start.name == only:
                scope.add(start, my_task, {})


class ScriptStep(PassingStep):
    """A script task: FEEL, its value into the result variable."""

    def work(self, task: Task) -> None:
        """Evaluate, and write."""
        value = feel.evaluate(self.node.script, variables.of_task(task))
        self.take(task, {self.node.result: value} if self.node.result else {})


class WaitingStep(PassingStep):
    """A user, service or receive task: waits until somebody outside completes it."""

    runs = False

    def __init__(self, spec: Any, node: FlowNode, kind: WaitKind, name: str = "") -> None:
        super().__init__(spec, node, name)
        self.wakes = kind
        self.manual = True

    def arrive(self, task: Task) -> bool:
        """Stay."""
        task._set_state(TaskState.WAITING)
        return False

    def finish_with(self, task: Task, data: Mapping[str, Any]) -> None:
        """Somebody completed it."""
        if self.wakes is WaitKind.SERVICE and self.node.result:
            data = {self.node.result: dict(data)}
        self.take(task, data)
        task.complete()

    def trigger(self, task: Task, data: Mapping[str, Any]) -> None:
        """The message, signal or moment came."""
        self.finish_with(task, data)

    def work(self, task: Task) -> None:
        """Nothing by itself."""
