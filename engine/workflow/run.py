"""A dossier's course through its diagram.

Each act (start, complete, deliver, fire, fail) goes on by itself to the next waits. When one
raises, the run is spoilt and cannot be stored: what was stored before stays true.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from engine.definitions.bpmn.graph import EventKind
from engine.errors import Conflict, Refused
from engine.workflow import feel, variables
from engine.workflow.events import catcher, signal, waits_for
from engine.workflow.execution import Execution
from engine.workflow.fold import folded, unfolded
from engine.workflow.scope import LIVE
from engine.workflow.seal import StateKey, seal, unseal
from engine.workflow.spec import Spec
from engine.workflow.waits import Wait, WaitKind

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task


class Run:
    """One dossier. Not for two threads at once; the spec may be."""

    def __init__(self, spec: Spec, act: Execution) -> None:
        self.spec = spec
        self._act = act
        self._spoilt = False

    @classmethod
    def start(
        cls, spec: Spec, data: Mapping[str, object], at: datetime, *, folds: bool = True
    ) -> Self:
        """A new dossier with these variables, run to its first waits.

        `at` is only checked to be aware: no step of a diagram looks at a clock.
        """
        if at.tzinfo is None:
            raise ValueError("`at` must be aware")
        run = cls(spec, Execution(folds=folds))
        with run._acting():
            scope = run._act.open_scope(spec.parts[spec.id], None)
            scope.variables = plain(data)
            scope.begin()
        return run

    @classmethod
    def restore(cls, spec: Spec, blob: bytes, key: StateKey) -> Self:
        """The dossier as `dump` left it. Raises BadState for anything else."""
        return cls(spec, unfolded(unseal(blob, key), spec))

    def dump(self, key: StateKey) -> bytes:
        """The state to store: sealed, compressed, without spec and history."""
        if self._spoilt:
            raise Conflict("spoilt", "an act on this dossier failed; nothing of it may be stored")
        return seal(folded(self._act, self.spec), key)

    @property
    def act(self) -> Execution:
        """Its scopes and what waits in them, to be read."""
        return self._act

    @property
    def data(self) -> dict[str, Any]:
        """The variables of the process."""
        return copy.deepcopy(self._act.scopes[""].variables)

    @property
    def passed(self) -> tuple[str, ...]:
        """Ids of the nodes completed since start or restore, in order."""
        return tuple(self._act.passed)

    @property
    def ended(self) -> bool:
        """Nothing is left to wait for."""
        return bool(self._act.scopes[""].completed)

    def waits(self) -> tuple[Wait, ...]:
        """What it waits for, oldest first; boundary events and event sub-processes too."""
        return tuple(_wait(t) for t in self._live() if t.task_spec.wakes is not None)

    def local(self, task_id: str) -> dict[str, Any]:
        """All variables that the step at this wait sees: its own before the process's."""
        return copy.deepcopy(variables.of_task(self._task(task_id)))

    def complete(self, task_id: str, data: Mapping[str, object]) -> None:
        """A person or a worker did the step. Raises Conflict `not_waiting`."""
        task = self._task(task_id, WaitKind.USER, WaitKind.SERVICE)
        with self._acting():
            task.task_spec.finish_with(task, plain(data))

    def fire(self, task_id: str) -> None:
        """A timer's moment has come. Raises Conflict `not_waiting`."""
        task = self._task(task_id, WaitKind.TIMER)
        with self._acting():
            task.task_spec.trigger(task, {})

    def deliver(self, message: str, data: Mapping[str, object]) -> bool:
        """A message came: the one that has waited longest for it takes it; False when nobody."""
        for task in self._live():
            if waits_for(task, message, WaitKind.MESSAGE):
                with self._acting():
                    task.task_spec.trigger(task, plain(data))
                return True
        return False

    def signal(self, name: str, data: Mapping[str, object]) -> bool:
        """A signal came: all who wait for it take it; False when nobody."""
        if not any(waits_for(t, name) for t in self._live()):
            return False
        with self._acting():
            signal(self._act.scopes[""], name, plain(data))
        return True

    def fail(self, task_id: str, error_code: str) -> None:
        """A step failed with an error of the procedure. Raises Refused `uncaught_error`."""
        task = self._task(task_id)
        caught = catcher(task.workflow, task, EventKind.ERROR, error_code)
        if caught is None:
            message = f"{task.task_spec.node.label}: nothing catches the error {error_code!r}"
            raise Refused("uncaught_error", message, error=error_code, node=task.task_spec.node.id)
        with self._acting():
            caught.task_spec.trigger(caught, {})

    def forget(self) -> None:
        """Empty all variables of a run that has ended; those of any other are needed."""
        if not self.ended:
            raise ValueError("the dossier still runs")
        for scope in self._act.scopes.values():
            scope.variables = {}

    @contextmanager
    def _acting(self) -> Iterator[None]:
        if self._spoilt:
            raise Conflict("spoilt", "an act on this dossier failed before")
        self._spoilt = True
        yield
        self._act.advance()
        self._spoilt = False

    def _live(self) -> list[Task]:
        found = [t for s in self._act.scopes.values() for t in s.live()]
        return sorted(found, key=lambda t: int(t.id))

    def _task(self, task_id: str, *kinds: WaitKind) -> Task:
        for scope in self._act.scopes.values():
            task = scope.tasks.get(task_id)
            if task is not None and _waits_now(task, kinds):
                return task
        raise Conflict("not_waiting", f"the dossier does not wait at {task_id}", task=task_id)


def _waits_now(task: Task, kinds: tuple[WaitKind, ...]) -> bool:
    wakes = task.task_spec.wakes
    return wakes is not None and (not kinds or wakes in kinds) and bool(task._state & LIVE)


def plain(data: Mapping[str, object]) -> dict[str, Any]:
    """A copy of what comes in, as JSON keeps it. Raises BadExpression `bad_data`."""
    taken: dict[str, Any] = json.loads(feel.encode(data))
    return taken


def _wait(task: Task) -> Wait:
    step = task.task_spec
    node, event = step.node, step.node.event
    named = event is not None and step.wakes in (WaitKind.MESSAGE, WaitKind.SIGNAL)
    return Wait(
        task_id=task.id,
        node=node.id,
        kind=step.wakes,
        name=node.name,
        message=event.name if named and event is not None else "",
        loop_index=task.internal_data.get("i"),
        service=node.service,
        attached_to=node.attached_to,
        process=step.process.partition("/")[0],
    )
