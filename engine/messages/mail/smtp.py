"""A mail with its headers, and the mail server that takes it."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256

from engine.errors import MotcuaError
from engine.messages.mail.mail_text import MailText
from engine.partners.errors import NotConfigured, PartnerRefused, PartnerUnavailable
from engine.settings import Settings
from sla.calendar import local

_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whoever gets a mail."""

    name: str
    email: str


def message(
    settings: Settings, to: Recipient, text: MailText, key: str, at: datetime
) -> EmailMessage:
    """The mail with its headers. Raises PartnerRefused for an address that is none."""
    sender, domain = parseaddr(settings.mail_from), settings.mail_from.rpartition("@")[2]
    made = EmailMessage()
    try:
        made["From"] = Address(sender[0], addr_spec=sender[1])
        made["To"] = Address(to.name, addr_spec=to.email)
        made["Subject"] = text.subject
    except (ValueError, IndexError) as error:  # what `email` raises for a broken address
        raise PartnerRefused("bad_address", f"A mail's address is none: {error}") from error
    made["Date"] = local(at)
    # A mail sent twice, because a worker died over it, has one id: mail programs show it once.
    made["Message-ID"] = f"<{sha256(key.encode()).hexdigest()[:32]}@{domain.strip('> ')}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text.plain)
    made.add_alternative(text.html, subtype="html")
    return made


def deliver(settings: Settings, mail: EmailMessage) -> None:
    """Hand a mail to the server.

    Raises NotConfigured without a mail server, PartnerRefused when it refuses for good,
    PartnerUnavailable when it is to be tried again.
    """
    if not settings.smtp_host:
        raise NotConfigured("no_mail_server", "The setting smtp_host is not set.")
    try:
        with _connected(settings) as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        ((code, reply),) = error.recipients.values()
        raise _refused(code, reply) from error
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise PartnerUnavailable(
            "mail_server", f"The mail server did not take a mail: {error}"
        ) from error


def _connected(settings: Settings) -> smtplib.SMTP:
    place = settings.smtp_host, settings.smtp_port
    seconds, name = settings.smtp_seconds, socket.gethostname()
    server: smtplib.SMTP
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(*place, name, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(*place, name, timeout=seconds)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user and settings.smtp_password is not None:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _refused(code: int, reply: bytes | str) -> MotcuaError:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    reason = f"The mail server refused a mail: {code} {text}"
    if code >= _PERMANENT:
        return PartnerRefused("mail_refused", reason)
    return PartnerUnavailable("mail_server", reason)
