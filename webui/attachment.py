"""Answers that are kept as files, and not opened in our origin."""

from __future__ import annotations

from flask import Response


def attachment(data: str | bytes, name: str, mimetype: str) -> Response:
    """A file to download under this name."""
    answer = Response(data, mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
