"""Why a due moment is the one it is: the chain of facts behind it, as of any moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from engine.access.dossiers import find
from engine.accounts import Person
from engine.deadlines.explanation.days import LimitDay, days_of
from engine.deadlines.marking import ended_mark, paused_mark, running_mark
from engine.deadlines.marks import TimeMark
from engine.deadlines.stopwatches import dossier_watch, past_pauses, step_watch
from engine.definitions.calendars.calendar_folder import Calendars
from engine.definitions.calendars.special_days import SpecialDay
from engine.errors import NotFound
from engine.installation import Installation
from engine.storage.dossiers import pauses as stored_pauses
from engine.storage.dossiers import steps as stored_steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import StepRow
from sla.calendar import VIETNAM, WorkCalendar
from sla.explain import Fact
from sla.limits import Limit
from sla.pauses import Pause
from sla.stopwatch import Stopwatch, worked_between


@dataclass(frozen=True, slots=True)
class LimitedStep:
    """A step that has a limit of its own to explain."""

    task_id: str
    name: str
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What leads to a due moment, as it was known at one moment; the last fact is `due_at`.

    `recorded_due_at` is what is kept in the dossier, where today's calendar gives another moment.
    `worked` and `total` are microseconds of worked time, pauses out: used up, and in all.
    """

    facts: tuple[Fact, ...]
    due_at: datetime
    projected: bool
    recorded_due_at: datetime | None
    time: TimeMark
    worked: int
    total: int
    days: tuple[LimitDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Whose due moment is asked about, as of which moment; no `chain` where no limit runs."""

    code: str
    procedure: str
    procedure_name: str
    subject: str
    task_id: str  # "" for the dossier as a whole
    step: str
    at: datetime
    received_at: datetime | None  # when the step opened, for a step
    limit: Limit | None
    first_due_at: datetime | None  # of the dossier only, as is the next
    reappointed_to: datetime | None
    steps: tuple[LimitedStep, ...]
    chain: Chain | None


def why(
    installation: Installation, who: Person, code: str, *, at: datetime, task: str | None = None
) -> Why:
    """The chain of a dossier, or of its step with this task id, as of `at`.

    A moment before the limit began is read as its beginning. Raises what `find` raises, and
    NotFound for a step that the dossier never had.
    """
    with installation.store.read() as tx:
        row = find(installation, tx, who, code)
        found = stored_steps.all_of(tx, row.id)
        pauses = past_pauses(stored_pauses.of(tx, row.id))
    step = _step(found, task) if task else None
    watch = step_watch(step, pauses, row.receipt_rule) if step else dossier_watch(row, pauses)
    calendar = installation.calendars.get(row.hours)
    at = _within(calendar, watch, at) if watch else at
    counting = _Counting(calendar, special_days(installation.calendars), at, _ended(row, step))
    kept = step.due_at if step else row.due_at
    return Why(
        code=row.code,
        procedure=row.procedure,
        procedure_name=row.procedure_name,
        subject=row.subject,
        task_id=step.task_id if step else "",
        step=step.name if step else "",
        at=at,
        received_at=step.opened_at if step else row.received_at,
        limit=step.limit if step else row.limit,
        first_due_at=None if step else row.first_due_at,
        reappointed_to=None if step else row.reappointed_to,
        steps=tuple(LimitedStep(s.task_id, s.name, s.opened_at) for s in found if s.limit),
        chain=counting.chain(watch, kept) if watch else None,
    )


def chain(row: DossierRow, pauses: tuple[Pause, ...], calendars: Calendars) -> tuple[Fact, ...]:
    """The dossier's own chain as of now; empty where no limit runs."""
    watch = dossier_watch(row, pauses)
    if watch is None:
        return ()
    return watch.explain(calendars.get(row.hours), special_days(calendars))


def special_days(calendars: Calendars) -> Mapping[date, SpecialDay]:
    """What is known about days that a plain week does not tell."""
    return {day.date: day for days in calendars.years.values() for day in days}


@dataclass(frozen=True, slots=True)
class _Counting:
    """By which calendar, and as of when, a limit is told; `ended` is when it was met or missed."""

    calendar: WorkCalendar
    names: Mapping[date, SpecialDay]
    at: datetime
    ended: datetime | None

    def chain(self, watch: Stopwatch, kept: datetime | None) -> Chain:
        then = watch.as_of(self.at)
        found = then.due(self.calendar)
        facts = then.explain(self.calendar, self.names)
        until = min(self.at, self.ended) if self.ended else self.at
        start = then.counted_from(self.calendar)
        return Chain(
            facts=facts,
            due_at=found.at,
            projected=found.projected,
            recorded_due_at=kept if then == watch and kept != found.at else None,
            time=replace(self._mark(then, found.at), projected=found.projected),
            worked=then.worked(self.calendar, until),
            total=worked_between(self.calendar, start, found.at, then.pauses),
            days=days_of(self.calendar, self.names, then, facts, until),
        )

    def _mark(self, then: Stopwatch, due: datetime) -> TimeMark:
        if self.ended is not None and self.ended <= self.at:
            return ended_mark(self.calendar, then, due, self.ended)
        since = next((pause.start for pause in then.pauses if pause.end is None), None)
        if since is not None:
            return paused_mark(self.calendar, then, due, since)
        return running_mark(self.calendar, then, due, self.at)


def _within(calendar: WorkCalendar, watch: Stopwatch, at: datetime) -> datetime:
    """The moment that is asked for, brought into the limit and the calendar."""
    last = datetime.combine(calendar.last, time.max, VIETNAM)
    return max(min(at, last), watch.start)


def _step(found: Sequence[StepRow], task: str) -> StepRow:
    step = next((s for s in found if s.task_id == task), None)
    if step is None:
        raise NotFound("unknown_step", f"The dossier has no step {task!r}.", step=task)
    return step


def _ended(row: DossierRow, step: StepRow | None) -> datetime | None:
    if step is not None:
        return step.completed_at or step.cancelled_at
    # The end moment for scoring is the decision's, else the end (law.md).
    return row.resolved_at or row.ended_at
