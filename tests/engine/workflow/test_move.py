"""Moving a run to another version: what stays, what a person must map, what cannot go."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.definitions.bpmn.graph import Diagram, EventDefinition, EventKind, IoMapping, Loop
from engine.workflow.move import CarriedRun, Token, move, tokens
from engine.workflow.run import Run
from engine.workflow.spec import Spec, compile_spec
from sla.limits import Limit, LimitUnit
from tests.diagrams.drawn import PROFILES, drawn
from tests.engine.workflow.conftest import AT, KEY, Course
from tests.engine.workflow.test_folding import SEEDS, Drawing, act

Nodes = dict[str, dict[str, Any]]
DAYS = Limit(3, LimitUnit.WORKING_DAYS)


def again(diagram: Diagram) -> Diagram:
    """The same diagram as another version."""
    return replace(diagram, digest=f"{diagram.digest}-again")


def stored(run: Run, spec: Spec) -> Run:
    return Run.restore(spec, run.dump(KEY), KEY)


def there_and_back(run: Run, spec: Spec, other: Spec) -> Run:
    """The run under the other version; nothing of it may be another."""
    moved = move(run, other)
    assert moved.obstacles == ()
    assert moved.run is not None
    assert moved.run.waits() == run.waits()
    assert moved.run.data == run.data
    assert tokens(moved.run) == tokens(run)
    back = move(stored(moved.run, other), spec).run
    assert back is not None
    assert back.dump(KEY) == run.dump(KEY)
    return stored(moved.run, other)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_an_identical_version_changes_nothing_at_any_wait(
    seed: int, kinds: Any, diagram: Any
) -> None:
    drawing = Drawing(seed, kinds)
    first: Diagram = diagram(f"r{seed}", drawing.nodes, *drawing.paths)
    specs = [compile_spec(first), compile_spec(again(first))]
    stays = Run.start(specs[0], {"z": seed % 7}, AT)
    goes, at = Run.start(specs[0], {"z": seed % 7}, AT), 0
    chance = random.Random(seed)  # noqa: S311
    for _ in range(60):
        assert goes.waits() == stays.waits()
        assert goes.data == stays.data
        assert goes.ended == stays.ended
        if goes.ended:
            break
        goes = there_and_back(goes, specs[at], specs[1 - at])
        at = 1 - at
        wait, value = chance.choice(goes.waits()), chance.randint(0, 8)
        stays = stored(stays, specs[0])
        act(goes, wait, value)
        act(stays, wait, value)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_drawn_diagrams_move_to_themselves_and_end_the_same(profile: str) -> None:
    known = drawn(profile)
    others = {key: again(d) for key, d in known.items()}
    waited = 0
    for process in known:
        specs = compile_spec(known[process], known), compile_spec(others[process], others)
        given = {"so_ho_so": "H1", "cac_noi": ["a", "b"]}
        stays, goes = (Run.start(s, given, AT) for s in (specs[0], specs[0]))
        for _ in range(12):
            if goes.ended:
                break
            waited += len(goes.waits())
            goes = there_and_back(goes, *specs)
            wait = goes.waits()[0]
            act(goes, wait, 1)
            act(stays, wait, 1)
            assert (goes.waits(), goes.data, goes.ended) == (stays.waits(), stays.data, stays.ended)
            back = move(goes, specs[0]).run
            assert back is not None
            goes = stored(back, specs[0])
    assert waited > 50


@pytest.fixture
def change(begin: Any, diagram: Any) -> Callable[..., Any]:
    """Begin under one version, do steps, then move to another; gives (course, moved)."""

    def _change(
        before: tuple[Any, ...],
        after: tuple[Any, ...],
        *done: str,
        mapping: dict[str, str] | None = None,
        **data: Any,
    ) -> tuple[Course, CarriedRun]:
        course: Course = begin(*before, **data)
        for node in done:
            course.do(node)
        new: Diagram = diagram("p", *after)
        blob = course.run.dump(KEY)
        moved = move(course.run, compile_spec(new), mapping or {})
        assert course.run.dump(KEY) == blob  # whatever comes of it, the old run stays as it is
        if moved.run is not None:
            moved = CarriedRun(stored(moved.run, moved.run.spec), (), moved.entered)
        return course, moved

    return _change


def open_at(run: Run | None) -> list[str]:
    assert run is not None
    return sorted(w.node for w in run.waits())


def why(moved: CarriedRun) -> list[tuple[str, str, str]]:
    assert moved.run is None
    return [(o.code, o.node, o.other) for o in moved.obstacles]


def steps(kinds: Any, names: str, **more: Any) -> Nodes:
    return {"s": kinds.start, "e": kinds.end} | dict.fromkeys(names, kinds.user) | more


class TestAStepChanges:
    def test_another_limit_is_the_same_step(self, change: Any, kinds: Any) -> None:
        old, new = steps(kinds, "ab"), steps(kinds, "b", a=kinds.user | {"limit": DAYS})
        course, moved = change((old, "s > a > b > e"), (new, "s > a > b > e"))
        assert [(w.task_id, w.node) for w in moved.run.waits()] == [(course.wait("a"), "a")]

    def test_what_comes_after_is_that_of_the_new_version(self, change: Any, kinds: Any) -> None:
        old, new = steps(kinds, "ab"), steps(kinds, "abc", g=kinds.xor)
        path = ("s > a > g", "g > b: x = 1", "g >> c > e", "b > e")
        course, moved = change((old, "s > a > b > e"), (new, *path))
        moved.run.complete(course.wait("a"), {"x": 2})
        assert open_at(moved.run) == ["c"]

    @pytest.mark.parametrize(
        ("mapping", "found"),
        [
            ({}, [("node_gone", "a", "")]),
            ({"a": "x"}, [("target_gone", "a", "x")]),
            ({"a": "e"}, [("target_other_kind", "a", "e")]),
            ({"a": "m"}, [("target_other_kind", "a", "m")]),
            ({"a": "n"}, [("target_other_kind", "a", "n")]),
            ({"a": "t"}, [("target_other_kind", "a", "t")]),
        ],
    )
    def test_one_that_is_gone_needs_a_step_of_the_same_kind(
        self, change: Any, kinds: Any, mapping: dict[str, str], found: list[Any]
    ) -> None:
        repeated = kinds.user | {"loop": Loop(False, "[1]", "el")}
        more = {"m": kinds.catch(kinds.message("m")), "t": kinds.service(), "n": repeated}
        new = steps(kinds, "b", **more)
        path = "s > b > m > t > n > e"
        _, moved = change((steps(kinds, "ab"), "s > a > b > e"), (new, path), mapping=mapping)
        assert why(moved) == found

    def test_one_that_is_mapped_is_entered_afresh(self, change: Any, kinds: Any) -> None:
        old = steps(kinds, "ab")
        new = steps(kinds, "b", t=kinds.boundary("b", kinds.timer()))
        course, moved = change(
            (old, "s > a > b > e"), (new, "s > b > e", "t > e"), mapping={"a": "b"}
        )
        assert open_at(moved.run) == ["b", "t"]
        (task,) = (w.task_id for w in moved.run.waits() if w.node == "b")
        assert moved.entered == {course.wait("a"): task}
        assert int(task) > int(course.wait("a"))

    @pytest.mark.parametrize(
        ("now", "code", "other"),
        [
            ("script", "other_kind", "scriptTask"),
            ("repeated", "other_loop", ""),
            ("catch", "other_kind", "intermediateCatchEvent"),
        ],
    )
    def test_another_thing_under_the_same_id_is_not_the_step(
        self, change: Any, kinds: Any, now: str, code: str, other: str
    ) -> None:
        things = {
            "script": kinds.script("1", "x"),
            "repeated": kinds.user | {"loop": Loop(False, "[1]", "el")},
            "catch": kinds.catch(kinds.message("m")),
        }
        new = steps(kinds, "b", a=things[now])
        _, moved = change((steps(kinds, "ab"), "s > a > b > e"), (new, "s > a > b > e"))
        assert why(moved) == [(code, "a", other)]

    def test_input_mappings_are_those_of_the_new_version(self, change: Any, kinds: Any) -> None:
        old = steps(kinds, "", a=kinds.user | {"inputs": (IoMapping("x", "cũ"),)})
        new = steps(kinds, "", a=kinds.user | {"inputs": (IoMapping("x + 1", "mới"),)})
        course, moved = change((old, "s > a > e"), (new, "s > a > e"), x=1)
        seen = moved.run.local(course.wait("a"))
        assert (seen.get("cũ"), seen["mới"]) == (None, 2)


class TestServiceTasks:
    def test_a_job_that_is_out_answers_the_same_task(self, change: Any, kinds: Any) -> None:
        old = steps(kinds, "b", v=kinds.service("tra_cuu", result="r"))
        new = steps(kinds, "c", v=kinds.service("tra_cuu", result="kq"))
        course, moved = change((old, "s > v > b > e"), (new, "s > v > c > e"))
        moved.run.complete(course.wait("v"), {"x": 1})
        assert (open_at(moved.run), moved.run.data["kq"]) == (["c"], {"x": 1})

    @pytest.mark.parametrize(
        ("service", "mapping", "found"),
        [
            ("gui_thu", {}, [("other_service", "v", "gui_thu")]),
            ("tra_cuu", {"v": "w"}, [("not_mapped_so", "v", "w")]),
        ],
    )
    def test_another_job_or_place_for_it_cannot_be(
        self, change: Any, kinds: Any, service: str, mapping: dict[str, str], found: list[Any]
    ) -> None:
        old = steps(kinds, "", v=kinds.service("tra_cuu"))
        new = steps(kinds, "", v=kinds.service(service), w=kinds.service("tra_cuu"))
        paths = "s > v > e"
        _, moved = change((old, paths), (new, "s > v > w > e"), mapping=mapping)
        assert why(moved) == found


class TestWatchers:
    def test_a_boundary_event_is_kept_armed_or_dropped(self, change: Any, kinds: Any) -> None:
        edge = kinds.boundary("a", kinds.timer(), interrupting=False)
        old = steps(kinds, "a", kept=edge, gone=edge)
        new = steps(kinds, "a", kept=edge, new=edge)
        course, moved = change(
            (old, "s > a > e", "kept > e", "gone > e"), (new, "s > a > e", "kept > e", "new > e")
        )
        assert open_at(moved.run) == ["a", "kept", "new"]
        assert course.wait("kept") in {w.task_id for w in moved.run.waits()}
        assert moved.run.waits()[-1].node == "new"

    def test_one_that_has_happened_is_not_armed_again(
        self, begin: Any, kinds: Any, diagram: Any
    ) -> None:
        edge = kinds.boundary("a", kinds.timer(), interrupting=False)
        nodes = steps(kinds, "ab", t=edge)
        paths = ("s > a > e", "t > b > e")
        course: Course = begin(nodes, *paths)
        course.fire("t")
        spec = compile_spec(again(diagram("p", nodes, *paths)))
        assert open_at(move(course.run, spec).run) == ["a", "b"]

    def test_an_event_of_another_kind_is_another_event(self, change: Any, kinds: Any) -> None:
        old = steps(kinds, "a", b=kinds.boundary("a", kinds.timer()))
        new = steps(kinds, "a", b=kinds.boundary("a", kinds.message("rút")))
        course, moved = change((old, "s > a > e", "b > e"), (new, "s > a > e", "b > e"))
        assert course.wait("b") not in {w.task_id for w in moved.run.waits()}
        assert moved.run.deliver("rút", {})
        assert moved.run.ended

    def test_event_sub_processes_are_armed_and_dropped(self, change: Any, kinds: Any) -> None:
        def aside(name: str) -> Nodes:
            start = kinds.start | {"event": kinds.message(name), "parent": f"es{name}"}
            return {f"es{name}": kinds.event_sub, f"es{name}s": start}

        old, new = steps(kinds, "a", **aside("x")), steps(kinds, "a", **aside("y"))
        _, moved = change((old, "s > a > e"), (new, "s > a > e"))
        assert open_at(moved.run) == ["a", "esys"]
        assert not moved.run.deliver("x", {})
        assert moved.run.deliver("y", {})

    def test_nothing_is_armed_where_an_event_sub_process_has_cleared_everything(
        self, begin: Any, kinds: Any, diagram: Any
    ) -> None:
        start = kinds.start | {"event": kinds.message("x"), "parent": "es"}
        inside = {"es": kinds.event_sub, "ess": start, "b": kinds.user | {"parent": "es"}}
        more = {"et": kinds.event_sub, "ets": start | {"parent": "et", "event": kinds.message("y")}}
        course: Course = begin(steps(kinds, "a", **inside), "s > a > e", "ess > b")
        course.deliver("x")
        new = diagram("p", steps(kinds, "a", **inside, **more), "s > a > e", "ess > b")
        assert open_at(move(course.run, compile_spec(new)).run) == ["b"]


class TestBranches:
    OLD = ("s > f > a > j > z > e", "f > b > j")

    def nodes(self, kinds: Any, names: str = "abz", **more: Any) -> Nodes:
        return steps(kinds, names, f=kinds.both, j=kinds.both, **more)

    def test_a_token_that_waits_at_the_join_stays_there(self, change: Any, kinds: Any) -> None:
        nodes = self.nodes(kinds)
        new = (self.nodes(kinds, "abcz"), "s > f > a > j > z > e", "f > b > j", "z > c > e")
        _, moved = change((nodes, *self.OLD), new, "a")
        assert tokens(moved.run) == (Token("p", "", "b"), Token("p", "", "j", "f3"))
        moved.run.complete(moved.run.waits()[0].task_id, {})
        assert open_at(moved.run) == ["z"]

    def test_a_join_without_the_flow_it_came_by_cannot_hold_it(
        self, change: Any, kinds: Any
    ) -> None:
        new = (self.nodes(kinds, "abcz"), "s > f > b > j", "f > c > j > z > e", "a > e")
        _, moved = change((self.nodes(kinds), *self.OLD), new, "b")
        # The flow f7 from b to the join is another one there.
        assert [code for code, _, _ in why(moved)] == ["flow_gone"]

    def test_what_would_go_on_by_itself_is_not_moved(self, change: Any, kinds: Any) -> None:
        three = (self.nodes(kinds, "abcz"), "s > f > a > j > z > e", "f > b > j", "f > c > j")
        two = (self.nodes(kinds, "abzq"), *self.OLD, "q > e")
        _, moved = change(three, two, "a", "b", mapping={"c": "q"})
        assert why(moved) == [("goes_on", "j", "")]


class TestScopes:
    OLD = ("s > u > e", "us > a > ue")

    def sub(self, kinds: Any, names: str = "a", **more: Any) -> Nodes:
        inside = {n: kinds.user | {"parent": "u"} for n in names}
        ends = {"us": kinds.start | {"parent": "u"}, "ue": kinds.end | {"parent": "u"}}
        return {"s": kinds.start, "e": kinds.end, "u": kinds.sub | more} | ends | inside

    def test_what_runs_inside_goes_with_its_host(self, change: Any, kinds: Any) -> None:
        after = (self.sub(kinds, "ab"), "s > u > e", "us > a > b > ue")
        course, moved = change((self.sub(kinds), *self.OLD), after)
        assert [w.task_id for w in moved.run.waits()] == [course.wait("a")]
        moved.run.complete(course.wait("a"), {})
        assert open_at(moved.run) == ["b"]

    def test_a_sub_process_that_is_gone_takes_no_step_out_of_it(
        self, change: Any, kinds: Any
    ) -> None:
        plain = (steps(kinds, "a"), "s > a > e")
        _, moved = change((self.sub(kinds), *self.OLD), plain, mapping={"a": "a"})
        assert why(moved) == [("node_gone", "u", "")]

    def test_a_step_that_was_wrapped_must_be_mapped_into_it(self, change: Any, kinds: Any) -> None:
        plain = (steps(kinds, "a"), "s > a > e")
        wrapped = (self.sub(kinds, "ab", inputs=(IoMapping("7", "y"),)), "s > u > e", "us > a > b")
        _, moved = change(plain, wrapped)
        assert why(moved) == [("other_scope", "a", "")]
        _, moved = change(plain, wrapped, mapping={"a": "a"})
        assert tokens(moved.run) == (Token("p", "", "u"), Token("p", "u", "a"))
        (wait,) = moved.run.waits()
        assert moved.run.local(wait.task_id)["y"] == 7
        moved.run.complete(wait.task_id, {})
        moved.run.complete(moved.run.waits()[0].task_id, {})
        assert moved.run.ended

    def test_two_steps_mapped_into_one_sub_process_share_it(self, change: Any, kinds: Any) -> None:
        fork, join = kinds.both, kinds.both
        old = steps(kinds, "ab", f=fork, j=join)
        inside = {"f": fork | {"parent": "u"}, "j": join | {"parent": "u"}}
        wrapped = self.sub(kinds, "ab") | inside
        path = ("s > u > e", "us > f > a > j > ue", "f > b > j")
        _, moved = change(
            (old, "s > f > a > j > e", "f > b > j"), (wrapped, *path), mapping={"a": "a", "b": "b"}
        )
        assert [t.node for t in tokens(moved.run)] == ["u", "a", "b"]
        for wait in moved.run.waits():
            moved.run.complete(wait.task_id, {})
        assert moved.run.ended

    @pytest.mark.parametrize("change_of", ["sequential", "element"])
    def test_instances_under_way_need_the_same_loop(
        self, change: Any, kinds: Any, change_of: str
    ) -> None:
        loop = Loop(False, "[1, 2]", "el", "", "ra", "el", "")
        other = replace(loop, **{change_of: {"sequential": True, "element": "x"}[change_of]})
        old, new = (steps(kinds, "", a=kinds.user | {"loop": k}) for k in (loop, other))
        _, moved = change((old, "s > a > e"), (new, "s > a > e"))
        assert why(moved) == [("other_loop", "a", "")]

    def test_instances_go_on_with_what_they_have(self, change: Any, kinds: Any) -> None:
        loop = Loop(False, "[1, 2]", "el", "", "ra", "el")
        old = steps(kinds, "", a=kinds.user | {"loop": loop})
        new = steps(kinds, "", a=kinds.user | {"loop": replace(loop, output_element="el * 10")})
        course, moved = change((old, "s > a > e"), (new, "s > a > e"), "a")
        moved.run.complete(course.wait("a"), {})
        assert moved.run.data["ra"] == [1, 20]


class TestRaces:
    def race(self, kinds: Any, *messages: str) -> tuple[Any, ...]:
        events = {m: kinds.catch(EventDefinition(EventKind.MESSAGE, m)) for m in messages}
        paths = [f"g > {m} > e" for m in messages]
        return ({"s": kinds.start, "g": kinds.first, "e": kinds.end} | events, "s > g", *paths)

    def test_rivals_that_are_gone_are_dropped_and_new_ones_wait_too(
        self, change: Any, kinds: Any
    ) -> None:
        course, moved = change(self.race(kinds, "x", "y"), self.race(kinds, "y", "w"))
        assert open_at(moved.run) == ["w", "y"]
        assert course.wait("y") in {w.task_id for w in moved.run.waits()}
        assert moved.run.deliver("w", {})
        assert moved.run.ended

    def test_without_its_gateway_the_race_has_no_place(self, change: Any, kinds: Any) -> None:
        alone = {"s": kinds.start, "x": kinds.catch(kinds.message("x")), "e": kinds.end}
        _, moved = change(self.race(kinds, "x", "y"), (alone, "s > x > e"))
        assert why(moved) == [("node_gone", "g", "")]


def test_a_run_that_has_ended_stays_ended(begin: Any, kinds: Any, diagram: Any) -> None:
    nodes = steps(kinds, "a")
    course: Course = begin(nodes, "s > a > e")
    course.do("a")
    moved = move(course.run, compile_spec(again(diagram("p", nodes, "s > a > e"))))
    assert moved.run is not None
    assert moved.run.ended
