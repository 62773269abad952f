"""Calling other systems over HTTP: no redirects, and limits that hold for the whole answer."""

from __future__ import annotations

from http.client import HTTPResponse
from time import monotonic
from urllib.request import HTTPRedirectHandler, OpenerDirector, build_opener


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """An address that redirects is not the one that was allowed."""


def opener() -> OpenerDirector:
    """Opens the address that it is given and no other."""
    return build_opener(_NoRedirects)


def body_of(answer: HTTPResponse, seconds: float, most_bytes: int) -> bytes:
    """All of the answer, or more than is read of any. Raises TimeoutError when it is slow."""
    until = monotonic() + seconds
    body = b""
    while len(body) <= most_bytes and (part := answer.read1(most_bytes)):
        body += part
        if monotonic() > until:
            raise TimeoutError("it answers too slowly")
    return body
