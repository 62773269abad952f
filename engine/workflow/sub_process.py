"""Sub-processes, event sub-processes and called processes: a step that is a scope of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.workflow import variables
from engine.workflow.steps import PassingStep

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task

    from engine.definitions.bpmn.graph import FlowNode
    from engine.workflow.scope import ScopeInstance


class Nested(PassingStep):
    """Runs another spec inside; done when nothing is left in there."""

    runs = False

    def __init__(self, spec: Any, node: FlowNode, inner: str, name: str = "") -> None:
        super().__init__(spec, node, name)
        self.inner = inner
        self.parts: dict[str, Any] = {}  # all scope specs by key; set by the compiler

    def arrive(self, task: Task) -> bool:
        """Open the scope and start it."""
        task._set_state(TaskState.STARTED)
        task.workflow.act.open_scope(self.parts[self.inner], task).begin()
        return False

    def finish(self, task: Task, scope: ScopeInstance) -> None:
        """The scope ended: hand its results on."""
        if scope.variables:
            task.internal_data.setdefault(variables.LOCAL, {}).update(scope.variables)
        self.take(task, {})
        task.complete()

    def _on_cancel(self, my_task: Task) -> None:
        super()._on_cancel(my_task)
        my_task.workflow.act.close_scope(my_task)
