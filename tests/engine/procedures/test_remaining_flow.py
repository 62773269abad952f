"""Which variables a token's way would miss, and where it could wait for ever."""

from __future__ import annotations

from typing import Any

import pytest

from engine.definitions.bpmn.graph import Diagram, NodeKind
from engine.procedures.reachability.variables import RemainingFlow
from engine.procedures.version import Version
from engine.review.soundness.completion import waits_for_ever
from tests.engine.workflow.conftest import _diagram, message

START, END = {"kind": NodeKind.START}, {"kind": NodeKind.END}
USER, XOR, BOTH = ({"kind": k} for k in (NodeKind.USER_TASK, NodeKind.EXCLUSIVE, NodeKind.PARALLEL))


def script(text: str, result: str = "r") -> dict[str, Any]:
    return {"kind": NodeKind.SCRIPT_TASK, "script": text, "result": result}


class FakeProcedure:
    diagram = "p"


def remaining(diagram: Diagram, *tokens: str) -> RemainingFlow:
    version = Version(1, 1, FakeProcedure(), {"p": diagram}, {}, "d")  # type: ignore[arg-type]
    return RemainingFlow(version, [("p", node) for node in tokens])


STRAIGHT = _diagram(
    "p",
    {"s": START, "a": USER, "x": script("1", "x"), "b": USER, "g": script("x + 1"), "e": END},
    "s > a > x > b > g > e",
)
LOOP = _diagram(
    "p",
    {"s": START, "x": script("1", "x"), "b": USER, "w": XOR, "g": script("x + 1"), "e": END},
    "s > x > b > w",
    "w > x: y = 1",
    "w >> g > e",
)
BRANCHES = _diagram(
    "p",
    {"s": START, "f": BOTH, "a": USER, "x": script("1", "x"), "b": USER, "j": BOTH}
    | {"g": script("x + 1"), "e": END},
    "s > f > a > x > j > g > e",
    "f > b > j",
)
EVENT = _diagram(
    "p",
    {"s": START, "a": USER, "x": script("1", "x"), "e": END}
    | {"es": {"kind": NodeKind.EVENT_SUB_PROCESS}}
    | {"m": START | {"event": message("rút"), "parent": "es"}}
    | {"g": script("x + z") | {"parent": "es"}},
    "s > a > x > e",
    "m > g",
)


@pytest.mark.parametrize(
    ("diagram", "tokens", "name", "lacks"),
    [
        (STRAIGHT, "a", "x", False),
        (STRAIGHT, "b", "x", True),
        (LOOP, "b", "x", True),  # the way back that would give it need not be taken
        (BRANCHES, "ab", "x", False),  # the branch that gives it joins the other
        (BRANCHES, "b", "x", True),
        (EVENT, "a", "x", False),
        (EVENT, "a", "z", True),
        (STRAIGHT, "a", "other", False),
    ],
)
def test_what_a_way_lacks(diagram: Diagram, tokens: str, name: str, lacks: bool) -> None:
    use = remaining(diagram, *tokens).lacking(name)
    assert (use is not None) is lacks
    assert use is None or (use.what, use.at) == ("step", "g")


@pytest.mark.parametrize(
    ("standing", "left"),
    [
        ([("a", ""), ("b", "")], ()),
        ([("b", "")], ("j",)),
        ([("b", ""), ("j", "f4")], ()),  # f4 leads from the script to the join
        ([("g", "")], ()),
        ([("f", "")], ()),
    ],
)
def test_where_tokens_could_wait_for_ever(
    standing: list[tuple[str, str]], left: tuple[str, ...]
) -> None:
    assert waits_for_ever(BRANCHES, None, standing) == left
