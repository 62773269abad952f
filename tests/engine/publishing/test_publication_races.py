"""Designers, deciders, schedulers and a deployment at once: one order, nothing half in force."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.definitions.content import read_content
from engine.errors import Conflict
from engine.publishing.deployment import deploy
from engine.publishing.forcing import put_due_in_force
from engine.publishing.publications import approve, drop, reject
from engine.storage.publishing.publications import PublicationState
from tests.engine.dossiers.test_races import at_once, errors
from tests.engine.publishing.bench import NOW, Bench

pytestmark = pytest.mark.slow

ROUNDS = 3
LATER = NOW + timedelta(days=30)


def codes(results: list[object]) -> list[str]:
    """The codes of errors; all must be conflicts."""
    found = errors(results)
    assert all(isinstance(e, Conflict) for e in found), found
    return [e.code for e in found if isinstance(e, Conflict)]


def test_two_approvals_of_one_publication_put_it_in_force_once(bench: Bench) -> None:
    one, other = bench.controller, bench.who("thiet-ke-2")
    for number in range(ROUNDS):
        made = bench.propose(bench.limit(5 + number))
        results = at_once(
            lambda m=made: approve(bench.installation, one, m, at=NOW),
            lambda m=made: approve(bench.installation, other, m, at=NOW),
        )
        assert set(codes(results)) <= {"publication_decided", "busy"}
        assert len(errors(results)) == 1
        assert [e.action for e in bench.events(made)] == ["proposed", "applied"]
    assert bench.numbers() == list(range(1, ROUNDS + 2))


def test_of_two_publications_over_one_version_exactly_one_wins(bench: Bench) -> None:
    who = bench.controller
    for number in range(ROUNDS):
        before = len(bench.numbers())
        made = [bench.propose(bench.limit(days + number)) for days in (30, 60)]
        results = at_once(*(lambda m=m: approve(bench.installation, who, m, at=NOW) for m in made))
        assert set(codes(results)) <= {"publication_outdated", "busy"}
        assert sorted(bench.row(m).state for m in made) == [
            PublicationState.APPLIED,
            PublicationState.OUTDATED,
        ]
        assert len(bench.numbers()) == before + 1


def test_two_designers_propose_and_approve_at_once(bench: Bench) -> None:
    people = [bench.designer, bench.who("thiet-ke-2")]
    uploads = [bench.limit(30), bench.limit(60)]

    def both(number: int) -> PublicationState:
        made = bench.propose(uploads[number], who=people[number])
        return approve(bench.installation, people[number], made, at=NOW)

    results = at_once(lambda: both(0), lambda: both(1))
    assert set(codes(results)) <= {"publication_outdated", "busy"}
    applied = [r for r in results if r is PublicationState.APPLIED]
    # Both only where the second started from what the first had put in force.
    assert len(bench.numbers()) == 1 + len(applied)
    assert applied


def test_three_schedulers_put_a_publication_in_force_once(bench: Bench) -> None:
    made = bench.propose(bench.limit(12), effective_at=LATER)
    approve(bench.installation, bench.controller, made, at=NOW)
    results = at_once(*[lambda: put_due_in_force(bench.installation, at=LATER)] * 3)
    assert not errors(results)
    assert sorted(r for r in results if isinstance(r, int)) == [0, 0, 1]
    assert [e.action for e in bench.events(made)] == ["proposed", "scheduled", "applied"]
    assert bench.numbers() == [1, 2]


def test_a_decision_against_the_scheduler(bench: Bench) -> None:
    who = bench.controller
    for number in range(ROUNDS):
        made = bench.propose(bench.limit(30 + number), effective_at=LATER)
        approve(bench.installation, bench.controller, made, at=NOW)
        before = bench.in_force().number
        results = at_once(
            lambda: put_due_in_force(bench.installation, at=LATER),
            lambda m=made: reject(bench.installation, who, m, "Hoãn", at=LATER),
        )
        codes(results)
        ended = bench.row(made).state
        assert ended in (PublicationState.APPLIED, PublicationState.REJECTED)
        assert (bench.in_force().number > before) == (ended is PublicationState.APPLIED)


def test_taking_back_against_approving(bench: Bench) -> None:
    who, own = bench.controller, bench.designer
    for number in range(ROUNDS):
        made = bench.propose(bench.limit(30 + number))
        before = bench.in_force().number
        results = at_once(
            lambda m=made: approve(bench.installation, who, m, at=NOW),
            lambda m=made: drop(bench.installation, own, m, at=NOW),
        )
        assert len(codes(results)) == 1
        applied = bench.row(made).state is PublicationState.APPLIED
        assert (bench.in_force().number > before) == applied


def test_a_deployment_against_an_approval(bench: Bench) -> None:
    content, who = read_content(bench.installation.root), bench.controller
    for number in range(ROUNDS):
        made = bench.propose(bench.limit(30 + number))
        results = at_once(
            lambda: deploy(bench.installation.store, content, at=NOW, by="thử"),
            lambda m=made: approve(bench.installation, who, m, at=NOW),
        )
        # The deployment finds its own version or one that was published: it overwrites neither.
        assert not errors(results)
        assert bench.row(made).state is PublicationState.APPLIED
        assert bench.in_force().number == number + 2


def test_a_deployment_that_replaces_against_an_approval(bench: Bench) -> None:
    content = read_content(bench.installation.root)
    approve(bench.installation, bench.controller, bench.propose(bench.limit(12)), at=NOW)
    made = bench.propose(bench.limit(13))
    who = bench.controller
    results = at_once(
        lambda: deploy(bench.installation.store, content, at=NOW, by="thử", replace=True),
        lambda: approve(bench.installation, who, made, at=NOW),
    )
    assert set(codes(results)) <= {"publication_outdated", "busy"}
    # In either order the deployment has the last word, or made the other outdated.
    assert bench.in_force().number == 1
    assert bench.row(made).state in (PublicationState.APPLIED, PublicationState.OUTDATED)
