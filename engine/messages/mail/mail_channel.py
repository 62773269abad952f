"""The channel mail and what it sends."""

from __future__ import annotations

from engine.messages.mail.alert_mail import alert_mails, send_alerts
from engine.messages.mail.letters import send_apology
from engine.messages.mail.notice_mail import send_notice
from engine.messages.message_channel import MessageChannel

MAIL = MessageChannel(
    "mail",
    {"apology": send_apology, "mail": send_alerts, "notice": send_notice},
    is_configured=lambda settings: bool(settings.smtp_host),
    alert_jobs=alert_mails,
)
