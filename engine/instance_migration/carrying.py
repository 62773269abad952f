"""Writing a moved dossier down: its steps and timers under the new version, one journal row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from engine.access.permission import may
from engine.access.rules import RoleOfUnit
from engine.access.table import DO_STEP
from engine.accounts.identity import person_of
from engine.deadlines.stopwatches import past_pauses
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.dossiers.record import derive_status, new_step
from engine.dossiers.timing import set_timer
from engine.errors import Conflict
from engine.instance_migration.deadline import Pauses, deadline, retimed, timer_under
from engine.instance_migration.snapshot import Kept
from engine.storage.accounts import users
from engine.storage.dossiers import dossiers, pauses, steps, timers
from engine.storage.dossiers.steps import StepRow
from engine.storage.instance_migration import moved_rows
from engine.storage.instance_migration.moved_rows import StepAs, TimerAs
from engine.workflow.waits import Wait, WaitKind

ACTION = "version_moved"


@dataclass(slots=True)
class _Rows:
    """What the move does to steps and timers."""

    steps: list[StepAs] = field(default_factory=list)
    timers: list[TimerAs] = field(default_factory=list)
    opened: list[Wait] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def carry(
    case: OpenDossier, there: OpenDossier, act: Act, batch: int, note: str
) -> tuple[bytes, str]:
    """Write a dossier as it would stand `there`; what brings it back, and its state's digest.

    Raises Conflict when somebody else changed it since it was loaded, SlaError where the calendar
    does not reach so far.
    """
    moved_rows.hold(case.tx, case.row.id)
    rows = _rows(case, there, act, past_pauses(pauses.of(case.tx, case.row.id)))
    kept = Kept.of(case).releasing(rows.steps)
    state = there.run.dump(case.installation.key)
    fields = {
        "from": case.version.number,
        "to": there.version.number,
        "steps": rows.names,
        "reason": note,
        "batch": batch,
    }
    columns = {
        "version_id": there.version.id,
        "status": derive_status(there, there.run.waits()),
        "state": state,
        # A recount that stamped the dossier since it was loaded knew nothing of this: once more.
        "timetable_id": case.row.timetable_id,
    }
    if not dossiers.advance(case.tx, case.row, act.entry(ACTION, fields), **columns):
        raise Conflict("dossier_changed", f"Dossier {case.row.code} was changed meanwhile.")
    _write(there, act, rows)
    return kept.packed(), digest(state)


def digest(state: bytes) -> str:
    """What tells whether a state is still the one that a move wrote."""
    return hashlib.sha256(state).hexdigest()


def close_others(there: OpenDossier, act: Act, tasks: set[str]) -> None:
    """Cancel open steps and timers of all but these tasks."""
    tx, dossier_id = there.tx, there.row.id
    old_steps = [s.id for s in steps.open_of(tx, dossier_id) if s.task_id not in tasks]
    steps.cancel(tx, old_steps, act.at)
    old_timers = [t.id for t in timers.open_of(tx, dossier_id) if t.task_id not in tasks]
    timers.cancel(tx, old_timers, act.at)


def may_hold(there: OpenDossier, user_id: int | None, step: RoleOfUnit) -> bool:
    """Whether an account may do the step."""
    row = users.load(there.tx, user_id) if user_id is not None else None
    if row is None:
        return False
    return may(there.installation, person_of(there.tx, row), DO_STEP, step)


def _rows(case: OpenDossier, there: OpenDossier, act: Act, past: Pauses) -> _Rows:
    waits = {w.task_id: w for w in there.run.waits()}
    rows = _Rows(opened=[w for w in waits.values() if w.task_id not in case.before])
    for step in steps.open_of(case.tx, case.row.id):
        if step.task_id in waits:
            rows.steps.append(_step_under(there, act, step, waits[step.task_id], past))
            rows.names.append(rows.steps[-1].name)
    for timer in timers.open_of(case.tx, case.row.id):
        wait = waits.get(timer.task_id)
        if wait is not None and retimed(case, there, timer):
            rows.timers.append(timer_under(there, timer, wait, past))
    rows.names += [there.node(w.node).label for w in rows.opened if w.kind is WaitKind.USER]
    return rows


def _step_under(there: OpenDossier, act: Act, step: StepRow, wait: Wait, past: Pauses) -> StepAs:
    """An open step as the new version has it; who holds it keeps it if they have its role there."""
    new = new_step(there, Act(None, step.opened_at), wait, paused=False)
    counted = replace(
        step, kind=new.kind, limit_text=new.limit_text, runs_in_pause=new.runs_in_pause
    )
    due_at, alert_at = deadline(there, act.at, step, counted, past)
    stays = may_hold(there, step.assignee, new)
    return StepAs(
        id=step.id,
        node=new.node,
        name=new.name,
        role=new.role,
        unit=new.unit,
        kind=new.kind,
        status=new.status,
        limit_text=new.limit_text,
        runs_in_pause=new.runs_in_pause,
        assignee=step.assignee if stays else None,
        claimed_at=step.claimed_at if stays else None,
        due_at=due_at,
        alert_at=alert_at,
    )


def _write(there: OpenDossier, act: Act, rows: _Rows) -> None:
    close_others(there, act, {w.task_id for w in there.run.waits()})
    for step in rows.steps:
        moved_rows.write_step(there.tx, step)
    for timer in rows.timers:
        moved_rows.write_timer(there.tx, timer)
    for wait in rows.opened:
        if wait.kind is WaitKind.USER:
            paused = there.row.paused_at is not None
            steps.insert(there.tx, new_step(there, act, wait, paused=paused))
        elif wait.kind is WaitKind.TIMER:
            set_timer(there, act, wait)
