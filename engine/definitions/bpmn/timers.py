"""Timer definitions: ISO 8601 texts, or FEEL that gives one when the timer is set."""

from __future__ import annotations

import re
from datetime import datetime

from lxml import etree

from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.elements import bpmn_child, text_of
from engine.definitions.bpmn.expressions import feel, is_juel
from engine.definitions.bpmn.graph import EventDefinition, EventKind, TimerKind
from sla.errors import BadLimit
from sla.limits import parse_duration

_DURATION = re.compile(
    r"P(?=.)(?:[0-9]{1,5}Y)?(?:[0-9]{1,5}M)?(?:[0-9]{1,5}W)?(?:[0-9]{1,5}D)?"
    r"(?:T(?=.)(?:[0-9]{1,6}H)?(?:[0-9]{1,6}M)?(?:[0-9]{1,6}S)?)?"
)
_CYCLE = re.compile(r"R[0-9]{0,5}/(?:([^/]{1,40})/)?(P[^/]{1,40})")
_EXAMPLES = {
    TimerKind.DURATION: "P5D or PT4H",
    TimerKind.DATE: "2024-01-02T17:00:00+07:00",
    TimerKind.CYCLE: "R3/PT10M",
}


def read_timer(definition: etree._Element, working: bool, remarks: Remarks) -> EventDefinition:
    """Read a `timerEventDefinition`; exactly one of its three forms."""
    found = [(kind, bpmn_child(definition, kind.value)) for kind in TimerKind]
    given = [(kind, element) for kind, element in found if element is not None]
    if len(given) != 1:
        remarks.on(definition, "E213", "a timer needs exactly one duration, date or cycle")
        return EventDefinition(EventKind.TIMER)
    kind, element = given[0]
    text = text_of(element)
    if text.startswith("=") or is_juel(text):
        timer = feel(text, element, remarks, "the timer")
        return EventDefinition(
            EventKind.TIMER, timer_kind=kind, timer=timer, feel=True, working=working
        )
    problem = _problem(text, kind, working)
    if problem:
        message = f"timer {text!r} {problem}; write {_EXAMPLES[kind]}, or = followed by FEEL"
        remarks.on(element, "E213", message)
    return EventDefinition(EventKind.TIMER, timer_kind=kind, timer=text, working=working)


def _problem(text: str, kind: TimerKind, working: bool) -> str:
    if kind is TimerKind.DURATION:
        return _duration_problem(text, working)
    if kind is TimerKind.DATE:
        return "" if _is_moment(text) else "is not a date of ISO 8601"
    cycle = _CYCLE.fullmatch(text)
    if cycle is None or (cycle.group(1) and not _is_moment(cycle.group(1))):
        return "is not a cycle of ISO 8601"
    if cycle.group(1) and working:
        return "has a first date, which cannot be counted in working time"
    return _duration_problem(cycle.group(2), working)


def _duration_problem(text: str, working: bool) -> str:
    if not _DURATION.fullmatch(text):
        return "is not a duration of ISO 8601"
    if not working:
        return ""
    try:
        parse_duration(text, working=True)
    except BadLimit:
        return "cannot be counted in working time"
    return ""


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) >= len("2024-01-02T17:00")
