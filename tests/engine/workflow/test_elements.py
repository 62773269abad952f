"""Every element runs, and is stored and restored between any two acts."""

from __future__ import annotations

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
from engine.errors import Conflict, Refused
from engine.workflow.waits import WaitKind
from tests.engine.workflow.conftest import KEY


def test_a_user_task_waits_and_its_data_become_variables(begin: Any, kinds: Any) -> None:
    c = begin({"s": kinds.start, "a": kinds.user, "e": kinds.end}, "s > a > e", x=1)
    assert c.open == ["a"]
    c.do("a", y="đạt")
    assert c.run.ended
    assert c.data == {"x": 1, "y": "đạt"}
    assert c.passed == ["s", "a", "e"]


def test_tasks_without_work_and_manual_tasks_pass_through(begin: Any, kinds: Any) -> None:
    manual = {"kind": NodeKind.MANUAL_TASK}
    c = begin({"s": kinds.start, "t": kinds.task, "m": manual, "e": kinds.end}, "s > t > m > e")
    assert c.run.ended
    assert c.passed == ["s", "t", "m", "e"]


def test_a_script_task_is_feel(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "t": kinds.script("số * 2", "gấp đôi"), "e": kinds.end}
    assert begin(nodes, "s > t > e", số=21).data["gấp đôi"] == 42


@pytest.mark.parametrize(("kq", "goes"), [("đạt", "a"), ("không", "b"), (None, "b")])
def test_an_exclusive_gateway_takes_the_first_true_or_the_default(
    begin: Any, kinds: Any, kq: object, goes: str
) -> None:
    nodes = {"s": kinds.start, "g": kinds.xor, "a": kinds.user, "b": kinds.user}
    c = begin(nodes, "s > g", 'g > a: kết quả = "đạt"', "g >> b", **{"kết quả": kq})
    assert c.open == [goes]


def test_a_gateway_where_nothing_is_true_refuses_and_names_itself(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "a": kinds.user, "g": kinds.xor, "e": kinds.end}
    c = begin(nodes, "s > a > g", "g > e: x = 1", x=2)
    before = c.blob
    with pytest.raises(Refused, match="'g'") as refusal:
        c.do("a")
    assert refusal.value.code == "no_flow_matches"
    assert refusal.value.fields["node"] == "g"
    with pytest.raises(Conflict):
        c.run.dump(KEY)
    assert c.blob == before


def test_parallel_branches_share_variables_and_join(begin: Any, kinds: Any) -> None:
    nodes = {
        "s": kinds.start,
        "f": kinds.both,
        "a": kinds.user,
        "b": kinds.user,
        "j": kinds.both,
        "c": kinds.user,
    }
    c = begin(nodes, "s > f > a > j > c", "f > b > j", x=0)
    c.do("b", x=5)
    assert c.open == ["a"]
    c.do("a", y=1)
    assert c.open == ["c"]
    assert c.data == {"x": 5, "y": 1}  # the branch that never touched x does not undo it


def test_an_inclusive_join_waits_for_what_was_started(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "f": kinds.some, "j": kinds.some, "z": kinds.user}
    nodes |= dict.fromkeys("abc", kinds.user)
    c = begin(
        nodes, "s > f", "f > a: x > 0", "f > b: x > 1", "f > c: x > 2", "a > j", "b > j",
        "c > j > z", x=2,
    )  # fmt: skip
    assert c.open == ["a", "b"]
    assert c.do("a").open == ["b"]
    assert c.do("b").open == ["z"]


def test_a_loop_through_an_inclusive_join_waits_each_time(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "m": kinds.xor, "f": kinds.some, "j": kinds.some, "g": kinds.xor}
    nodes |= {"a": kinds.user, "b": kinds.user, "e": kinds.end}
    c = begin(
        nodes, "s > m > f", "f > a: true", "f > b: true", "a > j", "b > j", "j > g",
        "g > e: done = true", "g >> m",
    )  # fmt: skip
    for _ in range(3):
        assert c.do("b").open == ["a"]
        assert c.do("a", done=False).open == ["a", "b"]
    assert c.do("a").do("b", done=True).run.ended


