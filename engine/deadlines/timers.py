"""When a timer of a diagram fires: ISO 8601 texts, in working or in calendar time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from engine.definitions.bpmn.graph import EventDefinition, TimerKind
from engine.errors import BadExpression
from engine.workflow import feel
from sla.calendar import VIETNAM, WorkCalendar
from sla.due import due
from sla.limits import Limit, parse_duration

_DURATION = TypeAdapter(timedelta)
_CYCLE = re.compile(r"R[0-9]{0,5}/(?:(?P<first>[^/]{1,40})/)?(?P<every>P[^/]{1,40})")


def fires_at(
    event: EventDefinition, variables: Mapping[str, object], start: datetime, calendar: WorkCalendar
) -> datetime:
    """The moment at which a timer that begins to wait at `start` fires.

    A duration of a `working` timer counts on the calendar (P5D is five working days); any other
    is elapsed time. A date without an offset is Vietnamese time. A cycle fires after each of its
    durations, the first time at its own date if it has one that is to come. Raises BadExpression
    when the text, or what its FEEL gives, is no duration, date or cycle.
    """
    text = _text(event, variables)
    try:
        if event.timer_kind is TimerKind.DATE:
            return _moment(text)
        if event.timer_kind is TimerKind.CYCLE:
            first, text = _rounds(text)
            if first and _moment(first) > start:
                return _moment(first)
        if event.working:
            return due(calendar, start, parse_duration(text, working=True)).at
        return start + _DURATION.validate_python(text)
    except (ValueError, ValidationError) as error:
        message = f"{text!r} is no duration, date or cycle."
        raise BadExpression("bad_timer", message, text=text) from error


def working_limit(event: EventDefinition, variables: Mapping[str, object]) -> Limit | None:
    """The duration of a timer in working time; None for any other. Raises BadLimit."""
    if not event.working or event.timer_kind is TimerKind.DATE:
        return None
    text = _text(event, variables)
    text = _rounds(text)[1] if event.timer_kind is TimerKind.CYCLE else text
    return parse_duration(text, working=True)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _rounds(text: str) -> tuple[str, str]:
    """The date ("" for none) and the duration of a cycle. Raises ValueError."""
    found = _CYCLE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return found["first"] or "", found["every"]


def _text(event: EventDefinition, variables: Mapping[str, object]) -> str:
    return str(feel.evaluate(event.timer, variables)) if event.feel else event.timer
