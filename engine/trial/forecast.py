"""Alerts of a played dossier so far, and what would come if nobody did anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.deadlines.alerting import next_alert
from engine.deadlines.stopwatches import dossier_watch, past_pauses, step_watch
from engine.definitions.organisation.alert_rules import AlertRule, Alerts, AlertSubject
from engine.dossiers.open_dossier import OpenDossier
from engine.messages.recipients import recipients, staff_for
from engine.storage import Transaction
from engine.storage.alerts import alerts, watched
from engine.storage.dossiers import pauses, steps, timers
from engine.trial.sandbox import Sandbox
from sla.stopwatch import Stopwatch

TIMER, CLOSING = "timer", "closing"


@dataclass(frozen=True, slots=True)
class SentAlert:
    """An alert that was made; `step` is "" where it is about the dossier's own limit."""

    at: datetime
    rule: str
    level: str
    step: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that happens by itself. `kind` is `near`, `due`, `overdue`, `timer` or `closing`.

    `what` is the rule, or the element of a timer; `label` what a person knows it by. A timer that
    is `paused` stands still with the legal clock, and its moment will be another.
    """

    at: datetime
    kind: str
    what: str
    label: str
    to: tuple[str, ...] = ()
    paused: bool = False


def sent_alerts(sandbox: Sandbox, tx: Transaction, case: OpenDossier) -> tuple[SentAlert, ...]:
    """All alerts so far, each once with all who heard it."""
    names = {step.id: step.name for step in steps.all_of(tx, case.row.id)}
    found: dict[str, SentAlert] = {}
    for alert in alerts.of_dossier(tx, case.row.id):
        before = found.get(alert.key)
        to = (*(before.to if before else ()), sandbox.name_of(alert.user_id))
        about = names.get(alert.step_id, "") if alert.step_id is not None else ""
        found[alert.key] = SentAlert(alert.at, alert.rule, alert.level, about, to)
    return tuple(found.values())


def coming(sandbox: Sandbox, tx: Transaction, case: OpenDossier) -> tuple[Coming, ...]:
    """Timers, closings and the next alert of each rule, in order of their moments."""
    found = [*_timers(tx, case), *_closings(tx, case), *_alerts(sandbox, tx, case)]
    return tuple(sorted(found, key=lambda c: (c.at, c.kind, c.what)))


def _timers(tx: Transaction, case: OpenDossier) -> Iterator[Coming]:
    paused_at = case.row.paused_at
    for timer in timers.open_of(tx, case.row.id):
        stands = paused_at is not None and timer.due_at > paused_at and not timer.runs_in_pause
        label = case.node(timer.node).label
        yield Coming(timer.due_at, TIMER, timer.node, label, paused=stands)


def _closings(tx: Transaction, case: OpenDossier) -> Iterator[Coming]:
    for pause in pauses.of(tx, case.row.id):
        if pause.ended_at is None and pause.closes_at is not None:
            yield Coming(pause.closes_at, CLOSING, pause.reason, "")


def _alerts(sandbox: Sandbox, tx: Transaction, case: OpenDossier) -> Iterator[Coming]:
    installation, row = sandbox.installation, case.row
    waiting = watched.open_steps(tx, {row.id}).get(row.id, ())
    staff = staff_for(installation, tx, {row.agency}, waiting)
    for subject, step_id, label, watch, due_at in _limits(tx, case):
        concerned = [s for s in waiting if step_id in (None, s.id)]
        for rule in installation.timetable.alerts.of(subject):
            at = _next(sandbox, case, rule, watch, due_at)
            if at is not None:
                hear = recipients(installation, rule, row.agency, concerned, staff)
                to = tuple(map(sandbox.name_of, hear))
                yield Coming(at, rule.level.value, rule.id, label, to)


def _limits(
    tx: Transaction, case: OpenDossier
) -> Iterator[tuple[AlertSubject, int | None, str, Stopwatch, datetime]]:
    """The limits about which alerts may still come: the dossier's, and those of open steps."""
    row, past = case.row, past_pauses(pauses.of(tx, case.row.id))
    watch = dossier_watch(row, past)
    if watch is not None and row.due_at is not None and row.alert_at is not None:
        yield AlertSubject.DOSSIER, None, "", watch, row.due_at
    for step in steps.open_of(tx, row.id):
        own = step_watch(step, past, row.receipt_rule)
        if own is not None and step.due_at is not None and step.alert_at is not None:
            yield AlertSubject.STEP, step.id, step.name, own, step.due_at


def _next(
    sandbox: Sandbox, case: OpenDossier, rule: AlertRule, watch: Stopwatch, due_at: datetime
) -> datetime | None:
    single = Alerts((rule,))
    return next_alert(single, rule.of, case.calendar, watch, due_at, sandbox.now)
