"""A dossier from its journal alone: how it, its steps, timers and pauses stand after each act.

What the journal says must be what the tables hold; `differences` compares them. Left out is what
no act decides: when an alert is due, who has seen a step, by which timetable was counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from engine.definitions.status import Channel, Status
from engine.errors import BadState
from engine.journal.coding import event_of
from engine.journal.effects import Effects, SetTimer, StepState
from engine.journal.events import (
    Claimed,
    Completed,
    Event,
    FilingFacts,
    Opened,
    Received,
    Released,
    TimerFired,
    VersionMoved,
    filing_of,
)
from engine.procedures.version import load_version
from engine.storage import Transaction
from engine.storage.dossiers import pauses, steps, supplements, timers
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.journal import JournalRow
from sla.limits import Limit
from sla.outcome import Outcome
from sla.pauses import PausePolicy
from sla.receipt import ReceiptRule


@dataclass(frozen=True, slots=True, kw_only=True)
class StepHistory:
    """A step; fields as in `steps.StepRow`."""

    task_id: str
    node: str
    role: str
    unit: str
    kind: str
    status: Status
    limit: Limit | None
    runs_in_pause: bool
    opened_at: datetime
    due_at: datetime | None
    assignee: int | None = None
    claimed_at: datetime | None = None
    completed_at: datetime | None = None
    completed_by: int | None = None
    cancelled_at: datetime | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerHistory:
    """A timer; fields as in `timers.TimerRow`."""

    task_id: str
    node: str
    started_at: datetime | None
    limit: Limit | None
    runs_in_pause: bool
    due_at: datetime
    fired_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseHistory:
    """A pause; fields as in `pauses.PauseRow`."""

    reason: str
    started_at: datetime
    ended_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHistory:
    """A request for supplements; fields as in `supplements.SupplementRow`, without the reason."""

    number: int
    requested_at: datetime
    requested_by: int | None
    exception: str
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierHistory:
    """The dossier; fields as in `dossiers.DossierRow`, `version` is the number of its version."""

    procedure: str
    version: int
    agency: str
    one_stop: str
    hours: str
    channel: Channel
    status: Status = Status.REGISTERED
    clock_stopped: bool = False
    limit: Limit | None
    limit_case: str
    pause_policy: PausePolicy
    receipt_rule: ReceiptRule
    subject: str
    submitted_at: datetime
    opened_by: int | None
    received_at: datetime | None = None
    due_at: datetime | None = None
    first_due_at: datetime | None = None
    reappointed_to: datetime | None = None
    paused_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    supplements: int = 0
    revision: int = 0


@dataclass(slots=True)
class History:
    """All of it."""

    dossier: DossierHistory
    steps: dict[str, StepHistory] = field(default_factory=dict)  # by task id
    timers: dict[str, TimerHistory] = field(default_factory=dict)
    pauses: list[PauseHistory] = field(default_factory=list)
    requests: list[RequestHistory] = field(default_factory=list)


def is_complete(rows: Sequence[JournalRow]) -> bool:
    """Whether the journal tells everything: rows of format 1 do not."""
    return bool(rows) and all(row.format > 1 for row in rows)


def history_of(rows: Sequence[JournalRow]) -> History:
    """Read the rows in order. Raises BadState for a journal that does not begin with a filing."""
    events = [event_of(row.action, row.fields) for row in rows]
    filing = filing_of(events[0]) if events else None
    if filing is None:
        raise BadState("no_filing", "The journal does not say how the dossier was opened.")
    history = History(_opened(filing, rows[0]))
    for row, event in zip(rows, events, strict=True):
        _step_acts(history, row, event)
        _timer_acts(history, row, event)
        _effects(history, row, event.effects)
        if isinstance(event, VersionMoved):
            _moved(history, event)
        history.dossier = replace(history.dossier, revision=row.seq)
    return history


def differences(tx: Transaction, row: DossierRow, history: History) -> tuple[str, ...]:
    """Where the tables hold something else, such as `steps.7.due_at`; empty where they agree."""
    number = load_version(tx, row.version_id).number
    found = list(_unlike("dossier", history.dossier, row, {"version": number}))
    stored: list[tuple[str, dict[Any, Any], dict[Any, Any]]] = [
        ("steps", dict(history.steps), {s.task_id: s for s in steps.all_of(tx, row.id)}),
        ("timers", dict(history.timers), {t.task_id: t for t in timers.all_of(tx, row.id)}),
        ("pauses", dict(enumerate(history.pauses)), dict(enumerate(pauses.of(tx, row.id)))),
        (
            "supplements",
            dict(enumerate(history.requests)),
            dict(enumerate(supplements.of(tx, row.id))),
        ),
    ]
    for name, journalled, kept in stored:
        found += [f"{name}.{key}" for key in journalled.keys() ^ kept.keys()]
        for key in journalled.keys() & kept.keys():
            found += _unlike(f"{name}.{key}", journalled[key], kept[key], {})
    return tuple(sorted(found))


def _unlike(name: str, journalled: Any, kept: object, known: Mapping[str, object]) -> Iterator[str]:
    for each in fields(journalled):
        stored = known[each.name] if each.name in known else getattr(kept, each.name)
        if getattr(journalled, each.name) != stored:
            yield f"{name}.{each.name}"


def _opened(filing: FilingFacts, row: JournalRow) -> DossierHistory:
    return DossierHistory(
        procedure=filing.procedure,
        version=filing.version,
        agency=filing.agency,
        one_stop=filing.one_stop,
        hours=filing.hours,
        channel=filing.channel,
        limit=filing.limit,
        limit_case=filing.case,
        pause_policy=filing.pause_policy,
        receipt_rule=filing.receipt_rule,
        subject=filing.subject,
        submitted_at=row.at,
        opened_by=row.actor,
    )


def _step_acts(history: History, row: JournalRow, event: Event) -> None:
    if isinstance(event, Received | Opened) and event.first:
        done = _new_step(event.first, row)
        history.steps[done.task_id] = replace(
            done, completed_at=row.at, completed_by=row.actor, outcome=event.outcome
        )
    elif isinstance(event, Claimed):
        _change(history, event.task, assignee=row.actor, claimed_at=row.at)
    elif isinstance(event, Released):
        _change(history, event.task, assignee=None, claimed_at=None)
    elif isinstance(event, Completed):
        _change(
            history,
            event.task,
            completed_at=row.at,
            completed_by=row.actor,
            outcome=event.outcome,
        )


def _timer_acts(history: History, row: JournalRow, event: Event) -> None:
    if isinstance(event, TimerFired):
        fired = replace(history.timers[event.task], fired_at=row.at)
        if event.again is not None:
            fired = replace(fired, started_at=row.at, due_at=event.again, fired_at=None)
        history.timers[event.task] = fired


def _effects(history: History, row: JournalRow, effects: Effects) -> None:
    history.dossier = _dossier(history.dossier, row.at, effects)
    _clock(history, row.at, effects)
    _requests(history, row, effects)
    for task, due_at in effects.moved.items():
        _change(history, task, due_at=due_at)
    for task in effects.cancelled:
        _change(history, task, cancelled_at=row.at)
    for step in effects.opened:
        history.steps[step.task] = _new_step(step, row)
    for timer in effects.timers:
        history.timers[timer.task] = _new_timer(timer, row)


def _dossier(now: DossierHistory, at: datetime, effects: Effects) -> DossierHistory:
    first = effects.due if effects.received else now.first_due_at
    stopped = now.clock_stopped if effects.clock_stopped is None else effects.clock_stopped
    return replace(
        now,
        status=effects.status or now.status,
        clock_stopped=stopped,
        received_at=at if effects.received else now.received_at,
        resolved_at=at if effects.resolved else now.resolved_at,
        ended_at=at if effects.ended else now.ended_at,
        outcome=effects.outcome or now.outcome,
        due_at=effects.due or now.due_at,
        first_due_at=first,
        reappointed_to=effects.reappointed or now.reappointed_to,
        supplements=effects.supplement or now.supplements,
    )


def _clock(history: History, at: datetime, effects: Effects) -> None:
    if effects.resumed is not None:
        history.pauses[-1] = replace(history.pauses[-1], ended_at=effects.resumed)
        history.dossier = replace(history.dossier, paused_at=None)
    if effects.paused is not None:
        pause = PauseHistory(reason=effects.paused, started_at=at, closes_at=effects.closes)
        history.pauses.append(pause)
        history.dossier = replace(history.dossier, paused_at=at)
    elif effects.closes is not None:
        history.pauses[-1] = replace(history.pauses[-1], closes_at=effects.closes)


def _requests(history: History, row: JournalRow, effects: Effects) -> None:
    if effects.answered:
        history.requests = [
            each if each.answered_at else replace(each, answered_at=row.at)
            for each in history.requests
        ]
    if effects.supplement:
        history.requests.append(
            RequestHistory(
                number=effects.supplement,
                requested_at=row.at,
                requested_by=row.actor,
                exception=effects.exception,
            )
        )


def _moved(history: History, event: VersionMoved) -> None:
    history.dossier = replace(history.dossier, version=event.target)
    for step in event.steps:
        before = history.steps[step.task]
        history.steps[step.task] = replace(
            before,
            node=step.node,
            role=step.role,
            unit=step.unit,
            kind=step.kind,
            status=step.status,
            limit=step.limit,
            runs_in_pause=step.runs_in_pause,
            due_at=step.due,
            assignee=step.assignee,
            claimed_at=step.claimed,
            cancelled_at=None,
        )
    for timer in event.timers:
        history.timers[timer.task] = replace(
            history.timers[timer.task],
            limit=timer.limit,
            runs_in_pause=timer.runs_in_pause,
            due_at=timer.due,
            cancelled_at=None,
        )


def _change(history: History, task: str, **values: Any) -> None:
    """Of the step or timer with this task id."""
    if task in history.steps:
        history.steps[task] = replace(history.steps[task], **values)
    else:
        history.timers[task] = replace(history.timers[task], **values)


def _new_step(step: StepState, row: JournalRow) -> StepHistory:
    return StepHistory(
        task_id=step.task,
        node=step.node,
        role=step.role,
        unit=step.unit,
        kind=step.kind,
        status=step.status,
        limit=step.limit,
        runs_in_pause=step.runs_in_pause,
        opened_at=row.at,
        due_at=step.due,
        assignee=step.assignee,
        claimed_at=step.claimed,
    )


def _new_timer(timer: SetTimer, row: JournalRow) -> TimerHistory:
    return TimerHistory(
        task_id=timer.task,
        node=timer.node,
        started_at=row.at,
        limit=timer.limit,
        runs_in_pause=timer.runs_in_pause,
        due_at=timer.due,
    )
