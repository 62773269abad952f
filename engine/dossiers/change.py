"""What one act changes: the dossier as it will be, and what hangs on it. Nothing is written yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from engine.definitions.status import Status
from engine.journal.effects import Effects
from engine.storage.dossiers.apologies import NewApology
from engine.storage.dossiers.dossiers import DossierRow


@dataclass(frozen=True, slots=True)
class NewPause:
    """The clock stands still from the act on; `closes_at` is when that is given up."""

    reason: Status
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewDue:
    """Another due moment of an open step or a running timer; a timer has no alerts."""

    id: int
    task: str
    due_at: datetime
    alert_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request for supplements; `exception` is why there is one more than the law's two."""

    number: int
    reason: str
    exception: str


@dataclass(slots=True)
class Change:
    """Collected by what judges the act; `engine.dossiers.record` writes it."""

    row: DossierRow
    pause: NewPause | None = None
    resumed_at: datetime | None = None  # when the open pause ends
    steps: list[NewDue] = field(default_factory=list)
    timers: list[NewDue] = field(default_factory=list)
    request: NewRequest | None = None
    answered: bool = False  # the open request was
    apology: NewApology | None = None


def effects_of(before: DossierRow, change: Change) -> Effects:
    """What the journal says of it; steps, timers and the path are added by who opens them."""
    after = change.row
    return Effects(
        status=after.status if after.status != before.status else None,
        clock_stopped=after.clock_stopped if after.clock_stopped != before.clock_stopped else None,
        received=before.received_at is None and after.received_at is not None,
        resolved=before.resolved_at is None and after.resolved_at is not None,
        ended=before.ended_at is None and after.ended_at is not None,
        outcome=after.outcome if after.outcome != before.outcome else None,
        due=after.due_at if after.due_at != before.due_at else None,
        reappointed=after.reappointed_to if after.reappointed_to != before.reappointed_to else None,
        moved={each.task: each.due_at for each in (*change.steps, *change.timers)},
        paused=change.pause.reason if change.pause else None,
        closes=change.pause.closes_at if change.pause else None,
        resumed=change.resumed_at,
        supplement=change.request.number if change.request else 0,
        exception=change.request.exception if change.request else "",
        answered=change.answered,
    )
