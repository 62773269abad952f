"""Every procedure that can be opened is kept true by plays of it: straight, and with a turn."""

from __future__ import annotations

from collections import defaultdict

from engine.definitions.content import read_content
from engine.definitions.content_root import content_root


def test_every_procedure_that_runs_has_two_plays_that_differ() -> None:
    content = read_content(content_root())
    ways: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for scenario in content.scenarios:
        play = scenario.play
        ways[play.procedure].add(tuple(type(a).__name__ + str(a) for a in play.acts))
    runs = {code for code, procedure in content.procedures.items() if procedure.fileable}
    assert {code: len(ways[code]) for code in runs if len(ways[code]) < 2} == {}
    assert len(runs) == 8
