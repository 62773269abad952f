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
from sla.position import measure, position

_DURATION = TypeAdapter(timedelta)


def fires_at(
    event: Event, variables: Mapping[str, object], start: datetime, calendar: WorkCalendar
) -> datetime:
    """The moment at which a timer that begins to wait at `start` fires.

    A duration of a `working` timer counts on the calendar (P5D is five working days); any other
    is elapsed time. A date without an offset is Vietnamese time. Raises BadExpression when the
    text, or what its FEEL gives, is no duration or date.
    """
    text = event.timer
    if event.feel:
        text = str(feel.evaluate(event.timer, variables))
    try:
        if event.timer_kind is TimerKind.DATE:
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
        if event.working:
            return due(calendar, start, parse_duration(text, working=True)).at
        return start + _DURATION.validate_python(text)
    except (ValueError, ValidationError) as error:
        raise BadExpression("bad_timer", f"{text!r} is no duration or date.", text=text) from error


def moved(calendar: WorkCalendar, moment: datetime, start: datetime, end: datetime) -> datetime:
    """The moment, later by the working time from `start` to `end`, as a due moment moves.

    Whole working days are counted by dates, only the rest by the clock (`sla.due`).
    """
    here, held = position(calendar, moment), measure(calendar, start, end)
    number, worked = here.number + held.days, here.worked + held.worked
    while worked > (length := calendar.shift(number).length):
        number, worked = number + 1, worked - length
    return calendar.moment(number, worked)
