"""Doing the work of one service task by the kind that its diagram names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.definitions.service_kinds import services
from engine.partners.errors import UnknownKind
from engine.services.answers import Answer
from engine.services.call import BadAnswer, Call, checked


def answer_of(kind_id: str, call: Call) -> Answer:
    """Do the work, or give the function that does it inside the answer's transaction.

    Raises UnknownKind, BadInputs, or what the handler raises.
    """
    known = services().kinds
    kind = known.get(kind_id)
    if kind is None:
        names = ", ".join(known)
        raise UnknownKind("unknown_service", f"No service task kind {kind_id!r} ({names}).")
    call = replace(call, inputs=checked(kind, call.inputs))
    within = kind.within
    if within is not None:
        return lambda tx: within(call, tx)
    answer = kind.handler(call) if kind.handler is not None else None
    if not isinstance(answer, Mapping):
        raise BadAnswer("bad_answer", f"The handler of {kind_id!r} gives no mapping.")
    return answer
