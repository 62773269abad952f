"""Kinds of message that leave by the outbox and that no dossier waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from engine.installation import Installation
from engine.jobs.handlers import UnknownService
from engine.messages.mail.letters import send_apology
from engine.messages.mail.smtp import send_mail
from engine.messages.webhook.webhook_channel import post_webhook
from engine.services.notify import send_notice
from engine.storage.services.outbox import OutboxRow

Sender = Callable[[Installation, OutboxRow, datetime], None]
"""Sends what a job holds; raises Unavailable to be tried again later."""

MESSAGES: Mapping[str, Sender] = {
    "apology": send_apology,
    "mail": send_mail,
    "notice": send_notice,
    "webhook": post_webhook,
}


def is_message(job: OutboxRow) -> bool:
    """Whether the job is a message; any other answers a service task of a dossier."""
    return "task_id" not in job.payload


def send(installation: Installation, job: OutboxRow, at: datetime) -> None:
    """Send one message. Raises UnknownService, or what its sender raises."""
    sender = MESSAGES.get(job.kind)
    if sender is None:
        known = ", ".join(MESSAGES)
        raise UnknownService("unknown_message", f"No message kind {job.kind!r} ({known}).")
    sender(installation, job, at)
