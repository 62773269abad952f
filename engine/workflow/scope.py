"""One running process or sub-process: a SpiffWorkflow instance that keeps only what still waits.

SpiffWorkflow keeps every completed task in its tree, so a step of an old dossier costs many times
one of a young. Our task specs never look back: a join counts the tokens that wait at it, a
boundary event names its host. So a finished task is folded away at once: its children move up to
the root, and it goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

LIVE = TaskState.NOT_FINISHED_MASK


class ScopeOwner(Protocol):
    """What a scope needs of the `Execution` that it belongs to."""

    folds: bool
    scopes: dict[str, ScopeInstance]

    def next_id(self) -> str:
        """A task id that this dossier never had."""


class ScopeInstance(Workflow):  # type: ignore[misc]  # SpiffWorkflow has no types
    """A process (host None), sub-process, event sub-process or called process.

    `variables` are the process's own for the outermost scope, else the scope's local ones.
    """

    def __init__(self, spec: Any, act: ScopeOwner, host: Task | None) -> None:
        self.act = act
        self.host = host
        self.variables: dict[str, Any] = {}
        super().__init__(spec, deserializing=True)
        self.task_tree = Task(self, spec.start, state=TaskState.FUTURE, id="0")

    @property
    def outer(self) -> ScopeInstance | None:
        """The scope around this one."""
        return self.host.workflow if self.host is not None else None

    @property
    def sealed(self) -> bool:
        """A called process with output mappings keeps its variables to itself."""
        return self.host is not None and self.host.task_spec.seals

    def begin(self) -> None:
        """Arm the event sub-processes, then start at the start events."""
        self.task_tree._set_state(TaskState.READY)
        self.task_tree.complete()

    def live(self) -> Iterator[Task]:
        """Tasks not finished, oldest first."""
        return (t for t in self.tasks.values() if t._state & LIVE and t.id != "0")

    def add(self, task_spec: Any, parent: Task, internal: dict[str, Any]) -> Task:
        """A new task of this scope, not yet entered."""
        task = Task(self, task_spec, parent, state=TaskState.FUTURE, id=self.act.next_id())
        task.internal_data = internal
        return task

    def enter(self, task_spec: Any, parent: Task, internal: dict[str, Any]) -> Task:
        """A new task of this scope, entered."""
        task = self.add(task_spec, parent, internal)
        task_spec._update(task)
        return task

    def drop(self, task: Task) -> None:
        """Cancel a task and what runs inside it."""
        if task._state & LIVE:
            task.cancel()
            self.fold(task)

    def drop_all(self, but: Task | None = None) -> None:
        """Cancel everything here, except one task."""
        for task in list(self.live()):
            if task is not but:
                self.drop(task)

    def fold(self, task: Task) -> None:
        """Take a finished task out of the tree; its children move up to the root."""
        root = self.task_tree
        if not self.act.folds or task is root or task.id not in self.tasks:
            return
        for child in task.children:
            child.parent = root
            root._children.append(child.id)
        task.parent._children.remove(task.id)
        del self.tasks[task.id]

    def _task_completed_notify(self, task: Task) -> None:
        """SpiffWorkflow would re-check every waiting task here; ours wake when called."""
        self.fold(task)