def test_a_service_task_waits_for_its_worker(begin: Any, kinds: Any) -> None:
    node = kinds.service("lookup_enterprise", result="doanh nghiệp")
    c = begin({"s": kinds.start, "v": node, "e": kinds.end}, "s > v > e")
    wait = c.run.waits()[0]
    assert (wait.kind, wait.service) == (WaitKind.SERVICE, "lookup_enterprise")
    assert c.do("v", tên="A").data == {"doanh nghiệp": {"tên": "A"}}


def test_a_receive_task_and_a_message_event_wait_for_their_message(begin: Any, kinds: Any) -> None:
    receive = {"kind": NodeKind.RECEIVE_TASK, "event": kinds.message("nộp")}
    nodes = {"s": kinds.start, "r": receive, "m": kinds.catch(kinds.message("bổ sung"))}
    c = begin(nodes | {"e": kinds.end}, "s > r > m > e")
    assert not c.deliver("bổ sung")
    assert c.deliver("nộp", n=1)
    assert c.run.waits()[0].message == "bổ sung"
    assert c.deliver("bổ sung")
    assert c.run.ended


def test_a_timer_waits_until_it_is_fired(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "t": kinds.catch(kinds.timer("PT0S")), "e": kinds.end}
    c = begin(nodes, "s > t > e")
    assert c.run.waits()[0].kind is WaitKind.TIMER
    assert c.fire("t").run.ended


def test_an_event_gateway_takes_the_first_event_only(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "g": kinds.first, "m": kinds.catch(kinds.message("x"))}
    nodes |= {"t": kinds.catch(kinds.timer()), "a": kinds.user, "b": kinds.user}
    c = begin(nodes, "s > g > m > a", "g > t > b")
    assert c.open == ["m", "t"]
    assert c.fire("t").open == ["b"]


def test_an_interrupting_boundary_timer_ends_the_task(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "a": kinds.user, "t": kinds.boundary("a", kinds.timer())}
    c = begin(nodes | {"b": kinds.user, "c": kinds.user}, "s > a > c", "t > b")
    assert c.open == ["a", "t"]
    old = c.wait("a")
    assert c.fire("t").open == ["b"]
    with pytest.raises(Conflict):
        c.run.complete(old, {})


def test_a_boundary_event_goes_with_its_task(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "a": kinds.user, "t": kinds.boundary("a", kinds.timer())}
    c = begin(nodes | {"b": kinds.user, "c": kinds.user}, "s > a > c", "t > b")
    assert c.do("a").open == ["c"]


def test_a_boundary_message_beside_may_come_again(begin: Any, kinds: Any) -> None:
    m = kinds.boundary("a", kinds.message("hỏi"), interrupting=False)
    c = begin({"s": kinds.start, "a": kinds.user, "m": m, "b": kinds.user}, "s > a", "m > b")
    assert c.deliver("hỏi")
    assert c.deliver("hỏi")
    assert c.open == ["a", "b", "b", "m"]
    assert c.do("a").do("b").do("b").run.ended


@pytest.mark.parametrize(
    ("kind", "text", "feel", "times"),
    [
        (TimerKind.DURATION, "P1D", False, 1),
        (TimerKind.CYCLE, "R3/P1D", False, 3),
        (TimerKind.CYCLE, '"R2/P1D"', True, 2),
    ],
)
def test_a_timer_beside_fires_as_often_as_it_says(
    begin: Any, kinds: Any, kind: TimerKind, text: str, feel: bool, times: int
) -> None:
    t = kinds.boundary("a", kinds.timer(text, kind, feel=feel), interrupting=False)
    c = begin({"s": kinds.start, "a": kinds.user, "t": t, "b": kinds.user}, "s > a", "t > b")
    for _ in range(times):
        c.fire("t")
    assert c.open == ["a"] + ["b"] * times


