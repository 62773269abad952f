"""Which variables an expression sees, and where a result is written.

The process has one set of variables, shared by all its branches. A sub-process, a step and an
instance of a multi-instance have local ones on top: their input mappings and the element they
work on. A result goes to the nearest place that knows its name, else to the process; with output
mappings, only what they name leaves the step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.workflow import feel

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task

    from engine.definitions.bpmn.graph import IoMapping
    from engine.workflow.scope import ScopeInstance

LOCAL = "v"  # key in a task's internal data


def of_scope(scope: ScopeInstance) -> dict[str, Any]:
    """Everything visible inside a scope."""
    chain: list[ScopeInstance] = []
    here: ScopeInstance | None = scope
    while here is not None:
        chain.append(here)
        here = here.outer
    seen: dict[str, Any] = {}
    for level in reversed(chain):
        seen.update(level.variables)
        if level is not scope:
            seen.update(_host_locals(chain, level))
    return seen


def _host_locals(chain: list[ScopeInstance], level: ScopeInstance) -> Mapping[str, Any]:
    inner = chain[chain.index(level) - 1]
    return inner.host.internal_data.get(LOCAL, {}) if inner.host is not None else {}


def of_task(task: Task) -> dict[str, Any]:
    """Everything visible to a step; a boundary event sees what its host sees."""
    seen = of_scope(task.workflow)
    host = task.workflow.tasks.get(task.internal_data.get("h"))
    if host is not None:
        seen.update(host.internal_data.get(LOCAL, {}))
    seen.update(task.internal_data.get(LOCAL, {}))
    return seen


def write(scope: ScopeInstance, name: str, value: object) -> None:
    """Write to the nearest scope that knows `name`, else to the outermost that may be written."""
    here = scope
    while name not in here.variables:
        host, outer = here.host, here.outer
        if host is None or outer is None or here.sealed:
            break
        local = host.internal_data.get(LOCAL, {})
        if name in local:
            local[name] = value
            return
        here = outer
    here.variables[name] = value


def result(
    task: Task, data: Mapping[str, object], outputs: tuple[IoMapping, ...], *, keeps: bool = False
) -> None:
    """Take in what a step brought: through its output mappings, else all of it.

    With `keeps` it all stays with the step: an instance of a multi-instance that collects.
    """
    if not data and not outputs:
        return
    local = task.internal_data.setdefault(LOCAL, {})
    for name, value in data.items():
        if outputs or keeps or name in local:
            local[name] = value
        else:
            write(task.workflow, name, value)
    for mapping in outputs:
        value = feel.evaluate(mapping.source, of_task(task))
        if keeps:
            local[mapping.target] = value
        else:
            write(task.workflow, mapping.target, value)


def inputs(task: Task, mappings: tuple[IoMapping, ...]) -> None:
    """Evaluate input mappings into the step's local variables."""
    for mapping in mappings:
        local = task.internal_data.setdefault(LOCAL, {})
        local[mapping.target] = feel.evaluate(mapping.source, of_task(task))
