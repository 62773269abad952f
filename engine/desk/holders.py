"""Who held a dossier how long: worked time by step and by holder, pauses out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.deadlines.marks import TimeState
from engine.definitions.organisation.roles import APPLICANT
from engine.desk.rows import Holder, StepLine
from engine.storage.dossiers.steps import StepRow
from sla.calendar import WorkCalendar
from sla.pauses import Pause
from sla.stopwatch import worked_between

_LATE = frozenset({TimeState.LATE, TimeState.OVERDUE})


def worked_time(
    step: StepRow, pauses: tuple[Pause, ...], calendar: WorkCalendar, at: datetime
) -> int:
    """Microseconds of worked time from opening to the end, or to `at` while the step is open.

    Pauses of the dossier are left out, unless the step is what they wait for.
    """
    ended = step.completed_at or step.cancelled_at or at
    own = step.runs_in_pause or step.role == APPLICANT
    return worked_between(calendar, step.opened_at, ended, () if own else pauses)


def holders(lines: Iterable[StepLine]) -> tuple[Holder, ...]:
    """Whoever held any of these steps, in the order of their first."""
    by_whom: dict[tuple[str, str, bool], list[StepLine]] = {}
    for line in lines:
        applicant = line.role == APPLICANT
        name = line.role_name if applicant else line.by or line.role_name
        unit = "" if applicant else line.unit_name
        by_whom.setdefault((name, unit, applicant), []).append(line)
    whole = sum(step.held for key, steps in by_whom.items() if not key[2] for step in steps)
    return tuple(_holder(key, steps, whole) for key, steps in by_whom.items())


def _holder(key: tuple[str, str, bool], steps: list[StepLine], whole: int) -> Holder:
    name, unit, applicant = key
    worked = sum(step.held for step in steps)
    share = 0.0 if applicant or not whole else worked / whole
    late = sum(step.time.state in _LATE for step in steps)
    return Holder(name, unit, worked, share, applicant, late)
