"""Notices of service tasks by mail: the address is read when the mail leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape

from engine.installation import Installation
from engine.messages.mail.mail_text import MailText
from engine.messages.mail.smtp import Recipient, deliver, message
from engine.storage import Transaction
from engine.storage.accounts import users
from engine.storage.dossiers import dossiers, parties
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.services.outbox import OutboxRow


def send_notice(installation: Installation, job: OutboxRow, at: datetime) -> None:
    """Send one notice; nothing when its receiver has no address any more. Raises as `deliver`."""
    with installation.store.read() as tx:
        row = dossiers.load(tx, str(job.payload["dossier"]))
        to = _receiver(tx, row, int(str(job.payload["user"]))) if row is not None else None
    if row is None or to is None or not to.email:
        return
    text = _text(installation.unit_name(row.agency, at), row, job.payload)
    deliver(installation.settings, message(installation.settings, to, text, job.key, at))


def _receiver(tx: Transaction, row: DossierRow, user: int) -> Recipient | None:
    if user == 0:
        applicant = parties.of(tx, row.id).submitter
        return Recipient(applicant.name, applicant.email)
    found = users.load(tx, user)
    if found is None or found.disabled_at is not None:
        return None
    return Recipient(found.name, found.email)


def _text(agency: str, row: DossierRow, notice: Mapping[str, object]) -> MailText:
    subject, text = str(notice["subject"]), str(notice["text"])
    foot = f"Hồ sơ {row.code} · {agency}"
    html = "\n".join(f"<p>{escape(part)}</p>" for part in (*text.splitlines(), foot) if part)
    plain = f"{text}\n\n{foot}\n"
    return MailText(subject, plain, f'<html lang="vi"><body>\n{html}\n</body></html>')
