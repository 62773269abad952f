"""What no request may bring, whatever page it is for: checked before a page reads anything."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

NUL = "\x00"
"""A character that PostgreSQL stores nowhere and nobody types."""


class Number(IntegerConverter):
    """A whole number in an address, as long as a column takes it; any other leads nowhere."""

    regex = r"\d{1,9}"


def init_input(app: Flask) -> None:
    """Refuse such requests. Comes before the pages, and after the token has read the body."""
    app.url_map.converters["int"] = Number

    @app.before_request
    def _plain() -> None:
        if NUL in request.path:
            abort(404)
        if any(NUL in text for text in _texts()):
            abort(400)


def _texts() -> Iterator[str]:
    """Names and values of the address and of the posted fields, and names of files."""
    for fields in (request.args, request.form):
        yield from fields
        yield from (text for several in fields.listvalues() for text in several)
    for several in request.files.listvalues():
        yield from (file.filename or "" for file in several)
