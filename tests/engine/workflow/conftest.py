from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from engine.definitions.bpmn.graph import (
    Diagram,
    EventDefinition,
    EventKind,
    Flow,
    FlowNode,
    NodeKind,
    TimerKind,
)
from engine.workflow.run import Run
from engine.workflow.seal import StateKey
from engine.workflow.spec import compile_spec

KEY = StateKey(b"k" * 32, "H37.04-231207-0003", 1)
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def message(name: str) -> EventDefinition:
    return EventDefinition(EventKind.MESSAGE, name)


def timer(
    text: str = "P1D", kind: TimerKind = TimerKind.DURATION, *, feel: bool = False
) -> EventDefinition:
    return EventDefinition(EventKind.TIMER, timer_kind=kind, timer=text, feel=feel)


def _diagram(id: str, nodes: dict[str, dict[str, Any]], *paths: str) -> Diagram:
    """Paths read `a > b > c`, `g > b: FEEL` and `g >> c` for the default flow."""
    flows: dict[str, Flow] = {}
    defaults: dict[str, str] = {}
    for path in paths:
        way, _, condition = path.partition(": ")
        default = ">>" in way
        stops = [s.strip() for s in way.replace(">>", ">").split(">")]
        for source, target in pairwise(stops):
            key = f"f{len(flows) + 1}"
            flows[key] = Flow(key, "", source, target, 1, condition)
            if default:
                defaults[source] = key
    made = {
        key: replace(
            FlowNode(id=key, name="", line=1, default=defaults.get(key, ""), **given),
            incoming=tuple(f.id for f in flows.values() if f.target == key),
            outgoing=tuple(f.id for f in flows.values() if f.source == key),
        )
        for key, given in nodes.items()
    }
    digest = hashlib.sha256(repr((id, made, flows)).encode()).hexdigest()
    return Diagram(id, id, "t.bpmn", made, flows, {}, b"", digest, "plain")


class Course:
    """A run that is stored and restored after each act."""

    def __init__(self, diagram: Diagram, called: dict[str, Diagram], data: dict[str, Any]) -> None:
        self.spec = compile_spec(diagram, called)
        self.passed: list[str] = []
        self.run = Run.start(self.spec, data, AT)
        self._store()

    def _store(self) -> None:
        self.passed += self.run.passed
        self.blob = self.run.dump(KEY)
        again = Run.restore(self.spec, self.blob, KEY)
        assert again.waits() == self.run.waits()
        assert again.data == self.run.data
        assert again.ended == self.run.ended
        self.run = again

    @property
    def open(self) -> list[str]:
        return sorted(w.node for w in self.run.waits())

    @property
    def data(self) -> dict[str, Any]:
        return self.run.data

    def wait(self, node: str, index: int = 0) -> str:
        return [w.task_id for w in self.run.waits() if w.node == node][index]

    def do(self, node: str, index: int = 0, **data: Any) -> Course:
        self.run.complete(self.wait(node, index), data)
        self._store()
        return self

    def fire(self, node: str) -> Course:
        self.run.fire(self.wait(node))
        self._store()
        return self

    def deliver(self, name: str, **data: Any) -> bool:
        taken = self.run.deliver(name, data)
        self._store()
        return taken

    def signal(self, name: str, **data: Any) -> bool:
        taken = self.run.signal(name, data)
        self._store()
        return taken

    def fail(self, node: str, code: str) -> Course:
        self.run.fail(self.wait(node), code)
        self._store()
        return self


@pytest.fixture
def kinds() -> Any:
    """Short names for nodes of a drawn diagram."""

    class Kinds:
        start = {"kind": NodeKind.START}  # noqa: RUF012
        end = {"kind": NodeKind.END}  # noqa: RUF012
        user = {"kind": NodeKind.USER_TASK}  # noqa: RUF012
        task = {"kind": NodeKind.TASK}  # noqa: RUF012
        xor = {"kind": NodeKind.EXCLUSIVE}  # noqa: RUF012
        both = {"kind": NodeKind.PARALLEL}  # noqa: RUF012
        some = {"kind": NodeKind.INCLUSIVE}  # noqa: RUF012
        first = {"kind": NodeKind.EVENT_GATEWAY}  # noqa: RUF012
        sub = {"kind": NodeKind.SUB_PROCESS}  # noqa: RUF012
        event_sub = {"kind": NodeKind.EVENT_SUB_PROCESS}  # noqa: RUF012

        @staticmethod
        def script(text: str, result: str = "", **given: Any) -> dict[str, Any]:
            return {"kind": NodeKind.SCRIPT_TASK, "script": text, "result": result, **given}

        @staticmethod
        def service(type: str = "notify", **given: Any) -> dict[str, Any]:
            return {"kind": NodeKind.SERVICE_TASK, "service": type, **given}

        @staticmethod
        def catch(event: EventDefinition, **given: Any) -> dict[str, Any]:
            return {"kind": NodeKind.CATCH, "event": event, **given}

        @staticmethod
        def throw(kind: str, name: str = "", *, end: bool = False, **given: Any) -> dict[str, Any]:
            node = NodeKind.END if end else NodeKind.THROW
            return {"kind": node, "event": EventDefinition(EventKind(kind), name), **given}

        @staticmethod
        def boundary(host: str, event: EventDefinition, **given: Any) -> dict[str, Any]:
            return {"kind": NodeKind.BOUNDARY, "attached_to": host, "event": event, **given}

    Kinds.message = staticmethod(message)  # type: ignore[attr-defined]
    Kinds.timer = staticmethod(timer)  # type: ignore[attr-defined]
    return Kinds


@pytest.fixture
def diagram() -> Callable[..., Diagram]:
    return _diagram


@pytest.fixture
def begin() -> Callable[..., Course]:
    """Start a drawn diagram; the course is stored and restored after each act."""

    def _begin(
        nodes: dict[str, dict[str, Any]],
        *paths: str,
        called: dict[str, Diagram] | None = None,
        **data: Any,
    ) -> Course:
        return Course(_diagram("p", nodes, *paths), called or {}, data)

    return _begin


@pytest.fixture
def at() -> datetime:
    return AT
