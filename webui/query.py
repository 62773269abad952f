"""The query of an address, and addresses of the same list with another query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from werkzeug.exceptions import BadRequest

from engine.procedures.register.words import words

LONGEST = 200  # characters of a search
_LATEST = 6  # digits of a page's number: far past the end


def query_text(name: str = "q") -> str:
    """The words of a search, as they were typed."""
    return request.args.get(name, "").strip()[:LONGEST]


def mentions(text: str, wanted: str) -> bool:
    """Whether the text has every wanted word; accents and case do not count."""
    known = " ".join(words(text))
    return all(word in known for word in words(wanted))


def query_number(name: str) -> int | None:
    """A whole number, None when there is none. Raises BadRequest for anything else."""
    return whole(request.args.get(name, ""))


def page_number() -> int:
    """`?page=`, 1 where it makes no sense."""
    text = request.args.get("page", "1")
    sane = text.isascii() and text.isdigit() and len(text) <= _LATEST
    return max(1, int(text)) if sane else 1


def narrowed(endpoint: str, *filters: str) -> Callable[..., str]:
    """What makes addresses of this list with other filters, from its first page."""

    def address(**changed: str) -> str:
        kept = {name: request.args.get(name, "") for name in filters}
        wanted: dict[str, Any] = {k: text for k, text in {**kept, **changed}.items() if text}
        return url_for(endpoint, **wanted)

    return address


def whole(text: str) -> int | None:
    """A whole number as it was typed, None for nothing. Raises BadRequest for anything else."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - fits a column
        raise BadRequest
    return int(text)
