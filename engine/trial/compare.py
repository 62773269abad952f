"""What a scenario expects against what came: each difference is a finding at its own line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from engine.definitions.scenarios.expectation import NOTHING
from engine.definitions.scenarios.play import Expectation
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.trial.facts import ActOutcome
from engine.trial.plain import moment_text

_MISSING = object()
_LONGEST = 200


def differences(
    file: str, expectation: Expectation, facts: ActOutcome, alerts: tuple[str, ...]
) -> Iterator[Finding]:
    """Compare only what the file says; `alerts` are those that the expectation is about."""
    for key, wanted, came in _pairs(expectation, facts, alerts):
        if wanted != came:
            message = f"expected {key} {wanted}, got {came}"
            yield finding("E906", file, expectation.lines[key], key, message)
    if expectation.expects("variables"):
        for name, value in expectation.variables.items():
            found = facts.variables.get(name, _MISSING)
            if found != value:
                got = "none" if found is _MISSING else _short(found)
                message = f"expected variable {name} = {_short(value)}, got {got}"
                yield finding("E906", file, expectation.lines["variables"], name, message)


def _pairs(
    expectation: Expectation, facts: ActOutcome, alerts: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    given = {
        "refused": (expectation.refused or NOTHING, _refused(facts)),
        "status": (str(expectation.status), str(facts.status)),
        "at": (_listed(expectation.at), _listed(facts.at)),
        "due": (_moment(expectation.due), _moment(facts.due)),
        "outcome": (str(expectation.outcome or NOTHING), str(facts.outcome or NOTHING)),
        "alerts": (_listed(expectation.alerts), _listed(alerts)),
    }
    for key, (wanted, came) in given.items():
        if expectation.expects(key):
            yield key, wanted, came


def _refused(facts: ActOutcome) -> str:
    return facts.refusal.code if facts.refusal else NOTHING


def _listed(words: tuple[str, ...]) -> str:
    return f"[{', '.join(sorted(set(words)))}]"


def _moment(moment: datetime | None) -> str:
    """To the minute: a due moment is printed no finer."""
    return NOTHING if moment is None else moment_text(moment.replace(second=0, microsecond=0))


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
