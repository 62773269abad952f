"""DMN decisions, evaluated by feelin in the V8: a decision with all that it requires in one call.

Input values go in as `feel` has them; a column's type turns ISO 8601 text into a date, time,
moment or duration. A table whose rules are all missed gives None, or its default outputs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definitions.dmn.decision import Decision, DecisionFile, DecisionTable, Knowledge
from engine.errors import BadExpression, Refused
from engine.workflow import feel, isolate

CELL_SECONDS = 0.001  # for each cell, on top of what one FEEL expression has
MOST_SECONDS = 5.0  # for one decision with all that it requires
LEARNING = 10.0  # seconds for taking a plan in, once in each isolate
MOST_PROBLEMS = 5_000  # texts parsed in one call


@dataclass(frozen=True, slots=True)
class Plan:
    """A decision ready to be evaluated; `text` is what the V8 keeps under `key`."""

    decision: Decision
    key: str
    text: str
    seconds: float
    labels: Mapping[str, Decision]


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    """What a decision gave.

    `value` is a value (one output), a context (several), or a list of them (COLLECT, RULE ORDER,
    OUTPUT ORDER); `rows` the same as contexts by output name; `hits` the numbers of the rules that
    gave it, for each decision that was evaluated.
    """

    value: object
    rows: tuple[dict[str, object], ...]
    hits: Mapping[str, tuple[int, ...]]
    warnings: tuple[str, ...] = ()


def plan_of(file: DecisionFile, decision: Decision) -> Plan:
    """Lay out a decision and what it requires, in order."""
    needed = file.needed_by(decision)
    functions = _functions(file, needed)
    spreads = file.dialect == "camunda7"
    text = json.dumps(
        {
            "decisions": [_logic(each, spreads) for each in needed],
            "functions": [_function(each) for each in functions],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    tables = [each.logic for each in needed if isinstance(each.logic, DecisionTable)]
    cells = sum(len(table.rules) * len(table.inputs) for table in tables)
    seconds = min(MOST_SECONDS, feel.allowed() * len(needed) + CELL_SECONDS * cells)
    key = hashlib.sha256(text.encode()).hexdigest()
    return Plan(decision, key, text, seconds, {d.id: d for d in needed})


def decide(plan: Plan, variables: Mapping[str, object]) -> DecisionOutcome:
    """Evaluate a decision. Raises Refused `decision`, with decision, rule and column named."""
    data = feel.encode(variables)
    if len(data) > feel.LARGEST:
        raise _refused(plan, {"error": "the variables are too large", "code": "fails"})
    try:
        answer = _answer(plan, data)
    except BadExpression as error:
        raise _refused(plan, {"error": str(error), "code": error.code}) from error
    if "error" in answer:
        raise _refused(plan, answer)
    return DecisionOutcome(
        value=answer["value"],
        rows=tuple(answer["rows"]),
        hits={key: tuple(numbers) for key, numbers in answer["hits"]},
        warnings=tuple(answer["warnings"]),
    )


def problems(texts: Iterable[tuple[str, bool]]) -> list[tuple[str, int] | None]:
    """What is wrong with each FEEL text, and at which character (from 1), or None.

    A text comes with whether it is a unary test. Nothing is evaluated.
    """
    pairs = [["unary" if unary else "expression", text] for text, unary in texts]
    found: list[tuple[str, int] | None] = []
    for start in range(0, len(pairs), MOST_PROBLEMS):
        data = json.dumps(pairs[start : start + MOST_PROBLEMS], ensure_ascii=False)
        answer = isolate.call("feelProblems", data, seconds=LEARNING)
        found += [
            (problem[0], problem[1] + 1) if problem else None for problem in json.loads(answer)
        ]
    return found


def _answer(plan: Plan, data: str) -> dict[str, Any]:
    """Ask the V8; one that does not know the plan yet is taught it."""
    for _ in range(2):
        text = isolate.call("feelDecide", plan.key, data, feel.moment(), seconds=plan.seconds)
        answer: dict[str, Any] = json.loads(text)
        if "unknown" not in answer:
            return answer
        learnt: dict[str, Any] = json.loads(
            isolate.call("feelLearn", plan.key, plan.text, seconds=LEARNING)
        )
        if "error" in learnt:
            return learnt
    return {"error": "the decision is not known", "code": "fails"}


def _refused(plan: Plan, answer: Mapping[str, Any]) -> Refused:
    decision = plan.labels.get(answer.get("decision", ""), plan.decision)
    place = [f'decision "{decision.label}"']
    fields: dict[str, object] = {"decision": decision.label, "kind": answer["code"]}
    if "rule" in answer:
        fields["rule"] = answer["rule"]
        place.append(f"rule {answer['rule']}")
    column = _column(decision, answer)
    if column:
        fields["column"] = column
        place.append(f'column "{column}"')
    return Refused("decision", f"{', '.join(place)}: {answer['error']}", **fields)


def _column(decision: Decision, answer: Mapping[str, Any]) -> str:
    table = decision.logic
    if not isinstance(table, DecisionTable):
        return ""
    columns = table.inputs if "column" in answer else table.outputs
    number: int = answer.get("column") or answer.get("output") or 0
    return columns[number - 1].label if number else ""


def _logic(decision: Decision, spreads: bool) -> dict[str, object]:
    names = (decision.variable, decision.name, decision.id)
    keys = list(dict.fromkeys(name for name in names if name))
    shared: dict[str, object] = {"id": decision.id, "keys": keys, "spreads": spreads}
    table = decision.logic
    if not isinstance(table, DecisionTable):
        return {**shared, "expression": table.expression}
    return {
        **shared,
        "policy": table.policy.value,
        "aggregation": table.aggregation.value,
        "inputs": [{"expression": i.expression, "type": i.type.value} for i in table.inputs],
        "outputs": [
            {"name": o.name, "values": o.values, "default": o.default} for o in table.outputs
        ],
        "rules": [
            {"inputs": [c.text for c in r.inputs], "outputs": [c.text for c in r.outputs]}
            for r in table.rules
        ],
    }


def _functions(file: DecisionFile, needed: Iterable[Decision]) -> list[Knowledge]:
    """Return the knowledge models that the decisions call, each after those it calls itself."""
    found: dict[str, Knowledge] = {}
    todo = [key for decision in needed for key in decision.knows]
    while todo:
        key = todo.pop()
        model = file.knowledge[key]
        waiting = [k for k in model.requires if k not in found and k != key]
        if key in found:
            continue
        if waiting and todo.count(key) < len(file.knowledge):
            todo += [key, *waiting]
        else:
            found[key] = model
    return list(found.values())


def _function(model: Knowledge) -> dict[str, object]:
    return {
        "id": model.id,
        "name": model.name,
        "parameters": list(model.parameters),
        "expression": model.body.expression,
    }
