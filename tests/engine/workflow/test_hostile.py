"""Content and stored states are code somebody else wrote: none of it reaches Python."""

from __future__ import annotations

import hashlib
import hmac
import json
import pickle
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.definitions.bpmn.graph import (
    EventDefinition,
    EventKind,
    IoMapping,
    Loop,
    NodeKind,
    TimerKind,
)
from engine.errors import BadExpression, BadState, BrokenContent, Refused
from engine.workflow.run import Run
from engine.workflow.seal import StateKey, reseal, seal
from engine.workflow.spec import compile_spec

KEY = StateKey(b"k" * 32, "H37.04-231207-0003", 1)


def attack(mark: Path) -> str:
    return f"__import__('os').system('touch {mark}')"


PLACES: dict[str, Callable[[str, Any], tuple[dict[str, Any], tuple[str, ...]]]] = {
    "script": lambda t, k: ({"x": k.script(t, "r")}, ("s > x",)),
    "condition": lambda t, k: (
        {"g": k.xor, "x": k.user, "y": k.user},
        ("s > g", f"g > x: {t}", "g >> y"),
    ),
    "inclusive": lambda t, k: (
        {"g": k.some, "x": k.user, "y": k.user},
        ("s > g", f"g > x: {t}", "g >> y"),
    ),
    "flow of a task": lambda t, k: (
        {"g": k.task, "x": k.user, "y": k.user},
        ("s > g", f"g > x: {t}", "g >> y"),
    ),
    "collection": lambda t, k: ({"x": k.user | {"loop": Loop(False, t, "e")}}, ("s > x",)),
    "cardinality": lambda t, k: ({"x": k.user | {"loop": Loop(True, cardinality=t)}}, ("s > x",)),
    "output element": lambda t, k: (
        {"x": k.script("1", loop=Loop(False, "[1]", "e", "", "r", t))},
        ("s > x",),
    ),
    "completion": lambda t, k: (
        {"x": k.script("1", loop=Loop(True, "[1, 2]", "e", completion=t))},
        ("s > x",),
    ),
    "input": lambda t, k: ({"x": k.user | {"inputs": (IoMapping(t, "v"),)}}, ("s > x",)),
    "output": lambda t, k: ({"x": k.task | {"outputs": (IoMapping(t, "v"),)}}, ("s > x",)),
    "timer": lambda t, k: ({"x": k.catch(k.timer(t))}, ("s > x",)),
    "feel timer": lambda t, k: ({"x": k.catch(k.timer(t, feel=True))}, ("s > x",)),
    "cycle": lambda t, k: (
        {
            "a": k.user,
            "x": k.boundary("a", k.timer(t, TimerKind.CYCLE, feel=True), interrupting=False),
            "y": k.user,
        },
        ("s > a", "x > y"),
    ),
    "message": lambda t, k: ({"x": k.catch(k.message(t))}, ("s > x",)),
    "signal": lambda t, k: ({"x": k.throw("signal", t)}, ("s > x",)),
    "error": lambda t, k: ({"x": k.throw("error", t, end=True)}, ("s > x",)),
    "name of a variable": lambda t, k: ({"x": k.script("1", t)}, ("s > x",)),
    "type of a service": lambda t, k: ({"x": k.service(t, result=t)}, ("s > x",)),
}


@pytest.mark.parametrize("place", PLACES)
def test_python_in_a_diagram_never_runs(place: str, begin: Any, kinds: Any, tmp_path: Path) -> None:
    mark = tmp_path / "owned"
    nodes, paths = PLACES[place](attack(mark), kinds)
    try:
        c = begin({"s": kinds.start} | nodes, *paths)
        for wait in c.run.waits():
            if wait.kind == "timer":
                c.run.fire(wait.task_id)
            elif wait.kind == "message":
                c.run.deliver(wait.message, {})
    except (BrokenContent, BadExpression, Refused):
        pass
    assert not mark.exists()


