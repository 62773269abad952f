"""Trials of designers: kept as acts, seen by their maker alone, gone on with in any process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.definitions.scenarios.play import ActKind, Opening, PlayAct
from engine.definitions.scenarios.scenario_file import read_scenario
from engine.definitions.status import Status
from engine.errors import Conflict, Forbidden, Invalid, MotcuaError, NotFound, Refused
from engine.installation import Installation
from engine.storage import Store
from engine.storage.dossiers import dossiers
from engine.trial import store as trials
from engine.trial.listing import lines
from engine.trial.scenarios import run_scenario
from engine.trial.sources import open_source, source_of_publication, source_of_version
from engine.trial.store import TrialView, begin, delete, rename, scenario_file, undo, view
from engine.trial.trial import LiveTrials
from tests.conftest import furnished
from tests.engine.dossiers.play import ACCEPT, LICENCE_FORM, on
from tests.engine.publishing.bench import Bench

NOW = on("2023-12-08 09:00")
ASSIGN = PlayAct(ActKind.DO, "phan_cong", after="1 working hour")
WAIT = PlayAct(ActKind.WAIT, after="2 working days")


@pytest.fixture(scope="module")
def opening() -> Opening:
    """Received on a Thursday."""
    return Opening(on("2023-12-07 08:24"), {"name": "Người nộp"}, LICENCE_FORM, ACCEPT)


@pytest.fixture
def installation(store: Store) -> Installation:
    return furnished(store)


@pytest.fixture
def bench(installation: Installation) -> Bench:
    return Bench(installation)


@pytest.fixture
def begun(bench: Bench, opening: Opening) -> TrialView:
    """A trial of the version in force."""
    source = source_of_version(bench.in_force().id)
    return begin(bench.installation, bench.designer, source, opening, title=" Thử  lần 1 ", at=NOW)


def refusal(act: Callable[[], object]) -> MotcuaError:
    with pytest.raises(MotcuaError) as refused:
        act()
    return refused.value


def forget_live(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the next request came to another process."""
    monkeypatch.setattr(trials, "_live", LiveTrials())


