"""Reading what a page posted: values of form islands, and small fields of our own."""

from __future__ import annotations

import json
from datetime import datetime

from flask import request
from werkzeug.exceptions import BadRequest

from sla.calendar import VIETNAM


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
    return _whole(request.form.get(name, ""))


def asked_number(name: str) -> int | None:
    """The same of the address."""
    return _whole(request.args.get(name, ""))


def _whole(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - fits a column
        raise BadRequest
    return int(text)


def page_number() -> int:
    """`?page=`, 1 where it makes no sense."""
    text = request.args.get("page", "1")
    sane = text.isascii() and text.isdigit() and len(text) < 7  # noqa: PLR2004 - far past the end
    return max(1, int(text)) if sane else 1


def moment_of(day: str, clock: str) -> datetime | None:
    """`26/01/2024` and `16:00`, typed in two fields, in Vietnamese time; None for no moment."""
    text = f"{day.strip()} {clock.strip()}"
    try:
        return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)
    except ValueError:
        return None
