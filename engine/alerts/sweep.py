"""The sweep of alerts: its cost is what a rule has to say now, not what is stored."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from engine.deadlines.alerting import latest_alert, next_alert
from engine.deadlines.stopwatches import past_pauses
from engine.definitions.organisation.alert_rules import AlertRule, AlertSubject, Mail
from engine.installation import Installation
from engine.installation.timetable import Timetable
from engine.messages.alert_batch import AlertBatch, RuleFiring
from engine.messages.message_channel import alert_jobs, may_send
from engine.messages.recipients import Staff, recipients, staff_for
from engine.storage import Transaction
from engine.storage.alerts import alerts, watched
from engine.storage.alerts.alerts import NewAlert
from engine.storage.alerts.watched import OpenStep, Watched
from engine.storage.dossiers.pauses import PauseRow
from engine.storage.services import outbox
from sla.pauses import Pause
from sla.stopwatch import Stopwatch

BATCH = 100
FORGOTTEN_AT_ONCE = 1000
_LATER = timedelta(hours=1)
log = logging.getLogger(__name__)


def sweep_alerts(installation: Installation, *, at: datetime) -> int:
    """Alert everybody concerned by the rules that fire by `at`; returns how many alerts were made.

    Of several rules that fired since the last sweep, only the last one about each deadline makes
    an alert. A batch is one transaction that locks its rows, so parallel sweeps share the work.
    """
    made = 0
    for due in (watched.due_dossiers, watched.due_steps):
        while True:
            with installation.store.begin() as tx:
                batch = due(tx, at, BATCH)
                made += _make_alerts(installation, tx, batch, at) if batch else 0
            if not batch:
                break
    return made


def forget_alerts(installation: Installation, *, at: datetime) -> int:
    """Delete what was seen longer ago than the setting `alert_days` says; how many."""
    with installation.store.begin() as tx:
        before = at - timedelta(days=installation.settings.alert_days)
        return alerts.forget(tx, before, FORGOTTEN_AT_ONCE)


def _make_alerts(
    installation: Installation, tx: Transaction, batch: Sequence[Watched], at: datetime
) -> int:
    if any(w.timetable_id > installation.timetable.id for w in batch):
        installation.timetables.refresh()  # counted anew by another process a moment ago
    timetable = installation.timetable
    ids = {w.dossier_id for w in batch}
    pauses, waiting = watched.pauses_of(tx, ids), watched.open_steps(tx, ids)
    events: list[RuleFiring] = []
    moments: list[tuple[Watched, datetime | None]] = []
    for each in batch:
        fired, following = _judge(timetable, each, pauses.get(each.dossier_id, ()), at)
        if fired is not None:
            events.append(RuleFiring(each, *fired, _concerned(each, waiting)))
        moments.append((each, following))
    watched.set_next(tx, moments)
    staff = staff_for(
        installation,
        tx,
        {w.agency for w in batch},
        [s for steps in waiting.values() for s in steps],
    )
    made = {(new.user_id, new.key): new for new in _new_alerts(installation, events, staff, at)}
    ids_of = alerts.insert(tx, list(made.values()))
    fresh = {ids_of[each]: alert for each, alert in made.items() if each in ids_of}
    outbox.add_all(tx, alert_jobs(installation, AlertBatch(events, fresh), at))
    return len(fresh)


def _judge(
    timetable: Timetable, each: Watched, stored: Sequence[PauseRow], at: datetime
) -> tuple[tuple[AlertRule, datetime] | None, datetime | None]:
    """What the rules say of one deadline by now, and when they speak next."""
    subject = AlertSubject.DOSSIER if each.step_id is None else AlertSubject.STEP
    pauses: tuple[Pause, ...] = () if each.runs_in_pause else past_pauses(stored)
    if any(pause.end is None for pause in pauses):
        return None, None  # a paused clock reminds nobody; its resumption says when next
    if each.limit is None:
        return None, None
    try:
        calendar = timetable.calendars.get(each.hours)
        watch = Stopwatch(
            start=each.started_at,
            limit=each.limit,
            pauses=pauses,
            policy=each.policy,
            rule=each.rule,
        )
        line = (timetable.alerts, subject, calendar, watch, each.due_at)
        return latest_alert(*line, at), next_alert(*line, at)
    except Exception:  # whatever is wrong with one dossier must not hold up the others
        log.exception("alerts of %s %s failed", subject, each.id)
        return None, at + _LATER


def _concerned(each: Watched, waiting: Mapping[int, tuple[OpenStep, ...]]) -> tuple[OpenStep, ...]:
    steps = waiting.get(each.dossier_id, ())
    return tuple(s for s in steps if each.step_id in (None, s.id))


def _new_alerts(
    installation: Installation,
    events: Sequence[RuleFiring],
    staff: Staff,
    at: datetime,
) -> list[NewAlert]:
    return [
        NewAlert(
            user_id=user,
            key=event.key,
            dossier_id=event.watched.dossier_id,
            step_id=event.watched.step_id,
            rule=event.rule.id,
            level=event.rule.level,
            at=event.at,
            due_at=event.watched.due_at,
            created_at=at,
            mail=_mail(installation, event.rule, staff.emails[user]),
        )
        for event in events
        for user in recipients(installation, event.rule, event.watched.agency, event.steps, staff)
    ]


def _mail(installation: Installation, rule: AlertRule, email: str) -> str:
    if not (email and may_send("mail", installation.settings)):
        return ""
    return {Mail.NONE: "", Mail.DIGEST: "digest", Mail.AT_ONCE: "sent"}[rule.mail]
