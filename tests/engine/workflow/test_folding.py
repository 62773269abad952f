"""A folded, stored and restored run does the same as one that keeps its whole history."""

from __future__ import annotations

import random
from typing import Any

import pytest

from engine.definitions.bpmn.graph import (
    Diagram,
    EventDefinition,
    EventKind,
    Loop,
    NodeKind,
    TimerKind,
)
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec
from engine.workflow.waits import Wait, WaitKind
from tests.engine.workflow.conftest import KEY

SEEDS = 150


class Drawing:
    """A random, well-formed diagram: blocks in blocks."""

    def __init__(self, seed: int, kinds: Any) -> None:
        self.random = random.Random(seed)  # noqa: S311  a diagram, not a secret
        self.kinds = kinds
        self.nodes: dict[str, dict[str, Any]] = {}
        self.paths: list[str] = []
        start, end = self.node(kinds.start, None), self.node(kinds.end, None)
        self.joined(start, self.block(None, 3), end)
        if self.random.random() < 0.3:
            self.aside(None, "toàn bộ")

    def node(self, given: dict[str, Any], parent: str | None) -> str:
        key = f"n{len(self.nodes)}"
        self.nodes[key] = given | {"parent": parent}
        return key

    def joined(self, before: str, block: tuple[str, str], after: str) -> None:
        self.paths += [f"{before} > {block[0]}", f"{block[1]} > {after}"]

    def block(self, parent: str | None, depth: int) -> tuple[str, str]:
        simple = [self.user, self.script, self.many, self.event]
        nested = [self.row, self.row, self.choice, self.both, self.some, self.loop, self.sub]
        nested += [self.race, self.watched, self.many_subs, self.thrown, self.terminated]
        return self.random.choice(nested if depth else simple)(parent, depth - 1)

    def user(self, parent: str | None, depth: int) -> tuple[str, str]:
        key = self.node(self.kinds.user, parent)
        return key, key

    def script(self, parent: str | None, depth: int) -> tuple[str, str]:
        key = self.node(self.kinds.script("if x = null then 1 else x + 1", "x"), parent)
        return key, key

    def many(self, parent: str | None, depth: int) -> tuple[str, str]:
        loop = Loop(self.random.random() < 0.5, "[1, 2]", "el", "", "out", "el * 10")
        key = self.node(self.kinds.user | {"loop": loop}, parent)
        return key, key

    def event(self, parent: str | None, depth: int) -> tuple[str, str]:
        event = self.random.choice([self.kinds.timer(), self.kinds.message("m")])
        key = self.node(self.kinds.catch(event), parent)
        return key, key

    def row(self, parent: str | None, depth: int) -> tuple[str, str]:
        first, second = self.block(parent, depth), self.block(parent, depth)
        self.paths.append(f"{first[1]} > {second[0]}")
        return first[0], second[1]

    def split(self, parent: str | None, depth: int, kind: Any, way: Any) -> tuple[str, str]:
        fork, join = self.node(kind, parent), self.node(kind, parent)
        for index in range(self.random.randint(2, 3)):
            block = self.block(parent, depth)
            self.paths += [way(fork, block[0], index), f"{block[1]} > {join}"]
        return fork, join

    def choice(self, parent: str | None, depth: int) -> tuple[str, str]:
        def way(fork: str, to: str, index: int) -> str:
            return f"{fork} > {to}: z > {index * 3 + 3}" if index else f"{fork} >> {to}"

        return self.split(parent, depth, self.kinds.xor, way)

    def both(self, parent: str | None, depth: int) -> tuple[str, str]:
        return self.split(parent, depth, self.kinds.both, lambda f, t, i: f"{f} > {t}")

    def some(self, parent: str | None, depth: int) -> tuple[str, str]:
        def way(fork: str, to: str, index: int) -> str:
            return f"{fork} > {to}: z > {index * 3}" if index else f"{fork} >> {to}"

        return self.split(parent, depth, self.kinds.some, way)

    def loop(self, parent: str | None, depth: int) -> tuple[str, str]:
        block = self.block(parent, depth)
        enter, leave = self.node(self.kinds.xor, parent), self.node(self.kinds.xor, parent)
        count = f"v{len(self.nodes)}"
        add = f"if {count} = null then 1 else {count} + 1"
        tick = self.node(self.kinds.script(add, count), parent)
        out = self.node(self.kinds.task, parent)
        self.paths += [f"{enter} > {block[0]}", f"{block[1]} > {tick} > {leave}"]
        self.paths += [f"{leave} > {out}: {count} >= 2", f"{leave} >> {enter}"]
        return enter, out

    def sub(self, parent: str | None, depth: int) -> tuple[str, str]:
        key = self.node(self.kinds.sub, parent)
        start, end = self.node(self.kinds.start, key), self.node(self.kinds.end, key)
        self.joined(start, self.block(key, depth), end)
        if self.random.random() < 0.5:
            self.aside(key, "m")
        return key, key

    def aside(self, parent: str | None, message: str) -> None:
        """An event sub-process, interrupting or not, by a message or a timer."""
        key = self.node(self.kinds.event_sub, parent)
        caught = self.random.choice([self.kinds.message(message), self.kinds.timer()])
        event = {"event": caught, "interrupting": self.random.random() < 0.5}
        begin = self.node(self.kinds.start | event, key)
        self.paths.append(f"{begin} > {self.block(key, 0)[0]}")

    def many_subs(self, parent: str | None, depth: int) -> tuple[str, str]:
        """A sub-process for each element, together or one after the other."""
        key = self.sub(parent, depth)[0]
        done = self.random.choice(["", "numberOfCompletedInstances >= 2"])
        sequential = self.random.random() < 0.5
        loop = Loop(sequential, "[1, 2, 3]", "el", "", "ra", "el + 1", done)
        self.nodes[key]["loop"] = loop
        return key, key

    def thrown(self, parent: str | None, depth: int) -> tuple[str, str]:
        """A sub-process that may throw an error or an escalation at its border."""
        key = self.node(self.kinds.sub, parent)
        start, choice = self.node(self.kinds.start, key), self.node(self.kinds.xor, key)
        kind = self.random.choice(["error", "escalation"])
        out = self.node(self.kinds.throw(kind, "hỏng", end=True), key)
        well = self.node(self.kinds.end, key)
        block = self.block(key, depth)
        self.paths += [f"{start} > {block[0]}", f"{block[1]} > {choice}"]
        self.paths += [f"{choice} > {out}: z > 4", f"{choice} >> {well}"]
        beside = kind == "escalation" and self.random.random() < 0.5
        caught = EventDefinition(EventKind(kind), self.random.choice(["hỏng", ""]))
        edge = self.node(self.kinds.boundary(key, caught, interrupting=not beside), parent)
        join, after = self.node(self.kinds.xor, parent), self.block(parent, 0)
        self.paths += [f"{key} > {join}", f"{edge} > {after[0]}"]
        if not beside:
            self.paths.append(f"{after[1]} > {join}")
        return key, join

    def terminated(self, parent: str | None, depth: int) -> tuple[str, str]:
        """A sub-process in which the first of two branches ends both."""
        key = self.node(self.kinds.sub, parent)
        start, fork = self.node(self.kinds.start, key), self.node(self.kinds.both, key)
        self.paths.append(f"{start} > {fork}")
        for end in (self.kinds.throw("terminate", end=True), self.kinds.end):
            self.joined(fork, self.block(key, depth), self.node(end, key))
        return key, key

    def race(self, parent: str | None, depth: int) -> tuple[str, str]:
        gate, join = self.node(self.kinds.first, parent), self.node(self.kinds.xor, parent)
        for event in (self.kinds.timer(), self.kinds.message("m")):
            block = self.block(parent, 0)
            caught = self.node(self.kinds.catch(event), parent)
            self.paths.append(f"{gate} > {caught} > {block[0]}")
            self.paths.append(f"{block[1]} > {join}")
        return gate, join

    def watched(self, parent: str | None, depth: int) -> tuple[str, str]:
        host = self.random.choice([self.user, self.sub, self.many])(parent, depth)[0]
        join = self.node(self.kinds.xor, parent)
        beside = self.random.random() < 0.5
        events = [self.kinds.timer(), EventDefinition(EventKind.SIGNAL, "tin")]
        if beside:
            events.append(self.kinds.timer("R2/PT1H", TimerKind.CYCLE))
        event = self.random.choice(events)
        edge = self.node(self.kinds.boundary(host, event, interrupting=not beside), parent)
        after = self.block(parent, 0)
        self.paths += [f"{host} > {join}", f"{edge} > {after[0]}"]
        if not beside:
            self.paths.append(f"{after[1]} > {join}")
        return host, join


