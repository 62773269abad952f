"""Carrying the tokens of a run over to another spec, one by one, scope by scope."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.definitions.bpmn.graph import NodeKind
from engine.workflow import variables
from engine.workflow.execution import Execution
from engine.workflow.gateways import Joining
from engine.workflow.matching import Obstacle, counterpart, race_of, same_join, target_of
from engine.workflow.scope import ScopeInstance
from engine.workflow.spec import Spec
from engine.workflow.steps import WaitingStep


class Carrier:
    """Makes a new act out of an old one, which stays as it is; used once.

    Tokens that stay keep their task ids. `found` is why some could not be carried, `entered` the
    new task by the old one of those that were mapped by hand.
    """

    def __init__(self, old: Execution, spec: Spec, mapping: Mapping[str, str]) -> None:
        self.old, self.spec, self.mapping = old, spec, mapping
        self.act = Execution(old.count)
        self.found: list[Obstacle] = []
        self.entered: dict[str, str] = {}
        self._kept: dict[str, Any] = {}
        self._mapped: list[tuple[Any, ScopeInstance, list[Any], Any]] = []
        self._fresh: list[tuple[ScopeInstance, Any, dict[str, Any]]] = []
        self._races: set[str] = set()

    def carry(self) -> None:
        """Do it. Raises MotcuaError when an expression of a node that is entered fails."""
        for host, old in self.old.scopes.items():
            new = self._scope(host, old)
            if new is not None:
                self._fill(old, new)
        if self.found:
            return
        for task, scope, hosts, step in self._mapped:
            self._enter(task, scope, hosts, step)
        for scope, step, internal in self._fresh:
            scope.enter(step, scope.task_tree, internal)

    def _scope(self, host_id: str, old: ScopeInstance) -> ScopeInstance | None:
        host = self._kept.get(host_id) if host_id else None
        if host_id and host is None:
            return None  # the reason for the host is noted already
        key = host.task_spec.inner if host is not None else self.spec.id
        scope = self._empty(key, host, host_id)
        scope.variables = copy.deepcopy(old.variables)
        return scope

    def _empty(self, key: str, host: Any, host_id: str) -> ScopeInstance:
        scope = ScopeInstance(self.spec.parts[key], self.act, host)
        scope.task_tree._state = TaskState.COMPLETED
        self.act.scopes[host_id] = scope
        return scope

    def _fill(self, old: ScopeInstance, new: ScopeInstance) -> None:
        for task in old.live():
            internal = task.internal_data
            if task.task_spec.passive:
                self._watch(task, new)
            elif "b" in internal:
                self._instance(task, new)
            elif "r" in internal:
                self._race(task, old, new)
            else:
                self._token(task, new)
        self._arm(old, new)

    def _keep(self, task: Any, step: Any, scope: ScopeInstance, **changes: object) -> None:
        made = Task(scope, step, scope.task_tree, state=task._state, id=task.id)
        made.internal_data = copy.deepcopy(task.internal_data) | changes
        self._kept[task.id] = made
        before = {x.name: x.event.kind for x in task.task_spec.listeners}
        for listener in step.listeners:
            if before.get(listener.name) is not listener.event.kind:
                self._fresh.append((scope, listener, {"h": made.id}))
        if isinstance(step, WaitingStep) and step.node.inputs != task.task_spec.node.inputs:
            local = made.internal_data.setdefault(variables.LOCAL, {})
            for mapping in task.task_spec.node.inputs:
                local.pop(mapping.target, None)
            variables.inputs(made, step.node.inputs)

    def _watch(self, task: Any, scope: ScopeInstance) -> None:
        """What watches stays where the same watcher is; else it is dropped."""
        step, host = task.task_spec, self._kept.get(task.internal_data.get("h"))
        there = [] if host is None else host.task_spec.listeners
        for found in scope.spec.start.armed if step.arms else there:
            if found.name == step.name and found.event.kind is step.event.kind:
                self._keep(task, found, scope)

    def _instance(self, task: Any, scope: ScopeInstance) -> None:
        body = self._kept.get(task.internal_data["b"])
        if body is not None:
            self._keep(task, body.task_spec.inner, scope)

    def _token(self, task: Any, scope: ScopeInstance) -> None:
        step, wanted = task.task_spec, self.mapping.get(task.task_spec.node.id)
        found = counterpart(step, scope.spec, self.spec)
        if not isinstance(found, Obstacle) and wanted in (None, step.node.id):
            blocked = isinstance(step, Joining) and same_join(step, task.internal_data["f"], found)
            if blocked:
                self.found.append(blocked)
            else:
                self._keep(task, found, scope)
        elif wanted is None:
            self.found.append(found)
        else:
            self._map(task, scope, wanted)

    def _map(self, task: Any, scope: ScopeInstance, wanted: str) -> None:
        target = target_of(task.task_spec, wanted, scope.spec, self.spec)
        if isinstance(target, Obstacle):
            self.found.append(target)
        else:
            self._mapped.append((task, scope, *target))

    def _race(self, task: Any, old: ScopeInstance, scope: ScopeInstance) -> None:
        """Rivals stand for one token at their gateway: those that are gone are dropped."""
        race = task.internal_data["r"]
        gate = race_of(old.spec, task.internal_data["f"])
        found = counterpart(gate, scope.spec, self.spec)
        first = race not in self._races
        self._races.add(race)
        if isinstance(found, Obstacle):
            if first:
                self.found.append(found)
            return
        here = {w.target.name: w.target for w in gate.ways}
        for way in found.ways:
            rival = here.get(way.target.name)
            same = rival is not None and counterpart(rival, scope.spec, self.spec) is way.target
            if same and rival is task.task_spec:
                self._keep(task, way.target, scope, f=way.flow)
            elif first and not same:
                self._fresh.append((scope, way.target, {"f": way.flow, "r": race}))

    def _arm(self, old: ScopeInstance, scope: ScopeInstance) -> None:
        """Arm event sub-processes that the scope did not have; not after one has cleared it."""
        before = {arm.name: arm.event.kind for arm in old.spec.start.armed}
        if any(map(_cleared, old.live())):
            return
        for arm in scope.spec.start.armed:
            if before.get(arm.name) is not arm.event.kind:
                self._fresh.append((scope, arm, {}))

    def _enter(self, task: Any, scope: ScopeInstance, hosts: list[Any], step: Any) -> None:
        for host in hosts:
            scope = self._opened(scope, host)
        self.entered[task.id] = scope.enter(step, scope.task_tree, {}).id

    def _opened(self, scope: ScopeInstance, step: Any) -> ScopeInstance:
        """The scope of a sub-process, opened without its start where nothing runs in it yet."""
        for task in scope.live():
            if task.task_spec is step:
                return self.act.scopes[task.id]
        host = scope.add(step, scope.task_tree, {})
        variables.inputs(host, step.node.inputs)
        for listener in step.listeners:
            scope.enter(listener, scope.task_tree, {"h": host.id})
        host._set_state(TaskState.STARTED)
        inner = self._empty(step.inner, host, host.id)
        for arm in inner.spec.start.armed:
            inner.enter(arm, inner.task_tree, {})
        return inner


def _cleared(task: Any) -> bool:
    """Whether a task is an event sub-process that interrupted everything around it."""
    step, start = task.task_spec, task.internal_data.get("s")
    if step.node.kind is not NodeKind.EVENT_SUB_PROCESS or start is None:
        return False
    arms = task.workflow.spec.start.armed
    return any(arm.name == start and arm.node.interrupting for arm in arms)
