"""The stopwatch of a stored dossier, step or timer: one way to count, whatever asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from engine.storage.dossiers.pauses import PauseRow
from engine.storage.dossiers.steps import ANSWER, StepRow
from engine.storage.dossiers.timers import TimerRow
from sla.limits import Limit
from sla.pauses import Pause, PausePolicy
from sla.receipt import ReceiptRule
from sla.stopwatch import Stopwatch


class Limited(Protocol):
    """What of a stored dossier says how its limit runs."""

    @property
    def submitted_at(self) -> datetime:
        """When it was handed in."""

    @property
    def received_at(self) -> datetime | None:
        """When it was received; None before."""

    @property
    def limit(self) -> Limit | None:
        """Its limit; None where there is none."""

    @property
    def pause_policy(self) -> PausePolicy:
        """What a pause does to the limit."""

    @property
    def receipt_rule(self) -> ReceiptRule:
        """What a receipt out of hours does to it."""


def past_pauses(pauses: Iterable[PauseRow], until: datetime | None = None) -> tuple[Pause, ...]:
    """Stored pauses as the law counts them; one that is open ends at `until`, if given."""
    return tuple(Pause(p.started_at, p.ended_at or until, p.reason) for p in pauses)


def dossier_watch(row: Limited, pauses: tuple[Pause, ...]) -> Stopwatch | None:
    """The dossier's limit since its receipt; None where none runs."""
    if row.received_at is None or row.limit is None:
        return None
    return Stopwatch(
        start=row.received_at,
        limit=row.limit,
        pauses=pauses,
        policy=row.pause_policy,
        rule=row.receipt_rule,
        submitted=row.submitted_at,
    )


def step_watch(
    step: StepRow,
    pauses: tuple[Pause, ...],
    rule: ReceiptRule = ReceiptRule.AS_RECEIVED,
) -> Stopwatch | None:
    """The step's own limit since it opened; None where it has none.

    `rule` is the dossier's own: by it the answer to an online dossier counts, and nothing else.

    It stands still with the legal clock, unless it measures the very pause. What a pause takes
    from a step is given back, also where the procedure starts the dossier's limit anew.
    """
    if step.limit is None:
        return None
    return Stopwatch(
        start=step.opened_at,
        limit=step.limit,
        pauses=_own(step.runs_in_pause, pauses),
        rule=rule if step.kind == ANSWER else ReceiptRule.AS_RECEIVED,
    )


def timer_watch(
    timer: TimerRow, pauses: tuple[Pause, ...], policy: PausePolicy
) -> Stopwatch | None:
    """The duration of a timer that counts working time; None for any other."""
    if timer.started_at is None or timer.limit is None:
        return None
    return Stopwatch(
        start=timer.started_at,
        limit=timer.limit,
        pauses=_own(timer.runs_in_pause, pauses),
        policy=policy,
    )


def _own(runs_in_pause: bool, pauses: tuple[Pause, ...]) -> tuple[Pause, ...]:
    return () if runs_in_pause else pauses
