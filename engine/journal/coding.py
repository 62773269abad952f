"""Events as the fields of a journal row, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine.errors import BadState
from engine.journal import events
from engine.journal.events import Event


def _kinds(base: type[Event]) -> Iterator[type[Event]]:
    for kind in base.__subclasses__():
        if kind.ACTION:
            yield kind
        yield from _kinds(kind)


ACTIONS: Mapping[str, type[Event]] = {kind.ACTION: kind for kind in _kinds(events.Event)}
"""The class of each action."""


@cache
def _adapter(action: str) -> TypeAdapter[Any]:
    return TypeAdapter(ACTIONS[action])


def fields_of(event: Event) -> dict[str, object]:
    """The event as JSON values; what holds its default is left out."""
    written: dict[str, object] = _adapter(event.ACTION).dump_python(
        event, mode="json", exclude_defaults=True
    )
    return written


def event_of(action: str, fields: Mapping[str, object]) -> Event:
    """The event that was written. Raises BadState for one that this release does not know."""
    if action not in ACTIONS:
        raise BadState("unknown_action", f"The journal has an action that is not known: {action}.")
    try:
        event: Event = _adapter(action).validate_python(dict(fields))
    except ValidationError as error:
        raise BadState("bad_event", f"The fields of {action!r} cannot be read: {error}") from error
    return event
