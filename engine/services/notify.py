"""Notices by e-mail: a service task puts them into the outbox, one a receiver, each key once.

The outbox keeps receiver and text; the address is read when the mail leaves.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.organisation.roles import APPLICANT
from engine.installation import Installation
from engine.messages.message_channel import may_send
from engine.messages.recipients import line_of
from engine.partners.errors import BadInputs, NotConfigured
from engine.services.call import Call
from engine.storage import Transaction
from engine.storage.alerts import watched
from engine.storage.dossiers import dossiers, parties
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.services import outbox
from engine.storage.services.outbox import NewJob

LONGEST_SUBJECT = 200
LONGEST = 20_000


def notify(call: Call, tx: Transaction) -> Mapping[str, object]:
    """Put the mails into the outbox; `so_nguoi_nhan` is how many.

    Nobody with an address is no failure: the diagram sees 0. Raises NotConfigured without a mail
    server, BadInputs for a role that does not exist or a text that is too long.
    """
    installation, to = call.installation, call.text("recipient")
    if not may_send("notice", installation.settings):
        raise NotConfigured("no_mail_server", "The setting smtp_host is not set.")
    if to != APPLICANT and to not in installation.roles:
        raise BadInputs("no_such_role", "The receiver is neither nguoi_nop nor a role.")
    subject = " ".join(call.text("subject").split())
    if len(subject) > LONGEST_SUBJECT or len(call.text("text")) > LONGEST:
        limits = f"{LONGEST_SUBJECT} characters of subject, {LONGEST} of text"
        raise BadInputs("text_too_long", f"A notice has at most {limits}.")
    row = dossiers.load(tx, call.dossier)
    found = _receivers(installation, tx, row, to) if row is not None else ()
    notice = {"dossier": call.dossier, "subject": subject, "text": call.text("text")}
    outbox.add_all(
        tx,
        [
            NewJob(
                key=f"notice:{call.key}:{user}",
                dossier_id=row.id if row is not None else None,
                kind="notice",
                payload={**notice, "user": user},
                created_at=call.at,
                next_at=call.at,
            )
            for user in found
        ],
    )
    return {"so_nguoi_nhan": len(found)}


def _receivers(
    installation: Installation, tx: Transaction, row: DossierRow, to: str
) -> tuple[int, ...]:
    """Accounts with an address; 0 is the applicant, who has none."""
    if to == APPLICANT:
        return (0,) if parties.of(tx, row.id).submitter.email else ()
    units = {row.one_stop} | {
        unit
        for unit in installation.organisation.units
        if row.agency in line_of(installation, unit)
    }
    return tuple(dict.fromkeys(h.id for h in watched.hearers(tx, {to}, units) if h.email))