def act(run: Run, wait: Wait, value: int) -> None:
    if wait.kind is WaitKind.TIMER:
        run.fire(wait.task_id)
    elif wait.kind is WaitKind.MESSAGE:
        run.deliver(wait.message, {"z": value})
    elif wait.kind is WaitKind.SIGNAL:
        run.signal(wait.message, {"z": value})
    else:
        run.complete(wait.task_id, {"z": value})


@pytest.mark.parametrize("seed", range(SEEDS))
def test_folded_and_unfolded_runs_agree(seed: int, kinds: Any, diagram: Any, at: Any) -> None:
    drawing = Drawing(seed, kinds)
    drawn: Diagram = diagram(f"r{seed}", drawing.nodes, *drawing.paths)
    spec = compile_spec(drawn)
    whole = Run.start(spec, {"z": seed % 7}, at, folds=False)
    folded = Run.start(spec, {"z": seed % 7}, at)
    chance = random.Random(seed)  # noqa: S311
    passed = folded.passed
    for _ in range(60):
        assert folded.waits() == whole.waits()
        assert folded.data == whole.data
        assert passed == whole.passed
        assert folded.ended == whole.ended
        if folded.ended:
            break
        wait, value = chance.choice(folded.waits()), chance.randint(0, 8)
        folded = Run.restore(spec, folded.dump(KEY), KEY)
        act(folded, wait, value)
        act(whole, wait, value)
        passed += folded.passed


