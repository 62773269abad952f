"""Codes of the findings that only the whole of the content can show.

6xx: what is judged across files, and what playing the token game over a diagram finds. (5xx are
what the workflow could not run.)
"""

from __future__ import annotations

from engine.errors import Finding, Severity

CODES: dict[str, str] = {
    "E204": "A form that a diagram names does not exist.",
    "E312": "A pattern that a text must match is not a regular expression.",
    "E601": "A step can never be reached.",
    "E602": "A join waits for ever for a branch that cannot arrive (deadlock).",
    "E603": "A branch is left waiting for ever after an end was reached (token left behind).",
    "E604": "From here no end can ever be reached.",
    "E605": "A loop makes more and more branches of itself without end.",
    "E606": "A sub-process can never complete.",
    "E611": "A role does not exist.",
    "E612": "A decision does not exist.",
    "E613": "A called process does not exist.",
    "E614": "Called processes call each other in a circle.",
    "E615": "A FEEL expression of a form does not parse.",
    "E621": "A manifest names a diagram that does not exist.",
    "E622": "A manifest names a form that does not exist.",
    "E623": "A manifest names a unit that does not exist.",
    "E624": "A manifest names a role that does not exist.",
    "E625": "No step of the diagram is done by a person.",
    "E626": "The diagram never marks a dossier as received: the time limit would never run.",
    "E627": "A unit names office hours that do not exist.",
    "E628": "An alert names a role that does not exist.",
    "E629": "Limits start anew after a pause, but the diagram never closes what nobody completes.",
    "E631": "A path to check does not exist or cannot be read.",
    "E632": "A file is of no kind that can be checked.",
    "E633": "A kind of service task does not exist.",
    "E634": "A service task lacks an input that its kind needs.",
    "E635": "An input of a service task is not one of the values that its kind takes.",
    "E636": "A secret is named where its kind of service task does not put it in.",
    "E637": "An agency whose dossiers are to be numbered has no code.",
    "E638": "An internal procedure has a step of the applicant, whom it does not have.",
    "E639": "The role or unit of an internal procedure's first step is computed.",
    "E710": "An expression or cell of a decision does not parse as FEEL.",
    "E714": "A manifest names a decision that does not exist.",
    "E716": "A decision that is to choose a case gives something else.",
    "W601": "The diagram has too many states for its soundness to be proved.",
    "W602": "A step can be done twice at the same time.",
    "W603": "An error end is caught by nothing around it.",
    "W604": "A loop can be left only by an event from outside.",
    "W611": "A gateway has no default: where all its conditions are false, the dossier stops.",
    "W612": "A wait shows no status of its own.",
    "W613": "An end shows no status: the dossier would keep the one it had.",
    "W614": "The diagram never marks a dossier as resolved.",
    "W615": "A role has no unit in the manifest: its steps go to the agency as a whole.",
    "W701": "A decision asks for a variable that nothing gives.",
    "W705": "Two rules of a UNIQUE table can be hit together.",
    "W702": "A file of decisions is used by no procedure.",
    "W616": "A form or diagram is used by no procedure.",
    "W617": "A paper is to be taken again from a result that no procedure gives.",
    "W621": "An expression reads a variable that nothing gives.",
    "W622": "A choice has no way for one of the values that its field can have.",
    "W623": "Two conditions of a choice fit at once.",
    "W624": "The limits of the steps add up to more than the limit of the procedure.",
    "W631": "A kind of service task of an installed package cannot be used.",
    "W632": "An input is mapped that this kind of service task does not take.",
    "E903": "A scenario plays a procedure that does not exist, or that cannot be filed.",
    "E904": "A scenario names an element that the procedure's diagram does not have.",
    "E905": "A scenario names a role, unit, paper, case or alert that does not exist.",
    "E906": "A scenario no longer comes out as it expects.",
    "E907": "A scenario cannot be played to its end.",
    "W801": "A process or sub-process has no end event.",
    "W802": "An event-based gateway waits for one event alone.",
    "W803": "A message, signal, error or escalation has no name of its own or is used by nothing.",
    "W804": "An element that people read has no name.",
    "W805": "An element is not drawn.",
    "W806": "An element is drawn over another or outside of what it belongs to.",
    "W807": "A flow is drawn twice.",
    "W808": "A gateway joins and splits at once.",
    "W809": "Several flows leave a step or event without a gateway.",
    "W810": "A way ends without an end event.",
    "W811": "A gateway has one way in and one way out.",
    "W812": "A flow has a name where nothing is chosen.",
    "W813": "A terminate end stands where nothing else can run.",
}


def finding(code: str, file: str, line: int, element: str, message: str) -> Finding:
    """Make a finding whose severity follows from its code."""
    if code not in CODES:
        raise KeyError(code)
    severity = Severity.ERROR if code.startswith("E") else Severity.WARNING
    return Finding(file, line, severity, code, element, message)