def test_a_sub_process_with_a_boundary_event_is_cut_off(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "p1": kinds.sub, "t": kinds.boundary("p1", kinds.timer())}
    inner = {"parent": "p1"}
    nodes |= {"is": kinds.start | inner, "f": kinds.both | inner, "e": kinds.user}
    nodes |= {"a": kinds.user | inner, "b": kinds.user | inner, "z": kinds.user}
    c = begin(nodes, "s > p1 > z", "is > f > a", "f > b", "t > e")
    assert c.open == ["a", "b", "t"]
    c.do("a", x=1)
    assert c.fire("t").open == ["e"]
    assert c.data == {"x": 1}


def test_a_sub_process_ends_when_all_inside_is_done(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "p1": kinds.sub, "z": kinds.user}
    inner = {"parent": "p1"}
    nodes |= {"is": kinds.start | inner, "a": kinds.user | inner, "b": kinds.user | inner}
    c = begin(nodes, "s > p1 > z", "is > a", "is > b")
    assert c.do("b").open == ["a"]
    assert c.do("a").open == ["z"]
    assert c.passed[-1] == "p1"


def test_a_sub_process_keeps_its_inputs_and_gives_its_outputs(begin: Any, kinds: Any) -> None:
    sub = kinds.sub | {
        "inputs": (IoMapping("hồ sơ.số", "số"),),
        "outputs": (IoMapping("số + 1", "tiếp"),),
    }
    nodes = {"s": kinds.start, "p1": sub, "z": kinds.user}
    nodes |= {"a": kinds.user | {"parent": "p1"}}
    c = begin(nodes, "s > p1 > z", **{"hồ sơ": {"số": 4}})
    assert c.run.local(c.wait("a"))["số"] == 4
    c.do("a", số=8)
    assert c.data == {"hồ sơ": {"số": 4}, "tiếp": 9}


def test_a_called_process_runs_inside(begin: Any, kinds: Any, diagram: Any) -> None:
    other = diagram("q", {"s": kinds.start, "a": kinds.user}, "s > a")
    call = {"kind": NodeKind.CALL_ACTIVITY, "called": "q"}
    nodes = {"s": kinds.start, "c1": call | {"outputs": (IoMapping("kq", "r"),)}, "z": kinds.user}
    c = begin(nodes, "s > c1 > z", called={"q": other})
    assert [(w.node, w.process) for w in c.run.waits()] == [("a", "q")]
    c.do("a", kq=1, khác=2)
    assert c.data == {"r": 1}
    assert c.open == ["z"]


def test_a_process_that_calls_itself_for_ever_is_stopped(
    begin: Any, kinds: Any, diagram: Any
) -> None:
    nodes = {"s": kinds.start, "c1": {"kind": NodeKind.CALL_ACTIVITY, "called": "q"}}
    with pytest.raises(Refused) as refusal:
        begin(nodes, "s > c1", called={"q": diagram("q", nodes, "s > c1")})
    assert refusal.value.code == "too_deep"


def test_output_mappings_let_nothing_else_out(begin: Any, kinds: Any) -> None:
    a = kinds.user | {"inputs": (IoMapping("x", "y"),), "outputs": (IoMapping("y + z", "sum"),)}
    c = begin({"s": kinds.start, "a": a, "e": kinds.end}, "s > a > e", x=1)
    assert c.do("a", z=2).data == {"x": 1, "sum": 3}