def test_the_drawings_are_worth_it(kinds: Any) -> None:
    seen = {n["kind"] for seed in range(SEEDS) for n in Drawing(seed, kinds).nodes.values()}
    assert {NodeKind.INCLUSIVE, NodeKind.SUB_PROCESS, NodeKind.EVENT_SUB_PROCESS} <= seen
    assert {NodeKind.BOUNDARY, NodeKind.EVENT_GATEWAY, NodeKind.PARALLEL} <= seen
    nodes = [n for seed in range(SEEDS) for n in Drawing(seed, kinds).nodes.values()]
    thrown = {n["event"].kind for n in nodes if n.get("event")}
    assert {EventKind.ERROR, EventKind.ESCALATION, EventKind.TERMINATE, EventKind.SIGNAL} <= thrown
    assert any(n.get("loop") and n["kind"] is NodeKind.SUB_PROCESS for n in nodes)
    ends = [n for n in nodes if n["kind"] is NodeKind.EVENT_SUB_PROCESS and n["parent"] is None]
    assert ends


def test_the_state_does_not_grow_with_the_steps(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "m": kinds.xor, "f": kinds.both, "a": kinds.user, "b": kinds.user}
    nodes |= {"j": kinds.both, "g": kinds.xor, "e": kinds.end}
    c = begin(
        nodes, "s > m > f > a > j > g", "f > b > j", "g > e: xong = true", "g >> m", xong=False
    )
    sizes = [len(c.do("a").do("b").blob) for _ in range(100)]
    assert max(sizes) <= sizes[1] + 16
    assert max(sizes) < 500
    assert c.do("a", xong=True).do("b").run.ended


def test_a_finished_dossier_of_six_steps_is_small(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "e": kinds.end} | {f"b{i}": kinds.user for i in range(6)}
    c = begin(nodes, "s > b0 > b1 > b2 > b3 > b4 > b5 > e")
    for i in range(6):
        c.do(f"b{i}", **{f"ý kiến {i}": f"Đồng ý với đề xuất số {i}, trình lãnh đạo xem xét"})
    assert c.run.ended
    assert len(c.blob) <= 2_000
