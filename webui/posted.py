"""Reading what a page posted: values of form islands, and small fields of our own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, tzinfo

from flask import request
from werkzeug.exceptions import BadRequest

from engine.l10n.times import day_of
from sla.calendar import VIETNAM
from webui.query import whole


def values(name: str) -> dict[str, object]:
    """The JSON that a form island wrote into the hidden field `name`; empty when it is empty.

    Raises BadRequest (400) for anything but a JSON object.
    """
    text = request.form.get(name, "")
    return as_object(text) if text else {}


def as_object(text: str | bytes) -> dict[str, object]:
    """A JSON object, with string keys as JSON has them. Raises BadRequest otherwise."""
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # half of a surrogate pair is no character
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(found, dict):
        raise BadRequest
    return found


def number(name: str) -> int | None:
    """A whole number, None when the field is empty. Raises BadRequest otherwise."""
    return whole(request.form.get(name, ""))


def revision() -> int:
    """Which state of the thing the page showed; 0, that of nothing, where it says none."""
    return number("revision") or 0


def moment_of(day: str, clock: str) -> datetime | None:
    """`26/01/2024` and `16:00`, typed in two fields, in Vietnamese time; None for no moment."""
    found = day_of(day)
    try:
        time = datetime.strptime(clock.strip(), "%H:%M").time()  # noqa: DTZ007 - a bare time
    except ValueError:
        return None
    return _storable(datetime.combine(found, time, VIETNAM)) if found else None


def iso_moment(text: str, zone: tzinfo | None = None) -> datetime | None:
    """`2023-12-07T08:24+07:00`, in `zone` where it names none itself; None for no moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=zone)
    return _storable(found) if found.tzinfo else None


def _storable(found: datetime) -> datetime | None:
    """The moment in Vietnamese time; None for one of a year that only another zone has."""
    try:
        return found.astimezone(UTC).astimezone(VIETNAM)
    except OverflowError:
        return None