def test_a_trial_goes_on_act_by_act_in_any_process(
    bench: Bench, begun: TrialView, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation, who = bench.installation, bench.designer
    assert (begun.head.title, begun.head.revision) == ("Thử lần 1", 1)
    here = trials.act(installation, who, begun.head.id, ASSIGN, 1, at=NOW)
    forget_live(monkeypatch)
    there = view(installation, who, begun.head.id)
    assert there.state.facts == here.state.facts
    assert (there.head.revision, there.state.last.at) == (2, ("tham_dinh",))
    further = trials.act(installation, who, begun.head.id, WAIT, 2, at=NOW)
    assert further.state.now == on("2023-12-11 09:24")


def test_the_real_office_has_no_dossier_of_it(bench: Bench, begun: TrialView) -> None:
    assert begun.state.view is not None
    with bench.installation.store.read() as tx:
        assert dossiers.load(tx, begun.state.view.code) is None


def test_what_is_refused_is_raised_and_not_kept(bench: Bench, begun: TrialView) -> None:
    installation, who = bench.installation, bench.designer
    bad = PlayAct(ActKind.DO, "phan_cong", {"khong_co": 1}, after="2 working hours")
    error = refusal(lambda: trials.act(installation, who, begun.head.id, bad, 1, at=NOW))
    assert isinstance(error, Invalid)
    after = view(installation, who, begun.head.id)
    assert (after.head.revision, after.state.now) == (1, begun.state.now)


def test_a_bad_opening_is_raised_and_not_kept(bench: Bench) -> None:
    source = source_of_version(bench.in_force().id)
    nothing = Opening(NOW, {"name": ""})
    error = refusal(lambda: begin(bench.installation, bench.designer, source, nothing, at=NOW))
    assert isinstance(error, Invalid)
    assert lines(bench.installation, bench.designer) == ()


def test_of_two_windows_one_is_told(bench: Bench, begun: TrialView) -> None:
    installation, who = bench.installation, bench.designer
    trials.act(installation, who, begun.head.id, ASSIGN, 1, at=NOW)
    for late in (
        lambda: trials.act(installation, who, begun.head.id, WAIT, 1, at=NOW),
        lambda: undo(installation, who, begun.head.id, 1, at=NOW),
        lambda: rename(installation, who, begun.head.id, "Khác", 1, at=NOW),
    ):
        error = refusal(late)
        assert (type(error), error.code) == (Conflict, "trial_changed")
    assert len(view(installation, who, begun.head.id).state.play.acts) == 1


def test_undo_takes_one_act_back(bench: Bench, begun: TrialView) -> None:
    installation, who = bench.installation, bench.designer
    trials.act(installation, who, begun.head.id, ASSIGN, 1, at=NOW)
    trials.act(installation, who, begun.head.id, WAIT, 2, at=NOW)
    back = undo(installation, who, begun.head.id, 3, at=NOW)
    assert (back.state.last.at, back.state.now) == (("tham_dinh",), on("2023-12-07 09:24"))
    first = undo(installation, who, begun.head.id, 4, at=NOW)
    assert first.state.last.status is Status.RECEIVED
    error = refusal(lambda: undo(installation, who, begun.head.id, 5, at=NOW))
    assert (type(error), error.code) == (Refused, "nothing_to_undo")


def test_a_list_shows_only_ones_own(bench: Bench, begun: TrialView) -> None:
    assert [line.head.title for line in lines(bench.installation, bench.designer)] == ["Thử lần 1"]
    assert lines(bench.installation, bench.who("thiet-ke-2")) == ()
    rename(bench.installation, bench.designer, begun.head.id, "Thử lại", 1, at=NOW)
    assert [line.head.title for line in lines(bench.installation, bench.designer)] == ["Thử lại"]
    delete(bench.installation, bench.designer, begun.head.id)
    assert lines(bench.installation, bench.designer) == ()


def test_another_designer_does_not_find_it(bench: Bench, begun: TrialView) -> None:
    installation, other, number = bench.installation, bench.who("thiet-ke-2"), begun.head.id
    for act in (
        lambda: view(installation, other, number),
        lambda: trials.act(installation, other, number, WAIT, 1, at=NOW),
        lambda: undo(installation, other, number, 1, at=NOW),
        lambda: scenario_file(installation, other, number).text,
        lambda: delete(installation, other, number),
    ):
        error = refusal(act)
        assert (type(error), error.code) == (NotFound, "no_trial")


@pytest.mark.parametrize("username", ["chuyen-vien", "thiet-ke-tttt"])
def test_only_a_designer_of_the_agency_tries(bench: Bench, opening: Opening, username: str) -> None:
    source = source_of_version(bench.in_force().id)
    error = refusal(lambda: begin(bench.installation, bench.who(username), source, opening, at=NOW))
    assert (type(error), error.code) == (Forbidden, "not_designer")


def test_a_proposal_is_tried_before_it_is_in_force(bench: Bench, opening: Opening) -> None:
    proposed = source_of_publication(bench.needing_two().propose(bench.limit(5)))
    found = begin(bench.installation, bench.designer, proposed, opening, at=NOW)
    assert found.state.last.due == on("2023-12-14 08:24")
    assert found.head.procedure == bench.in_force().procedure


@pytest.mark.parametrize(
    "source", ["version:999", "publication:999", "version:", "xx:1", "", "version:²"]
)
def test_what_does_not_exist_is_not_found(bench: Bench, source: str) -> None:
    assert isinstance(
        refusal(lambda: open_source(bench.installation, bench.designer, source)), NotFound
    )


def test_a_trial_becomes_a_scenario(bench: Bench, begun: TrialView) -> None:
    installation, who = bench.installation, bench.designer
    trials.act(installation, who, begun.head.id, ASSIGN, 1, at=NOW)
    text = scenario_file(installation, who, begun.head.id).text
    scenario, findings = read_scenario(text.encode(), "processes/scenarios/x.yaml")
    assert findings == []
    assert scenario is not None
    assert scenario.title == "Thử lần 1"
    assert run_scenario(open_source(installation, who, begun.head.source), scenario) == []
