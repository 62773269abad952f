"""Trials that begin again, that go too far, and how a list tells of them."""

from __future__ import annotations

import pytest

from engine.definitions.scenarios.play import ActKind, Opening, PlayAct
from engine.definitions.status import Status
from engine.errors import Conflict, Refused
from engine.installation import Installation
from engine.trial.choices import source_in_force
from engine.trial.listing import lines
from engine.trial.store import TrialView, act, begin, restart, view
from sla.errors import OutsideCalendar
from tests.engine.dossiers.play import ACCEPT, LICENCE_FORM, on
from tests.engine.publishing.bench import LICENCE, NOW, Bench


@pytest.fixture
def bench(installation: Installation) -> Bench:
    return Bench(installation)


@pytest.fixture
def begun(bench: Bench) -> TrialView:
    """A trial of the version in force."""
    opening = Opening(on("2027-11-30 08:24"), {"name": "Người nộp"}, LICENCE_FORM, ACCEPT)
    source = source_in_force(bench.installation, bench.designer, LICENCE)
    return begin(bench.installation, bench.designer, source, opening, title="Thử lần 1", at=NOW)


def test_a_clock_past_the_calendar_is_refused_and_not_kept(bench: Bench, begun: TrialView) -> None:
    far = PlayAct(ActKind.WAIT, at=on("2028-03-01 08:00"))
    with pytest.raises(OutsideCalendar):
        act(bench.installation, bench.designer, begun.head.id, far, 1, at=NOW)
    assert view(bench.installation, bench.designer, begun.head.id).state.play.acts == ()


def test_restart_takes_every_act_back(bench: Bench, begun: TrialView) -> None:
    installation, who, number = bench.installation, bench.designer, begun.head.id
    with pytest.raises(Refused, match="Nothing"):
        restart(installation, who, number, 1, at=NOW)
    for revision in (1, 2):
        act(
            installation,
            who,
            number,
            PlayAct(ActKind.WAIT, after="1 working hour"),
            revision,
            at=NOW,
        )
    with pytest.raises(Conflict):
        restart(installation, who, number, 1, at=NOW)
    found = restart(installation, who, number, 3, at=NOW)
    assert (found.state.play.acts, found.state.now) == ((), begun.state.now)


def test_lines_tell_where_a_trial_stands(bench: Bench, begun: TrialView) -> None:
    installation, who = bench.installation, bench.designer
    act(installation, who, begun.head.id, PlayAct(ActKind.WITHDRAW, "Đổi ý"), 1, at=NOW)
    (line,) = lines(installation, who)
    assert (line.acts, line.number, line.ended) == (1, 1, False), "its papers go back"
    assert line.status is Status.WITHDRAWN
    assert line.head.title == begun.head.title
