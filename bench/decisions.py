"""FEEL evaluations a second, and decision tables of 100 and of 5,000 rules against one of them.

The tables have three inputs: a text, a number and a range. Each table is asked for a rule in its
last row, so that every cell before it is looked at. The first call also teaches the V8 the table;
it is told apart.
"""
# ruff: noqa: T201

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from engine.definitions.dmn.decision_file import read_decisions
from engine.workflow import feel
from engine.workflow.decisions import decide, plan_of

EVALUATIONS, TURNS = 2_000, 15
SIZES = (100, 5_000)
LIMIT = 20.0  # a table of 100 rules against one FEEL evaluation
EXPRESSION = 'if loại = "mới" and số thiết bị > 3 then phí * 2 else phí'
VARIABLES = {"loại": "mới", "số thiết bị": 5, "phí": 50_000}

HEAD = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d">
<decision id="phi" name="Phí"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i1"><inputExpression typeRef="string"><text>loại</text></inputExpression></input>
<input id="i2"><inputExpression typeRef="number"><text>mã</text></inputExpression></input>
<input id="i3"><inputExpression typeRef="number"><text>phí</text></inputExpression></input>
<output id="o" name="ra" typeRef="number"/>
"""
RULE = """<rule id="r{n}"><inputEntry><text>"mới", "cũ"</text></inputEntry>
<inputEntry><text>{n}</text></inputEntry><inputEntry><text>[{n}..{top}]</text></inputEntry>
<outputEntry><text>{n} * 2</text></outputEntry></rule>
"""


def main() -> int:
    """Print figures and the ratio; 1 when it is over the limit."""
    one = median(_timed(_evaluations) for _ in range(TURNS)) / EVALUATIONS
    print(f"FEEL: {1_000 / one:,.0f} evaluations a second ({one:.3f} ms each)")
    over = False
    for rules in SIZES:
        first, then = _table(rules)
        ratio = then / one
        bounded = rules == SIZES[0]
        over = over or (bounded and ratio > LIMIT)
        told = f", at most {LIMIT:g}" if bounded else ""
        print(
            f"table of {rules:,} rules: {then:.2f} ms, {ratio:.1f} × one evaluation{told}"
            f"{' OVER' if bounded and ratio > LIMIT else ''}; first call {first:.0f} ms"
        )
    return int(over)


def _evaluations() -> None:
    for _ in range(EVALUATIONS):
        feel.evaluate(EXPRESSION, VARIABLES)


def _table(rules: int) -> tuple[float, float]:
    """Milliseconds of the first call and the median of the others."""
    body = "".join(RULE.format(n=n, top=n + 10) for n in range(rules))
    xml = f"{HEAD}{body}</decisionTable></decision></definitions>"
    file, findings = read_decisions(xml.encode(), "bench.dmn")
    if file is None:
        raise ValueError(findings)
    plan = plan_of(file, file.decisions["phi"])
    given = {"loại": "mới", "mã": rules - 1, "phí": rules + 5}

    def ask() -> None:
        if decide(plan, given).value != (rules - 1) * 2:
            raise ValueError("the table gave something else")

    first = _timed(ask)
    return first, median(_timed(ask) for _ in range(TURNS))


def _timed(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1_000


if __name__ == "__main__":
    sys.exit(main())
