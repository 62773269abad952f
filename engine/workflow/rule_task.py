"""Business rule tasks: a decision is made at once, its result goes into a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definitions.bpmn.graph import DecisionResult
from engine.errors import Refused
from engine.workflow import variables
from engine.workflow.decisions import DecisionOutcome, Plan, decide
from engine.workflow.steps import PassingStep

if TYPE_CHECKING:
    from SpiffWorkflow.task import Task

    from engine.definitions.bpmn.graph import FlowNode


class RuleTask(PassingStep):
    """Without a result variable of its own, the result is called like the decision's id."""

    def __init__(self, spec: Any, node: FlowNode, plan: Plan | None, name: str = "") -> None:
        super().__init__(spec, node, name)
        self.plan = plan

    def work(self, task: Task) -> None:
        """Decide, and write. Raises Refused `decision`, with task and decision named."""
        node = self.node
        try:
            if self.plan is None:
                text = f'the decision "{node.decision}" is not at hand'
                raise Refused("decision", text, decision=node.decision)
            outcome = decide(self.plan, variables.of_task(task))
            value = mapped(outcome, node.decision_result)
        except Refused as error:
            message = f'business rule task "{node.label}": {error}'
            raise Refused(
                "decision", message, **{**error.fields, "node": node.id, "name": node.label}
            ) from error
        self.take(task, {node.result or node.decision: value})


def mapped(outcome: DecisionOutcome, way: DecisionResult) -> object:
    """The result as `camunda:mapDecisionResult` wants it. Raises Refused where it does not fit."""
    rows = [dict(row) for row in outcome.rows]
    if way is DecisionResult.VALUE:
        return outcome.value
    if way is DecisionResult.RESULT_LIST:
        return rows
    if way is DecisionResult.COLLECT_ENTRIES:
        return [_only_entry(row, way) for row in rows]
    if len(rows) > 1:
        raise Refused("decision", f"{way.value}: the decision gave {len(rows)} results, not one")
    if not rows:
        return None
    return rows[0] if way is DecisionResult.SINGLE_RESULT else _only_entry(rows[0], way)


def _only_entry(row: dict[str, object], way: DecisionResult) -> object:
    if len(row) != 1:
        raise Refused("decision", f"{way.value}: the decision gave {len(row)} outputs, not one")
    return next(iter(row.values()))