def test_no_evaluating_part_of_spiffworkflow_is_even_loaded() -> None:
    code = (
        "import sys, engine.workflow.run\n"
        "bad = [m for m in sys.modules if m.startswith('SpiffWorkflow.') and"
        " any(w in m for w in ('script_engine', 'parser', 'serializer.migration', 'dmn'))]\n"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_expressions_that_do_not_end_leave_the_stored_state(begin: Any, kinds: Any) -> None:
    endless = "count(for i in 1..1000000000 return i) > 0"
    nodes = {"s": kinds.start, "a": kinds.user, "g": kinds.xor, "x": kinds.user, "y": kinds.user}
    c = begin(nodes, "s > a > g", f"g > x: {endless}", "g >> y")
    with pytest.raises(BadExpression):
        c.do("a")
    assert Run.restore(c.spec, c.blob, KEY).waits()[0].node == "a"


@pytest.mark.parametrize("count", ["1001", "-1", "1.5", "10 ** 9", '"3"', "true", "null"])
def test_too_many_instances_are_refused(begin: Any, kinds: Any, count: str) -> None:
    node = kinds.user | {"loop": Loop(False, cardinality=count)}
    with pytest.raises(Refused):
        begin({"s": kinds.start, "x": node}, "s > x")


def test_deeply_nested_sub_processes_run(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "p0": kinds.sub}
    nodes |= {f"p{i}": kinds.sub | {"parent": f"p{i - 1}"} for i in range(1, 40)}
    c = begin(nodes | {"a": kinds.user | {"parent": "p39"}}, "s > p0")
    assert c.open == ["a"]
    assert c.do("a").run.ended


def test_sub_processes_nested_too_deep_are_refused(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "p0": kinds.sub}
    nodes |= {f"p{i}": kinds.sub | {"parent": f"p{i - 1}"} for i in range(1, 400)}
    with pytest.raises(Refused):
        begin(nodes | {"a": kinds.user | {"parent": "p399"}}, "s > p0")


class TestStates:
    @pytest.fixture
    def stored(self, begin: Any, kinds: Any) -> Any:
        nodes = {"s": kinds.start, "a": kinds.user, "b": kinds.user}
        return begin(nodes, "s > a > b", x=1)

    def refused(self, course: Any, blob: bytes, key: StateKey = KEY) -> str:
        with pytest.raises(BadState) as bad:
            Run.restore(course.spec, blob, key)
        return bad.value.code

    def test_every_changed_bit_is_noticed(self, stored: Any) -> None:
        for place in range(len(stored.blob)):
            changed = bytearray(stored.blob)
            changed[place] ^= 1
            assert self.refused(stored, bytes(changed)) in {"forged", "old_format", "not_a_state"}

    def test_every_cut_is_noticed(self, stored: Any) -> None:
        for length in range(len(stored.blob)):
            self.refused(stored, stored.blob[:length])
        self.refused(stored, stored.blob + b"x")

    @pytest.mark.parametrize("other", [{"dossier": "H37.04-231207-0004"}, {"revision": 2}])
    def test_neither_another_dossiers_nor_an_older_one_passes(
        self, stored: Any, other: dict[str, Any]
    ) -> None:
        assert self.refused(stored, stored.blob, replace(KEY, **other)) == "forged"

    def test_a_state_of_format_1_is_sealed_anew(self, stored: Any) -> None:
        body = stored.blob[35:]
        head = b"mc" + bytes([1])
        old = head + hmac.digest(KEY.key, b"motcua state" + head + body, "sha256") + body
        assert reseal(old, KEY) == stored.blob
        for wrong in (old[:-1], b"mc" + old, stored.blob):
            with pytest.raises(BadState):
                reseal(wrong, KEY)

    def test_another_key_does_not_fit(self, stored: Any) -> None:
        assert self.refused(stored, stored.blob, replace(KEY, key=b"x" * 32)) == "forged"

    @pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.4"])
    def test_states_of_spiffworkflow_are_not_read(self, stored: Any, version: str) -> None:
        mark = "__import__('os').system('touch owned')"
        text = json.dumps({"serializer_version": version, "tasks": {"a": {"data": {"e": mark}}}})
        assert self.refused(stored, text.encode()) == "not_a_state"
        assert self.refused(stored, zlib.compress(text.encode())) == "not_a_state"
        assert self.refused(stored, pickle.dumps({})) == "not_a_state"
        assert self.refused(stored, seal(json.loads(text), KEY)) == "bad_state"

    def test_other_formats_are_named(self, stored: Any) -> None:
        body = stored.blob[35:]
        for number in (0, 1, 255):
            head = b"mc" + bytes([number])
            mac = hmac.digest(KEY.key, b"motcua state" + head + body, hashlib.sha256)
            assert self.refused(stored, head + mac + body) == "old_format"

    @pytest.mark.parametrize(
        "state",
        [None, [], {}, 1, {"n": 1, "g": "", "s": []}, {"n": 1, "s": [["", "p", {}, []]]}],
    )
    def test_a_sealed_state_of_another_shape_is_refused(self, stored: Any, state: object) -> None:
        assert self.refused(stored, seal(state, KEY)) in {"bad_state", "other_version"}

    def test_a_state_of_another_diagram_is_refused(
        self, stored: Any, diagram: Any, kinds: Any
    ) -> None:
        other = compile_spec(diagram("p", {"s": kinds.start, "a": kinds.user}, "s > a"))
        with pytest.raises(BadState) as bad:
            Run.restore(other, stored.blob, KEY)
        assert bad.value.code == "other_version"

    def test_a_short_key_is_refused(self, stored: Any) -> None:
        with pytest.raises(ValueError, match="16 bytes"):
            stored.run.dump(replace(KEY, key=b"short"))


@pytest.mark.parametrize(
    ("nodes", "paths", "code"),
    [
        ({"x": {"kind": NodeKind.RULE_TASK}}, ("s > x",), "E515"),
        ({"x": {"kind": NodeKind.SERVICE_TASK}}, ("s > x",), "E516"),
        ({"x": {"kind": NodeKind.SCRIPT_TASK}}, ("s > x",), "E517"),
        ({"x": {"kind": NodeKind.CALL_ACTIVITY, "called": "q"}}, ("s > x",), "E514"),
        ({"x": {"kind": NodeKind.RECEIVE_TASK}}, ("s > x",), "E534"),
        (
            {"x": {"kind": NodeKind.CATCH, "event": EventDefinition(EventKind.MESSAGE)}},
            ("s > x",),
            "E534",
        ),
        (
            {"x": {"kind": NodeKind.CATCH, "event": EventDefinition(EventKind.ERROR)}},
            ("s > x",),
            "E530",
        ),
        (
            {"x": {"kind": NodeKind.CATCH, "event": EventDefinition(EventKind.TIMER)}},
            ("s > x",),
            "E536",
        ),
        (
            {"x": {"kind": NodeKind.THROW, "event": EventDefinition(EventKind.ERROR)}},
            ("s > x",),
            "E531",
        ),
        ({"x": {"kind": NodeKind.SUB_PROCESS}}, ("s > x",), "E510"),
        ({"x": {"kind": NodeKind.USER_TASK, "loop": Loop(False)}}, ("s > x",), "E541"),
        ({"x": {"kind": NodeKind.EVENT_GATEWAY}}, ("s > x",), "E542"),
        ({"x": {"kind": NodeKind.SCRIPT_TASK, "script": "1 +"}}, ("s > x",), "E520"),
        ({"x": {"kind": NodeKind.USER_TASK}}, ("s > x: (",), "E520"),
        ({"x": {"kind": NodeKind.USER_TASK}}, ("s > y",), "E511"),
    ],
)
def test_what_cannot_run_is_refused_with_its_name(
    nodes: dict[str, Any], paths: tuple[str, ...], code: str, diagram: Any, kinds: Any
) -> None:
    with pytest.raises(BrokenContent) as broken:
        compile_spec(diagram("p", {"s": kinds.start} | nodes, *paths))
    assert code in [f.code for f in broken.value.findings]
    assert all(f.element for f in broken.value.findings)


def test_specs_are_kept_by_digest(diagram: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "a": kinds.user}
    spec = compile_spec(diagram("p", nodes, "s > a"))
    assert compile_spec(diagram("p", nodes, "s > a")) is spec
    assert compile_spec(diagram("q", nodes, "s > a")) is not spec
