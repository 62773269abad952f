"""The sweep of alerts: its cost is what a rule has to say now, not what is stored."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.deadlines.alerting import latest_alert, next_alert
from engine.deadlines.mailing import leaves_at
from engine.deadlines.stopwatches import past_pauses
from engine.definitions.organisation.alert_rules import AlertRule, AlertSubject, Mail
from engine.installation import Installation
from engine.installation.timetable import Timetable
from engine.messages.recipients import Staff, recipients, staff_for
from engine.storage import Transaction
from engine.storage.alerts import alerts, watched
from engine.storage.alerts.alerts import NewAlert
from engine.storage.alerts.watched import OpenStep, Watched
from engine.storage.dossiers.pauses import PauseRow
from engine.storage.services import outbox
from engine.storage.services.outbox import NewJob
from sla.limits import parse_limit
from sla.pauses import Pause
from sla.stopwatch import Stopwatch

BATCH = 100
FORGOTTEN_AT_ONCE = 1000
_LATER = timedelta(hours=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RuleFiring:
    """A rule that spoke about a deadline at a moment."""

    watched: Watched
    rule: AlertRule
    at: datetime

    @property
    def key(self) -> str:
        """The same whoever finds it, so that nobody hears of it twice."""
        moment = self.at.astimezone(UTC).isoformat()
        return f"{self.rule.of}:{self.watched.id}:{self.rule.id}:{moment}"


def sweep_alerts(installation: Installation, *, at: datetime) -> int:
    """Tell everybody concerned what the rules say by `at`; returns how many alerts were made.

    Of several rules that spoke since the last sweep, only the last one about each deadline is
    told. A batch is one transaction that holds its rows, so two sweeps at once share the work.
    """
    made = 0
    for due in (watched.due_dossiers, watched.due_steps):
        while True:
            with installation.store.begin() as tx:
                batch = due(tx, at, BATCH)
                made += _tell(installation, tx, batch, at) if batch else 0
            if not batch:
                break
    return made


def forget_alerts(installation: Installation, *, at: datetime) -> int:
    """Delete what was seen longer ago than the setting `alert_days` says; how many."""
    with installation.store.begin() as tx:
        before = at - timedelta(days=installation.settings.alert_days)
        return alerts.forget(tx, before, FORGOTTEN_AT_ONCE)


def _tell(
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
        event, following = _judge(timetable, each, pauses.get(each.dossier_id, ()), at)
        events += [event] if event is not None else []
        moments.append((each, following))
    watched.set_next(tx, moments)
    staff = staff_for(
        installation,
        tx,
        {w.agency for w in batch},
        [s for steps in waiting.values() for s in steps],
    )
    made = _new_alerts(installation, events, waiting, staff, at)
    ids_of = alerts.insert(tx, made)
    fresh = [alert for alert in made if (alert.user_id, alert.key) in ids_of]
    outbox.add_all(
        tx,
        [*_mails(installation, fresh, ids_of, at), *_webhooks(installation, events, waiting, at)],
    )
    return len(fresh)


def _judge(
    timetable: Timetable, each: Watched, stored: Sequence[PauseRow], at: datetime
) -> tuple[RuleFiring | None, datetime | None]:
    """What the rules say of one deadline by now, and when they speak next."""
    subject = AlertSubject.DOSSIER if each.step_id is None else AlertSubject.STEP
    pauses: tuple[Pause, ...] = () if each.runs_in_pause else past_pauses(stored)
    if any(pause.end is None for pause in pauses):
        return None, None  # a clock that stands reminds nobody; its resumption says when next
    try:
        calendar = timetable.calendars.get(each.hours)
        watch = Stopwatch(
            start=each.started_at,
            limit=parse_limit(each.limit_text),
            pauses=pauses,
            policy=each.policy,
            rule=each.rule,
        )
        line = (timetable.alerts, subject, calendar, watch, each.due_at)
        said, following = latest_alert(*line, at), next_alert(*line, at)
    except Exception:  # whatever is wrong with one dossier must not hold up the others
        log.exception("alerts of %s %s failed", subject, each.id)
        return None, at + _LATER
    return (RuleFiring(each, *said) if said is not None else None), following


def _concerned(event: RuleFiring, waiting: Mapping[int, tuple[OpenStep, ...]]) -> list[OpenStep]:
    steps = waiting.get(event.watched.dossier_id, ())
    return [s for s in steps if event.watched.step_id in (None, s.id)]


def _new_alerts(
    installation: Installation,
    events: Sequence[RuleFiring],
    waiting: Mapping[int, tuple[OpenStep, ...]],
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
        for user in recipients(
            installation, event.rule, event.watched.agency, _concerned(event, waiting), staff
        )
    ]


def _mail(installation: Installation, rule: AlertRule, email: str) -> str:
    if not (installation.settings.smtp_host and email):
        return ""
    return {Mail.NONE: "", Mail.DIGEST: "digest", Mail.AT_ONCE: "sent"}[rule.mail]


def _mails(
    installation: Installation,
    fresh: Sequence[NewAlert],
    ids_of: Mapping[tuple[int, str], int],
    at: datetime,
) -> list[NewJob]:
    """One mail a person for what cannot wait for the morning, not before the quiet hours end."""
    of_person: dict[int, list[int]] = defaultdict(list)
    for alert in fresh:
        if alert.mail == "sent":
            of_person[alert.user_id].append(ids_of[alert.user_id, alert.key])
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


def _webhooks(
    installation: Installation,
    events: Sequence[RuleFiring],
    waiting: Mapping[int, tuple[OpenStep, ...]],
    at: datetime,
) -> list[NewJob]:
    """One message an event, whoever hears of it; codes and moments, nothing about people."""
    if not installation.settings.webhook_url:
        return []
    return [
        NewJob(
            key=f"webhook:{event.key}",
            kind="webhook",
            payload={"body": _body(event, _concerned(event, waiting))},
            created_at=at,
            next_at=at,
        )
        for event in events
        if event.rule.webhook
    ]


def _body(event: RuleFiring, steps: Sequence[OpenStep]) -> dict[str, object]:
    return {
        "event": "alert",
        "key": event.key,
        "rule": event.rule.id,
        "level": event.rule.level.value,
        "of": event.rule.of.value,
        "dossier": event.watched.code,
        "procedure": event.watched.procedure,
        "agency": event.watched.agency,
        "steps": [{"name": s.name, "role": s.role, "unit": s.unit} for s in steps],
        "at": event.at.astimezone(UTC).isoformat(),
        "due_at": event.watched.due_at.astimezone(UTC).isoformat(),
    }
