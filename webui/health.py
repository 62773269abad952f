"""Whether the process lives, and whether it may be sent requests."""

from __future__ import annotations

from flask import Blueprint, Response

from engine.errors import MotcuaError
from webui.context import installation

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """The process answers; nothing else is checked."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
def ready() -> Response:
    """Database, its migrations and the calendar are there.

    Where the newest calendar cannot be opened the last good one counts: ready, with a remark.
    """
    try:
        installation().store.check()
        installation().timetables.current()
    except MotcuaError as error:
        return Response(f"{error.code}\n", status=503, mimetype="text/plain")
    problem = installation().timetables.problem
    return Response(f"ready{', bad_timetable' if problem else ''}\n", mimetype="text/plain")
