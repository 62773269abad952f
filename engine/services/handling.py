"""Doing the work of one service task by the kind that its diagram names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pkgutil import resolve_name
from typing import cast

from engine.definitions.service_kinds import services
from engine.partners.errors import UnknownKind
from engine.services.answers import Answer
from engine.services.call import BadAnswer, Call, checked

_Outputs = Mapping[str, object]


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
    if kind.within is not None:
        within = _function(kind.within)
        return lambda tx: within(call, tx)
    answer = _function(kind.handler)(call)
    if not isinstance(answer, Mapping):
        raise BadAnswer("bad_answer", f"The handler of {kind_id!r} gives no mapping.")
    return answer


def _function(given: Callable[..., _Outputs] | str | None) -> Callable[..., _Outputs]:
    return cast(Callable[..., _Outputs], resolve_name(given) if isinstance(given, str) else given)
