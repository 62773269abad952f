"""A message from outside: another system sends a dossier what it waits for.

The dossier's code is the correlation: a message event, receive task or event sub-process of this
one dossier takes it. The two messages that are acts of their own, with rules of law, are not
taken from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.definitions.status import UNANSWERED, Status
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, OpenDossier, reopen
from engine.dossiers.record import Done, record
from engine.dossiers.withdrawal import MESSAGE as WITHDRAWAL
from engine.errors import FieldProblem, Invalid, NotFound, Refused
from engine.installation import Installation
from engine.journal.events import MessageReceived
from engine.storage.dossiers import answers, dossiers
from engine.workflow.waits import WaitKind

OWN_MESSAGES = frozenset({WITHDRAWAL, UNANSWERED})
OWN_VARIABLES = frozenset({"so_ho_so", "kenh", "quy_trinh", "don_vi_mo"})


@at_its_moment
def deliver(
    installation: Installation,
    code: str,
    message: str,
    values: Mapping[str, object],
    *,
    at: datetime,
    address: str = "",
) -> Status:
    """Give a dossier the message that it waits for; returns its status after it.

    The values become variables, through the output mappings of what takes the message if it has
    any. Raises NotFound, Refused when the dossier has ended or does not wait for the message,
    Invalid when a value would replace one of the engine's own variables.
    """
    problems = [FieldProblem(key, "unknown", key) for key in sorted(OWN_VARIABLES & values.keys())]
    if problems:
        raise Invalid(problems)
    with installation.store.begin() as tx:
        row = dossiers.load(tx, code)
        if row is None:
            raise NotFound("no_dossier", f"There is no dossier {code}.", dossier=code)
        if row.ended_at is not None:
            raise Refused("dossier_ended", f"Dossier {code} has ended.", dossier=code)
        case = reopen(installation, tx, row)
        if message in OWN_MESSAGES or not case.run.deliver(message, values):
            raise _not_awaited(case, message)
        found = (answers.salted("", "", case.version.id, values),) if values else ()
        event = MessageReceived(message=message)
        return record(case, Act(None, at, address), event, Done(found)).status


def awaited(case: OpenDossier) -> tuple[str, ...]:
    """The messages from outside that a dossier waits for now, each once."""
    names = {w.message for w in case.run.waits() if w.kind is WaitKind.MESSAGE}
    return tuple(sorted(names - OWN_MESSAGES))


def _not_awaited(case: OpenDossier, message: str) -> Refused:
    code, names = case.row.code, ", ".join(awaited(case)) or "none"
    text = f"Dossier {code} does not wait for the message {message!r}; it waits for: {names}."
    return Refused("message_not_awaited", text, dossier=code, awaited=message)
