"""Small diagrams, as Camunda Modeler would save them, and what is said about each."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import Diagram
from engine.review.soundness import game
from engine.review.soundness.game import play
from engine.review.soundness.net import Net, NetBuilder
from engine.review.soundness.proof import check_soundness
from tests.engine.review.drawing import ERROR, MESSAGE, boundary, scope, xml

Read = Callable[[str], Diagram]

ESP = (
    '<bpmn:subProcess id="rut" triggeredByEvent="true">'
    f'<bpmn:startEvent id="rs">{MESSAGE}</bpmn:startEvent><bpmn:endEvent id="re"/>'
    '<bpmn:sequenceFlow id="rf" sourceRef="rs" targetRef="re"/></bpmn:subProcess>'
)

SOUND = {
    "one step": ("start>A>end", "", {}),
    "a choice": ("start>xor1>A>xor2>end, xor1>B>xor2", "", {}),
    "a loop": ("start>xor1>A>xor2>end, xor2>B>xor1", "", {}),
    "two at once": ("start>and1>A>and2>end, and1>B>and2", "", {}),
    "two ends": ("start>and1>A>end1, and1>B>end2", "", {}),
    "some of three": ("start>or1>A>or2>end, or1>B>or2, or1>C>or2", "", {}),
    "inclusive in parallel": (
        "start>and1>or1>A>or2>and2>end, or1>B>or2, and1>C>and2",
        "",
        {},
    ),
    "terminate takes what waits": ("start>and1>A>stop, and1>xor1>and2>end, xor1>end2", "", {}),
    "whichever event is first": ("start>event1>catch1>A>end, event1>catch2>end2", "", {}),
    "a reminder beside a step": (
        "start>A>end, nhac>B>end2",
        boundary("nhac", "A", interrupting=False),
        {},
    ),
    "a reminder in a loop": (
        "start>xor1>A>xor2>end, xor2>xor1, nhac>B>end2",
        boundary("nhac", "A", interrupting=False),
        {},
    ),
    "a step cut short": ("start>A>xor1>end, het>B>xor1", boundary("het", "A"), {}),
    "a notice in each round": ("start>xor1>A>and1>B>end1, and1>xor2>xor1, xor2>end2", "", {}),
    "a sub-process": ("start>sub1>end", "", {"sub1": scope("start8>C>end8", prefix="g")}),
    "an error caught": (
        "start>sub1>end, loi>B>end2",
        boundary("loi", "sub1", ERROR),
        {"sub1": scope("start8>xor8>C>end8, xor8>fail8", prefix="g")},
    ),
    "withdrawal": ("start>A>end", ESP, {}),
    "inclusive joins in each other's way": (
        "start>and1>or1>A>xor1>end1, xor1>or2, and1>or2>B>xor2>end2, xor2>or1",
        "",
        {},
    ),
}


@pytest.mark.parametrize("case", SOUND)
def test_nothing_is_said_about_a_sound_diagram(case: str, read: Read) -> None:
    assert check_soundness(read(xml(*SOUND[case]))) == []


UNSOUND = {
    "a join after a choice": (
        ("start>A>xor1>B>and1>end, xor1>C>and1", "", {}),
        'E602 parallel gateway "and1": waits for ever (deadlock): A → B; nothing arrives from "C"',
    ),
    "a branch that may leave": (
        ("start>and1>A>and2>end, and1>B>xor1>and2, xor1>end2", "", {}),
        'E603 parallel gateway "and2": a branch is left waiting here after an end: B → A',
    ),
    "a loop without a way out": (
        ("start>xor1>A>xor2>end, xor2>xor3>B>C>xor3", "", {}),
        'E604 exclusive gateway "xor3": from here no end can be reached: A',
    ),
    "branches that multiply": (
        ("start>xor1>A>and1>xor1, and1>xor2>xor1, xor2>end", "", {}),
        "E605",
    ),
    "a sub-process that only fails": (
        ("start>sub1>end", "", {"sub1": scope("start8>C>fail8", prefix="g")}),
        'W603 end event "fail8": no boundary event around it catches its error',
    ),
    "parallel branches that meet in a choice": (
        ("start>and1>A>xor1>C>end, and1>B>xor1", "", {}),
        'W602 user task "C": can be done twice at the same time',
    ),
    "a deadlock inside a sub-process": (
        ("start>sub1>end", "", {"sub1": scope("start8>xor8>C>and8>end8, xor8>and8", prefix="g")}),
        'E602 parallel gateway "and8": waits for ever (deadlock)',
    ),
    "only withdrawal ends it": (
        ("start>xor1>A>xor1", ESP, {}),
        'W604 exclusive gateway "xor1": can be left only by an event that interrupts it',
    ),
}


@pytest.mark.parametrize("case", UNSOUND)
def test_what_is_wrong_is_told_with_the_path_to_it(case: str, read: Read) -> None:
    drawn, said = UNSOUND[case]
    told = [f"{f.code} {f.message}" for f in check_soundness(read(xml(*drawn)))]
    assert any(str(said) in line for line in told), told


def test_a_finding_stands_at_the_line_of_its_element(read: Read) -> None:
    text = xml("start>A>xor1>B>and1>end, xor1>C>and1")
    (found,) = check_soundness(read(text))
    assert 'id="and1"' in text.splitlines()[found.line - 1]
    assert (found.file, found.element) == ("thu.bpmn", "and1")


def test_an_island_can_never_be_reached(read: Read) -> None:
    told = check_soundness(read(xml("start>A>end, B>C>B")))
    assert [(f.code, f.element) for f in told] == [("E601", "B"), ("E601", "C")]


def _branches(count: int, body: str, split: str = "and1", join: str = "and2") -> str:
    parts = [body.replace("#", str(n)) for n in range(100, 100 + count)]
    ways = ", ".join(f"{split}>{p}".replace("JOIN", join) for p in parts)
    return f"start>{split}, {ways}, {join}>end"


BODY = "xor1#>A#>xor2#>xor3#>JOIN, xor2#>xor1#, xor3#>B#>xor1#"


@pytest.mark.parametrize(("split", "join"), [("and1", "and2"), ("or1", "or2")])
def test_fourteen_branches_with_loops_are_proved(split: str, join: str, read: Read) -> None:
    diagram = read(xml(_branches(14, BODY, split, join)))
    assert check_soundness(diagram) == []


def test_a_deadlock_behind_fourteen_branches_is_found(read: Read) -> None:
    diagram = read(xml(_branches(14, BODY, "or1", "and2")))
    assert "E602" in {f.code for f in check_soundness(diagram)}


def test_what_is_too_large_to_prove_is_said_so(read: Read) -> None:
    diagram = read(xml(_branches(14, BODY)))
    (found,) = check_soundness(diagram, bound=20)
    assert found.code == "W601"
    assert "too large to prove" in found.message


@pytest.mark.slow
def test_a_diagram_of_two_thousand_steps_is_no_trouble(read: Read) -> None:
    diagram = read(xml("start>" + ">".join(f"B{n}" for n in range(2000)) + ">end"))
    assert check_soundness(diagram) == []


KINDS = ("xor", "and", "or", "T")
MOST = 1000  # markings; more are as a rule far more, and nothing is compared then


def _random(seed: int) -> str:
    """A random diagram of a dozen nodes: every node has a way in, gateways two ways out."""
    dice = random.Random(seed)  # noqa: S311  # not for secrets
    names = [f"{dice.choice(KINDS)}{n}" for n in range(10, 10 + dice.randint(3, 9))]
    ways = [f"{dice.choice(names[:at] or ['start'])}>{n}" for at, n in enumerate(names)]
    for name in names:
        more = 2 if name[0] != "T" and dice.random() < 0.7 else 1
        ways += [f"{name}>{dice.choice([*names, 'end1', 'end2'])}" for _ in range(more)]
    return ", ".join([*dict.fromkeys(ways), f"{names[0]}>end1"])


def _in_each_others_way(net: Net) -> bool:
    """Two inclusive joins that wait for each other: which goes first is ours to choose."""
    return any(
        net.feeds[a].intersection(net.join_places[b])
        and net.feeds[b].intersection(net.join_places[a])
        for a, b in itertools.combinations(net.feeds, 2)
    )


@pytest.mark.slow
def test_playing_fewer_orders_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    for seed in range(400):
        diagrams, _ = read_diagrams(xml(_random(seed)).encode(), "thu.bpmn")
        if not diagrams:
            continue
        net = NetBuilder(diagrams[0], None, frozenset()).build()
        if _in_each_others_way(net):
            continue
        few = play(net, MOST)
        with monkeypatch.context() as patch:
            patch.setattr(game, "_choose", lambda groups: groups)
            every = play(net, MOST)
        if every.cut or few.cut or every.growing or every.piled:
            continue
        compared += 1
        assert set(few.dead) == set(every.dead), seed
        assert (game.DONE in few.came_from) == (game.DONE in every.came_from), seed
        assert few.ran == every.ran, seed
        assert bool(game.endless(few)) == bool(game.endless(every)), seed
    assert compared > 200


def test_a_wide_diagram_is_given_up_as_early_as_a_long_one() -> None:
    """Each of its markings holds many tokens, so a bound on markings alone is none on work."""
    ways = ", ".join(f"or1 > Bước_{n} > or2" for n in range(120))
    diagrams, _ = read_diagrams(xml(f"start > or1, {ways}, or2 > end").encode(), "thu.bpmn")
    played = play(NetBuilder(diagrams[0], None, frozenset()).build(), 1000)
    assert played.cut
    assert sum(map(len, played.following)) <= game.TOKENS * 1000 + 120
