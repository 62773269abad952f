"""Codes of the findings about what could not run: each with one line on what it means."""

from __future__ import annotations

CODES: dict[str, str] = {
    "E510": "A process or sub-process has nothing to start with.",
    "E511": "A flow leads from or to an element that is not run.",
    "E512": "A flow crosses the border of a sub-process.",
    "E513": "A flow leads to an element that nothing may lead to.",
    "E514": "A call activity names a process that does not exist.",
    "E515": "A business rule task has no decision that could be run.",
    "E516": "A service task has no task type, so no worker would take it.",
    "E517": "A script task has no FEEL expression.",
    "E518": "Processes that run as one have elements with the same id.",
    "E519": "A step names a unit that does not exist.",
    "E520": "An expression is no FEEL.",
    "E530": "An event cannot wait for what its definition says.",
    "E531": "An event cannot throw what its definition says.",
    "E532": "A boundary event is attached to nothing that waits.",
    "E533": "An error event does not interrupt, but an error always does.",
    "E534": "An event or task waits for a message or signal without a name: for ever.",
    "E535": "The start of an event sub-process waits for nothing.",
    "E536": "A timer has no time.",
    "E537": "An event sub-process has not exactly one start event.",
    "E540": "An element is repeated that cannot be.",
    "E541": "A multi-instance has neither a collection nor a number of instances.",
    "E542": "An event-based gateway is followed by no event.",
    "E543": "An event-based gateway is followed by something that is no event that waits.",
}
