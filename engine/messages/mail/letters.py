"""Letters to applicants by e-mail, composed when they leave: no address waits in the outbox."""

from __future__ import annotations

from datetime import datetime
from html import escape

from engine.installation import Installation
from engine.l10n.language import VIETNAMESE, current, language
from engine.l10n.text import _
from engine.l10n.times import clock_and_day
from engine.messages.mail.mail_text import MailText
from engine.messages.mail.smtp import Recipient, deliver, message
from engine.storage.dossiers import apologies, dossiers, parties
from engine.storage.dossiers.apologies import ApologyRow, ApologyState
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.parties import Parties
from engine.storage.services.outbox import OutboxRow


def send_apology(installation: Installation, job: OutboxRow, at: datetime) -> None:
    """Send the applicant the signed apology; nothing when there is none. Raises as `deliver`."""
    with installation.store.read() as tx:
        row = dossiers.load(tx, str(job.payload["dossier"]))
        apology = apologies.of(tx, row.id) if row else None
        filed_by = parties.of(tx, row.id) if row else Parties()
    if row is None or apology is None or apology.state != ApologyState.SIGNED:
        return
    if filed_by.submitter.email:
        to = Recipient(filed_by.submitter.name, filed_by.submitter.email)
        text = apology_text(installation, row, filed_by.addressed, apology, at)
        deliver(installation.settings, message(installation.settings, to, text, job.key, at))


@language(VIETNAMESE)
def apology_text(
    installation: Installation,
    row: DossierRow,
    addressed: str,
    apology: ApologyRow,
    at: datetime,
) -> MailText:
    """What the letter says: what form 4 says, in a few lines."""
    agency = installation.unit_name(row.agency, at)
    due, new_due = row.first_due_at or apology.old_due_at, clock_and_day(apology.new_due_at)
    lines = (
        _("Kính gửi %(name)s,", name=addressed),
        _(
            "%(agency)s không kịp trả kết quả hồ sơ %(code)s (%(procedure)s) theo hẹn lúc %(due)s.",
            agency=agency,
            code=row.code,
            procedure=row.procedure_name,
            due=clock_and_day(due),
        ),
        _("Lý do: %(reason)s", reason=apology.reason),
        _("%(agency)s xin lỗi và hẹn trả kết quả lúc %(due)s.", agency=agency, due=new_due),
        installation.unit_name(row.one_stop, at),
    )
    return MailText(
        _("Hồ sơ %(code)s: xin lỗi và hẹn lại ngày trả kết quả", code=row.code),
        "\n\n".join(lines) + "\n",
        f'<html lang="{current()}"><body>\n'
        + "\n".join(f"<p>{escape(line)}</p>" for line in lines)
        + "\n</body></html>",
    )
