"""Mails about alerts: composed when they leave, from the alerts as they are then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from engine.deadlines.mailing import leaves_at
from engine.installation import Installation
from engine.messages.alert_batch import AlertBatch
from engine.messages.mail.mail_text import mail_text
from engine.messages.mail.smtp import Recipient, deliver, message
from engine.storage.accounts import users
from engine.storage.alerts import alerts
from engine.storage.services.outbox import NewJob, OutboxRow


def alert_mails(installation: Installation, batch: AlertBatch, at: datetime) -> Iterable[NewJob]:
    """One mail a person for what cannot wait for the morning, not before the quiet hours end."""
    of_person: dict[int, list[int]] = defaultdict(list)
    for number, alert in batch.alerts.items():
        if alert.mail == "sent":
            of_person[alert.user_id].append(number)
    leaves = leaves_at(installation.timetable.alerts, at)
    return [
        NewJob(
            key=f"mail:{user}:{min(ids)}",
            kind="mail",
            payload={"user": user, "alerts": ids},
            created_at=at,
            next_at=leaves,
        )
        for user, ids in of_person.items()
    ]


def send_alerts(installation: Installation, job: OutboxRow, at: datetime) -> None:
    """Send the mail of a job; nothing when nobody needs it any more. Raises as `deliver`."""
    with installation.store.read() as tx:
        reader = users.load(tx, int(str(job.payload["user"])))
        ids = job.payload["alerts"]
        lines = alerts.lines(tx, ids if isinstance(ids, list) else [])
    text = mail_text(installation, lines, at)
    if text is None or reader is None or reader.disabled_at is not None or not reader.email:
        return
    to = Recipient(reader.name, reader.email)
    deliver(installation.settings, message(installation.settings, to, text, job.key, at))