class TestMultiInstance:
    def loop(self, sequential: bool, **given: Any) -> Loop:
        usual = {"collection": "phòng", "element": "p", "output": "ý kiến", "output_element": "yk"}
        return Loop(sequential, **(usual | given))

    def test_parallel_instances_collect_in_order(self, begin: Any, kinds: Any) -> None:
        a = kinds.user | {"loop": self.loop(False)}
        c = begin({"s": kinds.start, "a": a, "z": kinds.user}, "s > a > z", phòng=["x", "y"])
        assert [w.loop_index for w in c.run.waits()] == [0, 1]
        assert c.run.local(c.wait("a", 1))["p"] == "y"
        c.do("a", 1, yk="hai").do("a", 0, yk="một")
        assert c.data == {"phòng": ["x", "y"], "ý kiến": ["một", "hai"]}
        assert c.open == ["z"]

    def test_sequential_instances_come_one_after_the_other(self, begin: Any, kinds: Any) -> None:
        a = kinds.user | {"loop": self.loop(True)}
        c = begin({"s": kinds.start, "a": a, "z": kinds.user}, "s > a > z", phòng=["x", "y"])
        assert c.open == ["a"]
        assert c.do("a", yk=1).open == ["a"]
        assert c.do("a", yk=2).data["ý kiến"] == [1, 2]

    def test_a_completion_condition_drops_the_rest(self, begin: Any, kinds: Any) -> None:
        loop = self.loop(False, completion="numberOfCompletedInstances >= 2")
        a = kinds.user | {"loop": loop}
        c = begin({"s": kinds.start, "a": a, "z": kinds.user}, "s > a > z", phòng=[1, 2, 3])
        assert c.do("a", 2, yk=3).do("a", 0, yk=1).open == ["z"]
        assert c.data["ý kiến"] == [1, None, 3]

    @pytest.mark.parametrize("sequential", [True, False])
    def test_an_empty_collection_passes(self, begin: Any, kinds: Any, sequential: bool) -> None:
        a = kinds.user | {"loop": self.loop(sequential)}
        c = begin({"s": kinds.start, "a": a, "z": kinds.user}, "s > a > z", phòng=[])
        assert c.open == ["z"]
        assert c.data["ý kiến"] == []

    @pytest.mark.parametrize("value", [None, "abc", {"a": 1}, 3])
    def test_what_is_no_list_is_refused(self, begin: Any, kinds: Any, value: object) -> None:
        a = kinds.user | {"loop": self.loop(False)}
        with pytest.raises(Refused, match="not a list"):
            begin({"s": kinds.start, "a": a}, "s > a", phòng=value)

    @pytest.mark.parametrize("sequential", [True, False])
    def test_sub_processes_keep_their_variables_apart(
        self, begin: Any, kinds: Any, sequential: bool
    ) -> None:
        sub = kinds.sub | {"loop": self.loop(sequential, output_element="p + yk")}
        nodes = {"s": kinds.start, "p1": sub, "z": kinds.user}
        nodes |= {n: kinds.user | {"parent": "p1"} for n in "ab"}
        c = begin(nodes, "s > p1 > z", "a > b", phòng=[10, 20])
        if not sequential:
            c.do("a", yk=1).do("a", yk=2).do("b", 1).do("b", 0)
        else:
            c.do("a", yk=1).do("b").do("a", yk=2).do("b")
        assert c.data == {"phòng": [10, 20], "ý kiến": [11, 22]}

    def test_a_boundary_timer_ends_all_instances(self, begin: Any, kinds: Any) -> None:
        a = kinds.user | {"loop": Loop(False, cardinality="1 + 2")}
        nodes = {"s": kinds.start, "a": a, "t": kinds.boundary("a", kinds.timer())}
        c = begin(nodes | {"z": kinds.user, "b": kinds.user}, "s > a > z", "t > b")
        assert c.open == ["a", "a", "a", "t"]
        assert c.fire("t").open == ["b"]

    def test_scripts_and_services_repeat_too(self, begin: Any, kinds: Any) -> None:
        loop = Loop(False, "[1,2,3]", "p", "", "r", "v")
        nodes = {"s": kinds.start, "t": kinds.script("p * p", "v", loop=loop), "e": kinds.end}
        assert begin(nodes, "s > t > e").data == {"r": [1, 4, 9]}


