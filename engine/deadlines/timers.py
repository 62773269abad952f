"""When a timer of a diagram fires: ISO 8601 texts, in working or in calendar time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from engine.definitions.graph import Event, TimerKind
from engine.errors import BadExpression
from engine.workflow import feel
from sla.calendar import VIETNAM, WorkCalendar
from sla.due import due
from sla.limits import parse_duration

_DURATION = TypeAdapter(timedelta)


def fires_at(
    event: Event, variables: Mapping[str, object], start: datetime, calendar: WorkCalendar
) -> datetime:
    """The moment at which a timer that begins to wait at `start` fires.

    A duration of a `working` timer counts on the calendar (P5D is five working days); any other
    is elapsed time. A date without an offset is Vietnamese time. Raises BadExpression when the
    text, or what its FEEL gives, is no duration or date.
    """
    text = _text(event, variables)
    try:
        if event.timer_kind is TimerKind.DATE:
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
        if event.working:
            return due(calendar, start, parse_duration(text, working=True)).at
        return start + _DURATION.validate_python(text)
    except (ValueError, ValidationError) as error:
        raise BadExpression("bad_timer", f"{text!r} is no duration or date.", text=text) from error


def working_limit(event: Event, variables: Mapping[str, object]) -> str:
    """The duration of a timer in working time, as `parse_limit` reads it; "" for any other."""
    if not event.working or event.timer_kind is TimerKind.DATE:
        return ""
    return _text(event, variables)


def _text(event: Event, variables: Mapping[str, object]) -> str:
    return str(feel.evaluate(event.timer, variables)) if event.feel else event.timer
