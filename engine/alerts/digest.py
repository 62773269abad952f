"""The morning's mail: one a person and working day, with all alerts that waited for it."""

from __future__ import annotations

import logging
from datetime import datetime

from engine.deadlines.mailing import is_digest_due
from engine.installation import Installation
from engine.messages.message_channel import may_send
from engine.storage import Transaction
from engine.storage.alerts import alerts
from engine.storage.services import outbox
from engine.storage.services.outbox import NewJob
from sla.calendar import local

log = logging.getLogger(__name__)


def send_digests(installation: Installation, *, at: datetime) -> int:
    """Put the digests of today into the outbox, from their time on; returns how many.

    Days off are those of the default office hours. Whoever has theirs already waits until the
    next working day. Raises `OutsideCalendar`.
    """
    timetable = installation.timetable
    calendar = timetable.calendars.get(timetable.calendars.default)
    configured = may_send("mail", installation.settings)
    if not configured or not is_digest_due(timetable.alerts, calendar, at):
        return 0
    with installation.store.read() as tx:
        keys = {_key(user, at): user for user in alerts.waiting(tx)}
        sent = outbox.known(tx, keys) if keys else frozenset()
    made = 0
    for key, user in keys.items():
        if key not in sent:
            with installation.store.begin() as tx:
                made += _put(tx, key, user, at)
    return made


def _key(user: int, at: datetime) -> str:
    return f"digest:{user}:{local(at).date().isoformat()}"


def _put(tx: Transaction, key: str, user: int, at: datetime) -> bool:
    ids = alerts.waiting_of(tx, user)
    payload = {"user": user, "alerts": list(ids)}
    job = NewJob(key=key, kind="mail", payload=payload, created_at=at, next_at=at)
    if not ids or not outbox.put(tx, job):  # another scheduler was first
        return False
    alerts.mailed(tx, ids)
    return True
