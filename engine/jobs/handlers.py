"""Kinds of service task: a name in a diagram, a registered function that does the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.errors import MotcuaError
from engine.jobs.enterprise import lookup_enterprise
from engine.office import Office

Handler = Callable[[Office, Mapping[str, object]], Mapping[str, object]]
"""Takes the task's inputs, gives its result; raises Unavailable to be tried again later."""

HANDLERS: Mapping[str, Handler] = {"lookup_enterprise": lookup_enterprise}


class UnknownService(MotcuaError):
    """A diagram names a kind of service task that nobody registered; trying again is no use."""


def handle(office: Office, kind: str, inputs: Mapping[str, object]) -> Mapping[str, object]:
    """Do the work of one service task. Raises UnknownService, or what the handler raises."""
    handler = HANDLERS.get(kind)
    if handler is None:
        known = ", ".join(HANDLERS)
        raise UnknownService("unknown_service", f"No service task kind {kind!r} ({known}).")
    return handler(office, inputs)
