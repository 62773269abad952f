"""Counting running dossiers anew after the timetable changed: by the batch, each logged once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.deadlines.alerting import latest_alert, next_alert
from engine.deadlines.closing import closes_at
from engine.deadlines.stopwatches import dossier_watch, past_pauses, step_watch, timer_watch
from engine.definitions.organisation.alert_rules import AlertSubject
from engine.errors import NotFound
from engine.installation import Installation
from engine.installation.timetable import Timetable
from engine.journal import events
from engine.journal.coding import fields_of
from engine.journal.effects import Effects
from engine.storage import Transaction
from engine.storage.dossiers import journal
from engine.storage.dossiers.journal import JournalEntry
from engine.storage.dossiers.pauses import PauseRow
from engine.storage.dossiers.steps import StepRow
from engine.storage.dossiers.timers import TimerRow
from engine.storage.services import incidents
from engine.storage.services.incidents import Fault
from engine.storage.timetables import recounting, timetables
from engine.storage.timetables.recounting import NewMoment, RecountedDossier, RunningRow
from sla.calendar import WorkCalendar
from sla.due import Due
from sla.errors import SlaError
from sla.pauses import Pause
from sla.stopwatch import Stopwatch

BATCH = 500
ACTION = events.Recounted.ACTION
BY_APPOINTMENT = "appointment"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Batch:
    """What a batch changes, collected before anything is written."""

    dossiers: list[RecountedDossier] = field(default_factory=list)
    steps: list[NewMoment] = field(default_factory=list)
    timers: list[NewMoment] = field(default_factory=list)
    pauses: list[NewMoment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Running:
    """A dossier with what hangs on it."""

    row: RunningRow
    pauses: Sequence[PauseRow]
    steps: Sequence[StepRow]
    timers: Sequence[TimerRow]


def recount(installation: Installation, *, at: datetime, batch: int = BATCH) -> int:
    """Count the next dossiers by the timetable in force; how many were handled, 0 when done.

    What the change moves gets one journal row, the rest only the stamp of the timetable. Two at
    once are harmless: a dossier that somebody else holds is left for the next call.
    """
    installation.timetables.refresh()
    timetable = installation.timetable
    if not timetable.id:
        return 0
    with installation.store.begin() as tx:
        rows = recounting.outdated(tx, timetable.id, batch)
        if rows:
            note = _note(tx, timetable.id)
            _count(tx, installation, timetable, rows, at, note)
    return len(rows)


def new_due(
    installation: Installation, calendar: WorkCalendar, row: RunningRow, pauses: tuple[Pause, ...]
) -> Due | None:
    """The due moment of a dossier by this calendar; None where no limit runs (yet).

    A date that was signed for under the setting *appointment* stands, whatever the calendar says.
    Raises SlaError where the calendar does not reach so far.
    """
    watch = dossier_watch(row, pauses)
    if watch is None or row.due_at is None:
        return None
    if keeps_its_date(installation, row):
        return Due(row.due_at, row.due_projected)
    return watch.due(calendar)


def keeps_its_date(installation: Installation, row: RunningRow) -> bool:
    """Whether the due moment is one that a leader signed for."""
    by_appointment = installation.settings.late_by == BY_APPOINTMENT
    return row.reappointed_to is not None and by_appointment


def _note(tx: Transaction, timetable_id: int) -> str:
    row = timetables.load(tx, timetable_id)
    return row.note if row else ""


def _count(
    tx: Transaction,
    installation: Installation,
    timetable: Timetable,
    rows: Sequence[RunningRow],
    at: datetime,
    note: str,
) -> None:
    ids = [row.id for row in rows]
    pauses, steps = recounting.pauses_of(tx, ids), recounting.steps_of(tx, ids)
    timers = recounting.timers_of(tx, ids)
    change = _Batch()
    for row in rows:
        i = row.id
        running = _Running(row, pauses.get(i, ()), steps.get(i, ()), timers.get(i, ()))
        try:
            _Anew(installation, timetable, running, at, note).count(change)
        except (SlaError, NotFound) as error:
            # Left as it was, with one warning: what cannot be counted must not block the others.
            log.error("dossier %s cannot be counted by timetable %s: %s", i, timetable.id, error)
            fault = Fault(error.code if isinstance(error, NotFound) else ACTION, str(error))
            incidents.insert(tx, i, None, ACTION, fault, at)
            change.dossiers.append(_kept(row, timetable))
    recounting.write(tx, change.dossiers)
    recounting.move_steps(tx, change.steps)
    recounting.move_timers(tx, change.timers)
    recounting.move_pauses(tx, change.pauses)


def _kept(row: RunningRow, timetable: Timetable) -> RecountedDossier:
    due = (row.due_at, row.due_projected, row.alert_at)
    return RecountedDossier(row.id, row.revision, timetable.id, *due, None)


class _Anew:
    """One dossier, counted by one timetable."""

    def __init__(
        self,
        installation: Installation,
        timetable: Timetable,
        running: _Running,
        at: datetime,
        note: str,
    ) -> None:
        self.row, self.running, self.at, self.note = running.row, running, at, note
        self.installation, self.timetable = installation, timetable
        self.calendar = timetable.calendars.get(self.row.hours)
        self.past = past_pauses(running.pauses)

    def count(self, change: _Batch) -> None:
        """Add what changes; nothing is added when anything cannot be counted."""
        due = new_due(self.installation, self.calendar, self.row, self.past)
        steps, timers, pauses = self._steps(), self._timers(), self._pauses()
        moved = [step for step in steps if step.moment != self._due_of(step)]
        entry, mac = None, b""
        if (due.at if due else None) != self.row.due_at or moved or timers or pauses:
            act = self._act(due, [*moved, *timers], pauses)
            entry = act.follows(self.row)
            mac = journal.mac_of(
                self.installation.key, entry, self.row.code, self.row.state_revision
            )
        change.dossiers.append(
            RecountedDossier(
                id=self.row.id,
                seen=self.row.revision,
                timetable=self.timetable.id,
                due_at=due.at if due else None,
                due_projected=due.projected if due else self.row.due_projected,
                alert_at=self._dossier_alert(due.at if due else None),
                entry=entry,
                mac=mac,
            )
        )
        change.steps += steps
        change.timers += timers
        change.pauses += pauses

    def _act(
        self, due: Due | None, moved: Sequence[NewMoment], pauses: Sequence[NewMoment]
    ) -> JournalEntry:
        changed = due is not None and due.at != self.row.due_at
        effects = Effects(
            due=due.at if due and changed else None,
            moved={each.task: each.moment for each in moved},
            closes=pauses[0].moment if pauses else None,
        )
        event = events.Recounted(timetable=self.timetable.id, note=self.note, effects=effects)
        return JournalEntry(self.at, None, "", ACTION, fields_of(event))

    def _due_of(self, moved: NewMoment) -> datetime | None:
        return next(step.due_at for step in self.running.steps if step.id == moved.id)

    def _dossier_alert(self, due_at: datetime | None) -> datetime | None:
        row, watch = self.row, dossier_watch(self.row, self.past)
        if watch is None or row.due_at is None or due_at is None or row.paused_at is not None:
            return row.alert_at
        return self._alert(AlertSubject.DOSSIER, watch, row.due_at, due_at, row.alert_at)

    def _steps(self) -> list[NewMoment]:
        """Every open step with its moments where one of them is another than before."""
        found = []
        for step in self.running.steps:
            watch = step_watch(step, self.past, self.row.receipt_rule)
            if watch is None or step.due_at is None:
                continue
            due_at, alert = watch.due(self.calendar).at, step.alert_at
            if self.row.paused_at is None or step.runs_in_pause:
                alert = self._alert(AlertSubject.STEP, watch, step.due_at, due_at, alert)
            if (due_at, alert) != (step.due_at, step.alert_at):
                found.append(NewMoment(step.id, step.task_id, due_at, alert))
        return found

    def _timers(self) -> list[NewMoment]:
        watches = [
            (timer, timer_watch(timer, self.past, self.row.pause_policy))
            for timer in self.running.timers
        ]
        moved = [
            NewMoment(timer.id, timer.task_id, watch.due(self.calendar).at)
            for timer, watch in watches
            if watch
        ]
        before = {timer.id: timer.due_at for timer in self.running.timers}
        return [timer for timer in moved if timer.moment != before[timer.id]]

    def _pauses(self) -> list[NewMoment]:
        waiting = [p for p in self.running.pauses if p.ended_at is None and p.closes_at]
        moved = [(p, closes_at(self.calendar, p.started_at)) for p in waiting]
        return [
            NewMoment(pause.id, "", moment) for pause, moment in moved if moment != pause.closes_at
        ]

    def _alert(
        self,
        subject: AlertSubject,
        watch: Stopwatch,
        before: datetime,
        due: datetime,
        planned: datetime | None,
    ) -> datetime | None:
        """When the next alert is due; at once where the change made the deadline more urgent."""
        alerts, at = self.timetable.alerts, self.at
        if planned is not None and planned <= at:
            return planned  # the sweep is about to say it, as things stand then
        if due < before:
            rules = [
                latest_alert(alerts, subject, self.calendar, watch, moment, at)
                for moment in (before, due)
            ]
            was, now = (rule[0].id if rule else "" for rule in rules)
            if now not in {was, ""}:
                return at
        return next_alert(alerts, subject, self.calendar, watch, due, at)
