"""Running scenarios: each is played from its opening to its end and compared as it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.definitions.content import Content
from engine.definitions.scenarios.play import Expectation, Scenario
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.review.checks.scenarios import check_scenario
from engine.settings import Settings
from engine.trial.compare import differences
from engine.trial.facts import ActOutcome
from engine.trial.trial import Trial
from engine.trial.trial_content import Candidate, TrialContent, candidate_in, context_at


@dataclass(frozen=True, slots=True)
class Ran:
    """One scenario that was played: what was found, nothing where all came as expected."""

    scenario: Scenario
    findings: tuple[Finding, ...]


def run_scenarios(
    content: Content,
    settings: Settings,
    scenarios: Iterable[Scenario],
    report: Callable[[Ran], None] = lambda ran: None,
) -> list[Ran]:
    """Play these scenarios on content that has been checked; `report` gets each as it ends.

    A scenario that names what does not exist is not played.
    """
    context = context_at(content, settings)
    done: list[Ran] = []
    for scenario in scenarios:
        ran = Ran(scenario, tuple(_run(content, context, scenario)))
        done.append(ran)
        report(ran)
    return done


def run_scenario(candidate: Candidate, scenario: Scenario) -> list[Finding]:
    """Play one scenario; where an act is refused unexpectedly, the rest is not played."""
    trial = Trial(candidate, scenario.play.opening)
    try:
        return _played(trial, scenario)
    finally:
        trial.close()


def _run(content: Content, context: TrialContent, scenario: Scenario) -> list[Finding]:
    found = check_scenario(scenario, content)
    if found or scenario.play.procedure not in content.procedures:
        return found
    return run_scenario(candidate_in(content, scenario.play.procedure, context), scenario)


def _played(trial: Trial, scenario: Scenario) -> list[Finding]:
    found: list[Finding] = []
    spoken: dict[str, None] = {}
    expected = scenario.expected or (None,) * (len(scenario.play.acts) + 1)
    for number, expectation in enumerate(expected):
        facts = trial.last if number == 0 else trial.act(scenario.play.acts[number - 1])
        spoken.update(dict.fromkeys(facts.alerts))
        found += _judged(scenario, number, expectation, facts)
        if any(f.code == "E907" for f in found):
            return found
    if scenario.at_end is not None:
        found += differences(scenario.file, scenario.at_end, trial.last, tuple(spoken))
    return found


def _judged(
    scenario: Scenario, number: int, expectation: Expectation | None, facts: ActOutcome
) -> list[Finding]:
    line = scenario.lines[number] if number < len(scenario.lines) else scenario.line
    name = f"act {number}" if number else "the opening"
    refusal = facts.refusal
    expects = expectation is not None and expectation.expects("refused")
    if refusal is not None and not expects:
        message = f"{name} is refused ({refusal.code}): {refusal.sentence}"
        return [finding("E907", scenario.file, line, refusal.code, message)]
    if facts.faults:
        failed = "; ".join(f"{where}: {why}" for where, why in facts.faults.items())
        message = f"{name}: what should go by itself fails: {failed}"
        return [finding("E907", scenario.file, line, "", message)]
    if expectation is None:
        return []
    return list(differences(scenario.file, expectation, facts, facts.alerts))