class TestErrorsAndEscalations:
    def nodes(
        self, kinds: Any, inside: dict[str, Any], event: EventDefinition, **given: Any
    ) -> Any:
        nodes = {"s": kinds.start, "p1": kinds.sub, "c": kinds.boundary("p1", event, **given)}
        nodes |= {"a": kinds.user | {"parent": "p1"}, "x": inside | {"parent": "p1"}}
        return nodes | {"b": kinds.user, "z": kinds.user}

    @pytest.mark.parametrize("caught", ["hỏng", ""])
    def test_an_error_end_is_caught_at_the_border(
        self, begin: Any, kinds: Any, caught: str
    ) -> None:
        error = EventDefinition(EventKind.ERROR, caught)
        nodes = self.nodes(kinds, kinds.throw("error", "hỏng", end=True), error)
        c = begin(nodes, "s > p1 > z", "a > x", "c > b")
        assert c.do("a").open == ["b"]

    def test_another_error_is_not_caught(self, begin: Any, kinds: Any) -> None:
        error = EventDefinition(EventKind.ERROR, "khác")
        nodes = self.nodes(kinds, kinds.throw("error", "hỏng", end=True), error)
        assert begin(nodes, "s > p1 > z", "a > x", "c > b").do("a").open == ["z"]

    def test_an_escalation_may_run_beside(self, begin: Any, kinds: Any) -> None:
        up = EventDefinition(EventKind.ESCALATION, "báo")
        nodes = self.nodes(kinds, kinds.throw("escalation", "báo"), up, interrupting=False)
        nodes["y"] = kinds.user | {"parent": "p1"}
        c = begin(nodes, "s > p1 > z", "a > x > y", "c > b")
        assert c.do("a").open == ["b", "y"]

    def test_an_interrupting_escalation_stops_the_thrower(self, begin: Any, kinds: Any) -> None:
        up = EventDefinition(EventKind.ESCALATION, "báo")
        nodes = self.nodes(kinds, kinds.throw("escalation", "báo"), up)
        nodes["y"] = kinds.user | {"parent": "p1"}
        c = begin(nodes, "s > p1 > z", "a > x > y", "c > b")
        assert c.do("a").open == ["b"]

    def test_a_failed_service_is_caught_or_refused(self, begin: Any, kinds: Any) -> None:
        error = EventDefinition(EventKind.ERROR, "404")
        nodes = {"s": kinds.start, "v": kinds.service(), "c": kinds.boundary("v", error)}
        nodes |= {"b": kinds.user, "z": kinds.user}
        c = begin(nodes, "s > v > z", "c > b")
        assert c.open == ["v"]
        with pytest.raises(Refused) as refusal:
            c.fail("v", "500")
        assert refusal.value.code == "uncaught_error"
        assert c.fail("v", "404").open == ["b"]


