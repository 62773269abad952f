"""One structured line a request, under an id that the answer carries too."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from flask_login import current_user

LOG = structlog.get_logger("motcua.request")
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")


def init_requestlog(app: Flask) -> None:
    """Number each request and log it when it is answered; no query text, it may name a person."""

    @app.before_request
    def _start() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if GIVEN.fullmatch(given) else uuid4().hex
        g.started = time.perf_counter()

    @app.after_request
    def _finish(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint != "static":
            LOG.info(
                "request",
                id=g.get("request_id", ""),
                method=request.method,
                path=request.path,
                status=response.status_code,
                milliseconds=round(1000 * (time.perf_counter() - g.get("started", 0.0)), 1),
                user=current_user.get_id() if current_user else None,
            )
        return response
