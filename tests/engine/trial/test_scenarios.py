"""Scenarios: what was recorded runs again, and what no longer matches is told at its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.content import Content
from engine.definitions.scenarios.play import Scenario
from engine.definitions.scenarios.scenario_file import read_scenario, scenario_of
from engine.errors import Finding
from engine.review.checks.scenarios import check_scenario
from engine.trial.plain import plain_scenario
from engine.trial.recording import recorded, to_yaml
from engine.trial.scenarios import run_scenario, run_scenarios
from engine.trial.trial import LiveTrials, replayed
from engine.trial.trial_content import Candidate, TrialContent, candidate_in
from tests.engine.dossiers.play import ASK, BROUGHT, FAIL, GENERAL, PASS
from tests.engine.trial.conftest import SETTINGS, Plain, plain, played

FILE = "processes/scenarios/x.yaml"
ASSIGN: Plain = {"do": "phan_cong", "after": "1 working hour"}


def read(text: str) -> Scenario:
    scenario, findings = read_scenario(text.encode(), FILE)
    assert (findings, scenario is not None) == ([], True)
    assert scenario is not None
    return scenario


@pytest.mark.slow
def test_every_scenario_of_our_content_comes_out_as_it_says(content: Content) -> None:
    ran = run_scenarios(content, SETTINGS, content.scenarios)
    assert ran
    assert [str(f) for each in ran for f in each.findings] == []


STRAIGHT = (ASSIGN, {"do": "tham_dinh", "after": "2 working days", "values": PASS})
LOOP = (
    ASSIGN,
    {"do": "tham_dinh", "values": ASK},
    {"wait": "until 2023-12-20T10:00"},
    {"do": "bo_sung", "values": BROUGHT},
    {"do": "tham_dinh", "after": "1 giờ làm việc", "values": FAIL},
)
REFUSED = (ASSIGN, {"do": "ky_duyet"}, {"withdraw": 'Đổi ý: "thôi" # không nộp'})


@pytest.mark.parametrize("acts", [STRAIGHT, LOOP, REFUSED], ids=["straight", "loop", "refused"])
def test_what_is_recorded_runs_again(licence: Candidate, acts: Sequence[Plain]) -> None:
    trial = played(licence, *acts)
    scenario = recorded("Ghi lại: lần thử", trial.play, trial.facts)
    back = read(to_yaml(scenario))
    assert (back.title, back.play) == (scenario.title, trial.play)
    assert run_scenario(licence, back) == []


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(values=st.dictionaries(_WORDS, _VALUES, max_size=4), target=_WORDS.filter(str.strip))
def test_whatever_was_typed_is_written_and_read_back(
    values: dict[str, object], target: str
) -> None:
    target = " ".join(target.split())
    act: Plain = {"message": target, "values": values}
    given_ = {"procedure": "A-1", "open": {"at": "2024-01-05T08:00:30", "values": values}}
    first = scenario_of({**given_, "acts": [act]})
    kept = scenario_of(plain_scenario(first))
    assert kept.play == first.play
    written = to_yaml(first)
    again = to_yaml(scenario_of(plain_scenario(read_back(written))))
    assert again == written


def read_back(text: str) -> Scenario:
    scenario, findings = read_scenario(text.encode(), FILE)
    assert scenario is not None, findings
    return scenario


MISMATCHES = {
    "status: stopped": "expected status stopped, got in_progress",
    "status: 9": "expected status resolved, got in_progress",
    "status: Đã trả kết quả": "expected status returned, got in_progress",
    "at: [ky_duyet]": "expected at [ky_duyet], got [tham_dinh]",
    "at: []": "expected at [], got [tham_dinh]",
    "due: 2024-01-02T08:25": "expected due 2024-01-02T08:25, got 2024-01-02T08:24",
    "due: none": "expected due none, got 2024-01-02T08:24",
    "outcome: trước hạn": "expected outcome early, got none",
    "variables: {kenh: online}": 'expected variable kenh = "online", got "desk"',
    "variables: {khong_co: 1}": "expected variable khong_co = 1, got none",
    "alerts: [buoc_80]": "expected alerts [buoc_80], got []",
    "refused: not_waiting_at": "expected refused not_waiting_at, got none",
}
HOLDS = (
    "status: 4",
    "status: Đang xử lý",
    "status: in_progress",
    "at: tham_dinh",
    "due: 2024-01-02T08:24",
    "outcome: none",
    "variables: {kenh: desk, quy_trinh: ''}",
    "alerts: []",
)


def run(licence: Candidate, expectation: str) -> list[Finding]:
    opening = to_yaml(scenario_of(plain(licence)))
    act = f"acts:\n  - do: phan_cong\n    expect:\n      {expectation}\n"
    scenario = read(opening + act)
    found = run_scenario(licence, scenario)
    lines = (opening + act).splitlines()
    assert all(lines[f.line - 1].strip() == expectation for f in found if f.code == "E906")
    return found


@pytest.mark.parametrize("expectation", MISMATCHES)
def test_what_no_longer_matches_is_told_at_its_line(licence: Candidate, expectation: str) -> None:
    (found,) = run(licence, expectation)
    assert (found.code, found.file, found.message) == ("E906", FILE, MISMATCHES[expectation])


@pytest.mark.parametrize("expectation", HOLDS)
def test_what_holds_is_not_told(licence: Candidate, expectation: str) -> None:
    assert run(licence, expectation) == []


def test_an_act_that_is_refused_ends_the_play(licence: Candidate) -> None:
    opening = to_yaml(scenario_of(plain(licence)))
    text = opening + "acts:\n  - do: ky_duyet\n  - do: phan_cong\n    expect: {at: [nowhere]}\n"
    (found,) = run_scenario(licence, read(text))
    assert (found.code, found.line) == ("E907", opening.count("\n") + 2)
    assert "not_waiting_at" in found.message
    assert "phan_cong" in found.message


def test_a_step_that_was_removed_is_told_with_the_nearest(
    content: Content, licence: Candidate
) -> None:
    text = to_yaml(scenario_of(plain(licence, {"do": "phan_congg"})))
    (ran,) = run_scenarios(content, SETTINGS, [read(text)])
    (found,) = ran.findings
    assert (found.code, found.element) == ("E904", "phan_congg")
    assert "phan_cong" in found.message.partition("(")[2]


def test_one_more_act_costs_one_act(licence: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    live = LiveTrials(kept=2)
    first = live.take(licence, scenario_of(plain(licence, ASSIGN)).play)
    live.keep(first)
    longer = scenario_of(plain(licence, *STRAIGHT)).play
    monkeypatch.setattr("engine.trial.trial.replayed", lambda *_: pytest.fail("played again"))
    found = live.take(licence, longer)
    assert found is first
    assert found.facts == replayed(licence, longer).facts


def test_another_version_is_another_trial(content: Content, context: TrialContent) -> None:
    live = LiveTrials()
    one = candidate_in(content, GENERAL, context)
    trial = live.take(one, scenario_of(plain(one)).play)
    live.keep(trial)
    renamed = replace(content.procedures[GENERAL], name="Tên khác")
    other = candidate_in(replace(content, procedures={GENERAL: renamed}), GENERAL, context)
    assert live.take(other, trial.play) is not trial
    assert live.take(one, trial.play) is trial


def test_scenarios_lie_beside_the_manifests_and_are_none(content: Content) -> None:
    files = {Path(s.file).parent.name for s in content.scenarios}
    assert files == {"scenarios"}
    assert {m.file for m in content.manifests}.isdisjoint(s.file for s in content.scenarios)


def test_a_procedure_that_is_gone_is_told_beside_broken_scenarios(
    licence: Candidate, content: Content
) -> None:
    """A manifest that cannot be read may have it; a scenario that cannot be read has none."""
    one = replace(scenario_of(plain(licence)), file=FILE)
    gone = replace(one, play=replace(one.play, procedure="9.999999"))
    for broken, codes in (("processes/scenarios/y.yaml", ["E903"]), ("processes/y.yaml", [])):
        around = replace(content, broken_files=frozenset({broken}))
        assert [f.code for f in check_scenario(gone, around)] == codes
