"""Kinds of service task: a name in a diagram, a registered function that does the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.definitions.service_kinds import services
from engine.errors import MotcuaError
from engine.integrations.enterprise_register.lookup import lookup_enterprise
from engine.integrations.http.connector import call_http
from engine.services.answers import Answer
from engine.services.call import BadAnswer, Call, checked
from engine.services.documents import issue_document
from engine.services.notify import notify
from engine.storage import Transaction

Handler = Callable[[Call], Mapping[str, object]]
"""Takes the call, gives the outputs; raises Unavailable to be tried again later."""

Within = Callable[[Call, Transaction], Mapping[str, object]]
"""The same inside the transaction that takes the answer: it asks nobody outside."""

HANDLERS: Mapping[str, Handler] = {
    "lookup_enterprise": lookup_enterprise,
    "http": call_http,
}
WITHIN: Mapping[str, Within] = {
    "notify": notify,
    "issue_document": issue_document,
}


class UnknownService(MotcuaError):
    """A diagram names a kind of service task that nobody registered; trying again is no use."""


def answer_of(kind_id: str, call: Call) -> Answer:
    """Do the work of one service task, or say how it is done inside the answer's transaction.

    Raises UnknownService, BadInputs, or what the handler raises.
    """
    known = services().kinds
    kind = known.get(kind_id)
    if kind is None:
        told = f"No service task kind {kind_id!r} ({', '.join(known)})."
        raise UnknownService("unknown_service", told)
    call = replace(call, inputs=checked(kind, call.inputs))
    within = WITHIN.get(kind_id)
    if within is not None:
        return lambda tx: within(call, tx)
    handler = kind.handler or HANDLERS[kind_id]
    found = handler(call)
    if not isinstance(found, Mapping):
        raise BadAnswer("bad_answer", f"The handler of {kind_id!r} gives no mapping.")
    return found
