"""Codes of the findings that only the whole of the content can show.

5xx: what is judged across files, and what playing the token game over a diagram finds.
"""

from __future__ import annotations

from engine.errors import Finding, Severity

CODES: dict[str, str] = {
    "E204": "A form that a diagram names does not exist.",
    "E501": "A step can never be reached.",
    "E502": "A join waits for ever for a branch that cannot arrive (deadlock).",
    "E503": "A branch is left waiting for ever after an end was reached (token left behind).",
    "E504": "From here no end can ever be reached.",
    "E505": "A loop makes more and more branches of itself without end.",
    "E506": "A sub-process can never complete.",
    "E511": "A role does not exist.",
    "E512": "A decision does not exist.",
    "E513": "A called process does not exist.",
    "E514": "Called processes call each other in a circle.",
    "E515": "A FEEL expression does not parse.",
    "E516": "A flow out of a gateway lacks its condition.",
    "E517": "The diagram cannot be run.",
    "E521": "A manifest names a diagram that does not exist.",
    "E522": "A manifest names a form that does not exist.",
    "E523": "A manifest names a unit that does not exist.",
    "E524": "A manifest names a role that does not exist.",
    "E525": "A role of the diagram has no unit in the manifest.",
    "E526": "The diagram never marks a dossier as received: the time limit would never run.",
    "E531": "A path to check does not exist.",
    "W501": "The diagram has too many states for its soundness to be proved.",
    "W502": "A step can be done twice at the same time.",
    "W503": "An error end is caught by nothing around it.",
    "W504": "A loop can be left only by an event from outside.",
    "W511": "Two gateway conditions without a default may both be false.",
    "W512": "A waiting step shows no status of its own.",
    "W513": "The diagram never marks a dossier as resolved.",
    "W514": "A reused paper's result is given by no procedure.",
    "W515": "A form or diagram is used by nothing.",
}


def finding(code: str, file: str, line: int, element: str, message: str) -> Finding:
    """Make a finding whose severity follows from its code."""
    if code not in CODES:
        raise KeyError(code)
    severity = Severity.ERROR if code.startswith("E") else Severity.WARNING
    return Finding(file, line, severity, code, element, message)
