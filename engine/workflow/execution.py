"""One act upon a dossier: everything that runs by itself until only waits are left."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import Refused
from engine.workflow.scope import ScopeInstance

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task

    from engine.definitions.bpmn.graph import FlowNode

STEPS = 5_000  # engine steps of one act: a loop without a wait ends here
DEPTH = 50  # scopes within scopes: a diagram that calls itself ends here


class Execution:
    """Owns the scopes of one dossier and runs what is ready.

    `folds` is False only in tests, which compare runs with and without folding.
    """

    def __init__(self, count: int = 0, *, folds: bool = True) -> None:
        self.count = count
        self.folds = folds
        self.scopes: dict[str, ScopeInstance] = {}  # by the id of the host task; "" is the process
        self.ready: deque[Task] = deque()
        self.passed: list[str] = []

    def next_id(self) -> str:
        """A task id that this dossier never had."""
        self.count += 1
        return str(self.count)

    def open_scope(self, spec: Any, host: Task | None) -> ScopeInstance:
        """A scope that is running from now on."""
        scope = ScopeInstance(spec, self, host)
        self.scopes[host.id if host is not None else ""] = scope
        depth, around = 0, scope.outer
        while around is not None:
            depth, around = depth + 1, around.outer
        if depth > DEPTH:
            raise Refused("too_deep", f"{spec.name}: more than {DEPTH} processes in each other")
        return scope

    def close_scope(self, host: Task) -> None:
        """Cancel what still runs inside a host and forget its scope."""
        scope = self.scopes.pop(host.id, None)
        if scope is not None:
            scope.drop_all()

    def passes(self, node: FlowNode) -> None:
        """A node is completed."""
        self.passed.append(node.id)

    def advance(self) -> None:
        """Run to the next waits. Raises Refused `endless_loop` or `stuck`."""
        steps = 0
        while self._settles():
            while self.ready:
                task = self.ready.popleft()
                if task._state != TaskState.READY:
                    continue  # cancelled meanwhile
                steps += 1
                if steps > STEPS:
                    raise Refused("endless_loop", f"{task.task_spec.name}: a loop without a wait")
                task.run()
        self._check_not_stuck()

    def _settles(self) -> bool:
        """Whether there is more to run: opens joins and ends scopes when nothing else is ready."""
        if self.ready:
            return True
        for scope in reversed(list(self.scopes.values())):
            if _open_inclusive(scope) or self._end(scope):
                return True
        return False

    def _end(self, scope: ScopeInstance) -> bool:
        if scope.completed or any(not t.task_spec.passive for t in scope.live()):
            return False
        scope.drop_all()
        scope.completed = True
        if scope.host is not None:
            del self.scopes[scope.host.id]
            scope.host.task_spec.finish(scope.host, scope)
        return True

    def _check_not_stuck(self) -> None:
        """A token that only waits at joins, with nobody to come, would wait for ever."""
        top = self.scopes[""]
        live = [t for s in self.scopes.values() for t in s.live()]
        if top.completed or any(t.task_spec.wakes and not t.task_spec.arms for t in live):
            return
        names = [t.task_spec.node.label for t in live if not t.task_spec.passive]
        raise Refused("stuck", f"the dossier waits for ever at {', '.join(names)}", nodes=names)


def _open_inclusive(scope: ScopeInstance) -> bool:
    """Let through the first inclusive join to which no other token can still come."""
    tokens = [t for t in scope.live() if not t.task_spec.passive]
    for task in tokens:
        step = task.task_spec
        if step.gathers and task._state == TaskState.WAITING and step.opens(task, tokens):
            return True
    return False
