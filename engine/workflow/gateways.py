"""Gateways: they count the tokens that wait at them and never look back.

A token keeps the flow by which it came. A parallel join opens when a token waits on each
incoming flow and takes one from each; what is left over waits for the next round, as BPMN has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import Refused
from engine.workflow import variables
from engine.workflow.steps import PassingStep, Way, holds

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task

    from engine.definitions.bpmn.graph import FlowNode


class Exclusive(PassingStep):
    """The first flow that is true, in the order of the file, else the default."""

    def choose(self, task: Task) -> list[Way]:
        """One flow. Raises Refused `no_flow_matches`."""
        if len(self.ways) == 1 and not self.ways[0].condition:
            return self.ways
        seen = variables.of_task(task)
        for way in self.ways:
            if not way.default and holds(way, seen):
                return [way]
        return _default(self)


class Joining(PassingStep):
    """A gateway that brings tokens together."""

    joins = True

    def __init__(self, spec: Any, node: FlowNode, incoming: tuple[str, ...]) -> None:
        super().__init__(spec, node)
        self.incoming = frozenset(incoming)

    def waiting(self, task: Task) -> dict[str, Task]:
        """The oldest waiting token of each flow."""
        found: dict[str, Task] = {}
        for other in task.workflow.live():
            if other.task_spec is self and other._state == TaskState.WAITING:
                found.setdefault(other.internal_data["f"], other)
        return found

    def merge(self, task: Task, tokens: Iterable[Task]) -> None:
        """The tokens become one."""
        for other in tokens:
            if other is not task:
                task.workflow.drop(other)


class Parallel(Joining):
    """Waits for a token on each incoming flow; leaves by all outgoing ones."""

    def arrive(self, task: Task) -> bool:
        """Open when this was the last one missing."""
        if len(self.incoming) <= 1:
            return True
        task._set_state(TaskState.WAITING)
        tokens = self.waiting(task)
        if tokens.keys() != self.incoming:
            return False
        tokens[task.internal_data["f"]] = task
        self.merge(task, tokens.values())
        return True

    def choose(self, task: Task) -> list[Way]:
        """All, whatever is written on them."""
        return self.ways


class Inclusive(Joining):
    """Waits for every token that can still come; leaves by every flow that is true.

    `reach` says for each incoming flow from which nodes a token can come to it without passing
    here.
    """

    gathers = True

    def __init__(
        self, spec: Any, node: FlowNode, incoming: tuple[str, ...], reach: dict[str, frozenset[str]]
    ) -> None:
        super().__init__(spec, node, incoming)
        self.reach = reach

    def arrive(self, task: Task) -> bool:
        """The driver opens it, when nothing else runs."""
        if len(self.incoming) <= 1:
            return True
        task._set_state(TaskState.WAITING)
        return False

    def opens(self, task: Task, tokens: list[Task]) -> bool:
        """Open, unless another token can come to an empty flow and to no filled one."""
        here = self.waiting(task)
        empty = self.incoming - here.keys()
        for other in tokens:
            node = other.task_spec.node.id
            if other.task_spec is self or any(node in self.reach[f] for f in here):
                continue
            if any(node in self.reach[f] for f in empty):
                return False
        self.merge(task, here.values())
        task._ready()
        return True

    def choose(self, task: Task) -> list[Way]:
        """Every flow that is true, else the default. Raises Refused `no_flow_matches`."""
        if len(self.ways) == 1 and not self.ways[0].condition:
            return self.ways
        seen = variables.of_task(task)
        return [w for w in self.ways if not w.default and holds(w, seen)] or _default(self)


class EventBased(PassingStep):
    """Waits for the first of several events; the others are dropped."""

    def token(self, way: Way, task: Task) -> dict[str, Any]:
        """The rivals know each other by this gateway's task."""
        return {"f": way.flow, "r": task.id}


def _default(step: PassingStep) -> list[Way]:
    taken = [way for way in step.ways if way.default]
    if not taken and step.ways:
        node = step.node
        raise Refused(
            "no_flow_matches",
            f"gateway {node.label!r}: no condition is true and it has no default flow",
            node=node.id,
            name=node.label,
        )
    return taken