class TestEventSubProcesses:
    def nodes(self, kinds: Any, event: EventDefinition, **given: Any) -> Any:
        nodes = {"s": kinds.start, "f": kinds.both, "a": kinds.user, "b": kinds.user}
        inner = {"parent": "w"}
        nodes |= {"w": kinds.event_sub, "ws": kinds.start | inner | {"event": event} | given}
        return nodes | {"wu": kinds.user | inner, "we": kinds.end | inner}

    def test_an_interrupting_one_cancels_the_scope(self, begin: Any, kinds: Any) -> None:
        nodes = self.nodes(kinds, kinds.message("rút"))
        c = begin(nodes, "s > f > a", "f > b", "ws > wu > we")
        assert c.open == ["a", "b", "ws"]
        assert c.deliver("rút", lý_do="x")
        assert c.open == ["wu"]
        assert c.data == {"lý_do": "x"}
        assert not c.deliver("rút")
        assert c.do("wu").run.ended
        assert c.passed == ["s", "f", "ws", "wu", "we", "w"]

    def test_one_beside_may_come_again(self, begin: Any, kinds: Any) -> None:
        nodes = self.nodes(kinds, kinds.message("hỏi"), interrupting=False)
        c = begin(nodes, "s > f > a", "f > b", "ws > wu > we")
        assert c.deliver("hỏi")
        assert c.deliver("hỏi")
        assert c.open == ["a", "b", "ws", "wu", "wu"]
        c.do("wu").do("a").do("b")
        assert c.deliver("hỏi")  # the scope still runs: one inside is open
        c.do("wu")
        assert c.do("wu").run.ended

    def test_one_in_a_sub_process_cancels_only_there(self, begin: Any, kinds: Any) -> None:
        nodes = {"s": kinds.start, "f": kinds.both, "o": kinds.user, "p1": kinds.sub}
        nodes |= {"a": kinds.user | {"parent": "p1"}, "w": kinds.event_sub | {"parent": "p1"}}
        nodes["ws"] = kinds.start | {"parent": "w", "event": kinds.timer()}
        nodes["wu"] = kinds.user | {"parent": "w"}
        c = begin(nodes | {"z": kinds.user}, "s > f > o", "f > p1 > z", "ws > wu")
        assert c.fire("ws").open == ["o", "wu"]
        assert c.do("wu").open == ["o", "z"]

    def test_one_catches_the_error_of_its_scope(self, begin: Any, kinds: Any) -> None:
        nodes = self.nodes(kinds, EventDefinition(EventKind.ERROR, "hỏng"))
        nodes["x"] = kinds.throw("error", "hỏng", end=True)
        c = begin(nodes, "s > f > a > x", "f > b", "ws > wu > we")
        assert c.do("a").open == ["wu"]


def test_a_terminate_end_stops_everything_in_its_scope(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "f": kinds.both, "a": kinds.user, "b": kinds.user}
    c = begin(nodes | {"x": kinds.throw("terminate", end=True)}, "s > f > a > x", "f > b")
    assert c.do("a").run.ended
    assert c.open == []


def test_a_signal_wakes_all_who_wait(begin: Any, kinds: Any) -> None:
    sig = EventDefinition(EventKind.SIGNAL, "tin")
    nodes = {"s": kinds.start, "f": kinds.both, "a": kinds.user, "x": kinds.throw("signal", "tin")}
    nodes |= {"c": kinds.catch(sig), "d": kinds.catch(sig), "y": kinds.user, "z": kinds.user}
    paths = ("s > f > a > x", "f > c > y", "f > d > z")
    assert begin(nodes, *paths).do("a").open == ["y", "z"]
    c = begin(nodes, *paths)
    assert c.signal("tin")
    assert c.open == ["a", "y", "z"]


@pytest.mark.slow
def test_a_loop_without_a_wait_is_stopped(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "g": kinds.xor, "t": kinds.task, "e": kinds.end}
    with pytest.raises(Refused) as refusal:
        begin(nodes, "s > g", "g >> t", "t > g", "g > e: 1 = 2")
    assert refusal.value.code == "endless_loop"


def test_a_join_that_nobody_else_can_reach_is_told(begin: Any, kinds: Any) -> None:
    nodes = {"s": kinds.start, "g": kinds.xor, "a": kinds.task, "b": kinds.task, "j": kinds.both}
    with pytest.raises(Refused, match="j") as refusal:
        begin(nodes, "s > g", "g > a: true", "g >> b", "a > j", "b > j")
    assert refusal.value.code == "stuck"


def test_a_step_is_done_once(begin: Any, kinds: Any) -> None:
    c = begin({"s": kinds.start, "a": kinds.user, "b": kinds.user}, "s > a > b")
    old = c.wait("a")
    c.do("a")
    with pytest.raises(Conflict) as conflict:
        c.run.complete(old, {})
    assert conflict.value.code == "not_waiting"
