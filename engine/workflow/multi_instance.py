"""Multi-instance: a body that stands for the node and one inner step for each element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import Refused
from engine.workflow import feel, variables
from engine.workflow.steps import PassingStep

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task

    from engine.definitions.bpmn.graph import FlowNode, Loop

MOST = 1_000  # instances of one node


class Many(PassingStep):
    """The body. Keys of its internal data: `n` how many, `d` done, `e` elements, `o` outputs."""

    def __init__(self, spec: Any, node: FlowNode, loop: Loop, inner: PassingStep) -> None:
        super().__init__(spec, node)
        self.loop = loop
        self.inner = inner
        inner.body = self
        inner.seals = inner.seals or bool(loop.output)

    def _update_hook(self, my_task: Task) -> bool:
        """Input mappings are those of each instance, not of the body."""
        scope = my_task.workflow
        for listener in self.listeners:
            scope.enter(listener, scope.task_tree, {"h": my_task.id})
        return self.arrive(my_task)

    def arrive(self, task: Task) -> bool:
        """Start all instances, or the first one."""
        elements = self._elements(task)
        task.internal_data.update(n=len(elements), d=0, o=[None] * len(elements))
        if not elements:
            self._write(task)
            return True
        task._set_state(TaskState.STARTED)
        if self.loop.sequential:
            task.internal_data["e"] = elements
            self._start(task, 0, elements[0])
        else:
            for index, element in enumerate(elements):
                self._start(task, index, element)
        return False

    def work(self, task: Task) -> None:
        """All is done in the instances."""

    def collect(self, instance: Task) -> None:
        """An instance is done: keep its output, go on or end."""
        scope, data = instance.workflow, instance.internal_data
        task = scope.tasks[data["b"]]
        kept = task.internal_data
        kept["d"] += 1
        if self.loop.output_element:
            seen = variables.of_task(instance)
            kept["o"][data["i"]] = feel.evaluate(self.loop.output_element, seen)
        if kept["d"] == kept["n"] or self._complete(instance, task):
            for other in [t for t in scope.live() if t.internal_data.get("b") == task.id]:
                scope.drop(other)
            self._write(task)
            task._ready()
        elif self.loop.sequential:
            self._start(task, data["i"] + 1, kept["e"][data["i"] + 1])

    def _elements(self, task: Task) -> list[Any]:
        loop, seen = self.loop, variables.of_task(task)
        if loop.collection:
            found = feel.evaluate(loop.collection, seen)
            if not isinstance(found, list):
                raise self._refused(f"{loop.collection} is not a list")
        else:
            count = feel.evaluate(loop.cardinality, seen)
            if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST:
                raise self._refused(f"{loop.cardinality} is not a whole number from 0 to {MOST}")
            found = list(range(1, count + 1))
        if len(found) > MOST:
            raise self._refused(f"{loop.collection} has more than {MOST} elements")
        return found

    def _refused(self, why: str) -> Refused:
        node = self.node
        message = f"multi-instance {node.label!r}: {why}"
        return Refused("bad_collection", message, node=node.id, name=node.label)

    def _start(self, task: Task, index: int, element: object) -> None:
        scope = task.workflow
        local: dict[str, object] = {"loopCounter": index + 1}
        if self.loop.element:
            local[self.loop.element] = element
        internal = {"b": task.id, "i": index, variables.LOCAL: local}
        scope.enter(self.inner, scope.task_tree, internal)

    def _complete(self, instance: Task, task: Task) -> bool:
        if not self.loop.completion:
            return False
        kept = task.internal_data
        left = 1 if self.loop.sequential else kept["n"] - kept["d"]
        seen = variables.of_task(instance) | {
            "numberOfInstances": kept["n"],
            "numberOfCompletedInstances": kept["d"],
            "numberOfActiveInstances": left,
            "numberOfTerminatedInstances": 0,
        }
        return feel.evaluate(self.loop.completion, seen) is True

    def _write(self, task: Task) -> None:
        if self.loop.output:
            variables.write(task.workflow, self.loop.output, task.internal_data["o"])

    def _on_cancel(self, my_task: Task) -> None:
        super()._on_cancel(my_task)
        scope = my_task.workflow
        for other in [t for t in scope.live() if t.internal_data.get("b") == my_task.id]:
            scope.drop(other)
