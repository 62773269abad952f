"""Letters to applicants by e-mail, composed when they leave: no address waits in the outbox."""

from __future__ import annotations

from datetime import datetime
from html import escape

from engine.installation import Installation
from engine.messages.mail.mail_text import MailText
from engine.messages.mail.smtp import Recipient, deliver, message
from engine.storage.dossiers import apologies, dossiers
from engine.storage.dossiers.apologies import ApologyRow, ApologyState
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.services.outbox import OutboxRow
from sla.calendar import local


def send_apology(installation: Installation, job: OutboxRow, at: datetime) -> None:
    """Send the applicant the signed apology; nothing when there is none. Raises as `deliver`."""
    with installation.store.read() as tx:
        row = dossiers.load(tx, str(job.payload["dossier"]))
        apology = apologies.of(tx, row.id) if row else None
    if row is None or apology is None or apology.state != ApologyState.SIGNED:
        return
    if row.applicant_email:
        to = Recipient(row.applicant_name, row.applicant_email)
        text = apology_text(installation, row, apology)
        deliver(installation.settings, message(installation.settings, to, text, job.key, at))


def apology_text(installation: Installation, row: DossierRow, apology: ApologyRow) -> MailText:
    """What the letter says: what form 4 says, in a few lines."""
    agency = installation.unit_name(row.agency)
    due = _moment(row.first_due_at or apology.old_due_at)
    about = f"hồ sơ {row.code} ({row.procedure_name})"
    lines = (
        f"Kính gửi {row.organisation or row.applicant_name},",
        f"{agency} không kịp trả kết quả {about} theo hẹn lúc {due}.",
        f"Lý do: {apology.reason}",
        f"{agency} xin lỗi và hẹn trả kết quả lúc {_moment(apology.new_due_at)}.",
        installation.unit_name(row.one_stop),
    )
    return MailText(
        f"Hồ sơ {row.code}: xin lỗi và hẹn lại ngày trả kết quả",
        "\n\n".join(lines) + "\n",
        '<html lang="vi"><body>\n'
        + "\n".join(f"<p>{escape(line)}</p>" for line in lines)
        + "\n</body></html>",
    )


def _moment(at: datetime) -> str:
    return f"{local(at):%H:%M ngày %d/%m/%Y}"
