"""Seconds that `check` takes: 400 steps with choices, 14 parallel branches, all content."""
# ruff: noqa: T201

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import Diagram
from engine.definitions.content_root import content_root
from engine.review.checks.check import check
from engine.review.soundness.proof import check_soundness

LIMIT = 2  # seconds for one diagram
_SPACE = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
_KINDS = {"x": "exclusiveGateway", "p": "parallelGateway", "s": "startEvent", "e": "endEvent"}


def drawn(arrows: list[str]) -> Diagram:
    """A diagram of `a>b` arrows; the first letter of a node says what it is."""
    nodes = dict.fromkeys(n for a in arrows for n in a.split(">"))
    flows = [pair for a in arrows for pair in pairwise(a.split(">"))]
    seen: dict[str, int] = {}
    text = []
    for at, (source, target) in enumerate(flows):
        seen.setdefault(source, at)
        chosen = source[0] == "x" and seen[source] != at
        inside = "<conditionExpression>=x = 1</conditionExpression>" if chosen else ""
        text.append(f'<sequenceFlow id="f{at}" sourceRef="{source}" targetRef="{target}">'
                    f"{inside}</sequenceFlow>")  # fmt: skip
    for node in nodes:
        kind = _KINDS.get(node[0], "userTask")
        splits = node[0] == "x" and [s for s, _ in flows].count(node) > 1
        default = f'default="f{seen[node]}"' if splits else ""
        text.append(f'<{kind} id="{node}" {default}/>')
    body = "".join(text)
    xml = (
        f'<definitions {_SPACE}><process id="p" isExecutable="true">{body}</process></definitions>'
    )
    diagrams, findings = read_diagrams(xml.encode(), "bench.bpmn")
    if not diagrams:
        raise RuntimeError(findings)
    return diagrams[0]


def choices(steps: int) -> list[str]:
    """Half of the steps in a row, each with a second way beside it and a way back."""
    arrows, before = [], "s"
    for n in range(steps // 2):
        arrows += [f"{before}>xj{n}>t{n}>x{n}>xe{n}", f"x{n}>u{n}>xe{n}", f"xe{n}>xj{n}"]
        before = f"xe{n}"
    return [*arrows, f"{before}>e"]


def branches(count: int) -> list[str]:
    """Parallel branches of two steps with a loop in each."""
    ways = [f"p1>xa{n}>t{n}>xb{n}>u{n}>p2" for n in range(count)]
    return ["s>p1", *ways, *(f"xb{n}>xa{n}" for n in range(count)), "p2>e"]


def main() -> None:
    """Print a line for each."""
    for name, arrows in (("400 steps in choices", choices(400)), ("14 branches", branches(14))):
        diagram = drawn(arrows)
        began = perf_counter()
        found = check_soundness(diagram)
        took = perf_counter() - began
        over = " OVER" if took > LIMIT else ""
        print(f"{name:24} {took:6.2f} s (limit {LIMIT} s){over}; {len(found)} findings")
    began = perf_counter()
    findings = check(None, content_root())
    took = perf_counter() - began
    print(f"{'all content':24} {took:6.2f} s (limit 10 s)  {len(findings)} findings")


if __name__ == "__main__":
    main()
