"""A running dossier as plain data: only what waits and the variables, never spec or history.

`n` counts task ids, `g` is the spec's digest, `s` the scopes from the outside in: host task,
spec, variables, and the live tasks as [id, step, state, internal data].
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import BadState
from engine.workflow.execution import Execution
from engine.workflow.scope import ScopeInstance
from engine.workflow.spec import Spec


def folded(act: Execution, spec: Spec) -> dict[str, Any]:
    """The state between two acts."""
    scopes = [
        [
            host,
            scope.spec.name,
            scope.variables,
            [[t.id, t.task_spec.name, t._state, t.internal_data] for t in scope.live()],
        ]
        for host, scope in act.scopes.items()
    ]
    return {"n": act.count, "g": spec.digest[:16], "s": scopes}


def unfolded(state: Any, spec: Spec) -> Execution:
    """The dossier as it was. Raises BadState when it belongs to another version of the diagram."""
    try:
        if state["g"] != spec.digest[:16]:
            raise BadState("other_version", "the stored state belongs to another diagram version")
        act = Execution(state["n"])
        for host, name, variables, tasks in state["s"]:
            scope = _scope(act, spec.parts[name], host)
            scope.variables = variables
            for row in tasks:
                _task(scope, row)
            scope.completed = not host and not tasks
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadState(
            "bad_state", f"the stored state does not fit the diagram: {error}"
        ) from error
    return act


def marks_of(state: Any) -> tuple[str, frozenset[str]]:
    """By what a state is known: the dossier's code in its variables, the ids of its live tasks.

    The code is "" where there is none. Raises BadState for what is no state.
    """
    try:
        code = state["s"][0][2].get("so_ho_so", "")
        return str(code), frozenset(str(row[0]) for scope in state["s"] for row in scope[3])
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise BadState("bad_state", f"the stored state has no scopes: {error}") from error


def _scope(act: Execution, part: Any, host: str) -> ScopeInstance:
    task = None
    if host:
        task = next(s.tasks[host] for s in act.scopes.values() if host in s.tasks)
    scope = ScopeInstance(part, act, task)
    scope.task_tree._state = TaskState.COMPLETED
    act.scopes[host] = scope
    return scope


def _task(scope: ScopeInstance, row: list[Any]) -> None:
    task_id, step, state, internal = row
    task = Task(scope, scope.spec.task_specs[step], scope.task_tree, state=state, id=task_id)
    task.internal_data = internal
