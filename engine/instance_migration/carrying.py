"""Writing a moved dossier down: its steps and timers under the new version, one journal row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from engine.access.permission import may
from engine.access.rules import RoleOfUnit
from engine.access.table import DO_STEP
from engine.accounts.identity import person_of
from engine.deadlines.stopwatches import past_pauses
from engine.definitions.status import Status
from engine.dossiers.change import Change, effects_of
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.dossiers.record import derive_status, new_step, step_state, timer_state
from engine.dossiers.timing import new_timer
from engine.errors import Conflict
from engine.instance_migration.deadline import Pauses, deadline, retimed, timer_under
from engine.instance_migration.snapshot import Kept
from engine.journal.effects import Effects, SetTimer, StepState
from engine.journal.events import VersionMoved
from engine.storage.accounts import users
from engine.storage.dossiers import dossiers, pauses, steps, timers
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import NewStep, StepRow
from engine.storage.dossiers.timers import NewTimer, TimerRow
from engine.storage.instance_migration import moved_rows
from engine.storage.instance_migration.moved_rows import StepAs, TimerAs
from engine.workflow.waits import Wait, WaitKind


@dataclass(slots=True)
class _Rows:
    """What the move does to steps and timers."""

    steps: list[StepAs] = field(default_factory=list)
    timers: list[TimerAs] = field(default_factory=list)
    opened: list[NewStep] = field(default_factory=list)
    started: list[NewTimer] = field(default_factory=list)
    moved_steps: list[StepState] = field(default_factory=list)
    moved_timers: list[SetTimer] = field(default_factory=list)


def carry(
    case: OpenDossier, there: OpenDossier, act: Act, batch: int, note: str
) -> tuple[bytes, int]:
    """Write a dossier as it would stand `there`; what brings it back, and the new revision.

    Raises Conflict when somebody else changed it since it was loaded, SlaError where the calendar
    does not reach so far.
    """
    moved_rows.hold(case.tx, case.row.id)
    rows = _rows(case, there, act, past_pauses(pauses.of(case.tx, case.row.id)))
    kept = Kept.of(case).releasing(rows.steps)
    event = VersionMoved(
        source=case.version.number,
        target=there.version.number,
        reason=note,
        batch=batch,
        steps=tuple(rows.moved_steps),
        timers=tuple(rows.moved_timers),
    )
    effects = Effects(
        opened=tuple(map(step_state, rows.opened)), timers=tuple(map(timer_state, rows.started))
    )
    status = derive_status(there, there.run.waits())
    row = record_move(case, there, act, replace(event, effects=effects), status)
    _write(there, act, rows)
    return kept.packed(), row.revision


def record_move(
    case: OpenDossier, there: OpenDossier, act: Act, event: VersionMoved, status: Status
) -> DossierRow:
    """Write the dossier under the other version, with its one journal row.

    Raises Conflict when somebody else changed it since it was loaded.
    """
    tx, revision = case.tx, case.row.revision + 1
    after = replace(
        case.row,
        version_id=there.version.id,
        status=status,
        state=there.run.dump(case.state_key(revision)),
        state_revision=revision,
    )
    waits = {w.task_id for w in there.run.waits()}
    opened = [s.task_id for s in steps.open_of(tx, case.row.id)]
    opened += [t.task_id for t in timers.open_of(tx, case.row.id)]
    effects = replace(
        event.effects,
        status=effects_of(case.row, Change(after)).status,
        cancelled=tuple(sorted(set(opened) - waits)),
    )
    entry = act.entry(replace(event, effects=effects))
    row = dossiers.advance(tx, case.installation.key, case.row, after, entry)
    if row is None:
        raise Conflict("dossier_changed", f"Dossier {case.row.code} was changed meanwhile.")
    return row


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
    rows = _opened(there, act, [w for w in waits.values() if w.task_id not in case.before])
    for step in steps.open_of(case.tx, case.row.id):
        if step.task_id in waits:
            rows.steps.append(_step_under(there, act, step, waits[step.task_id], past))
            rows.moved_steps.append(moved_step(step.task_id, rows.steps[-1]))
    for running in timers.open_of(case.tx, case.row.id):
        at_wait = waits.get(running.task_id)
        if at_wait is not None and retimed(case, there, running):
            rows.timers.append(timer_under(there, running, at_wait, past))
            rows.moved_timers.append(moved_timer(running, rows.timers[-1]))
    return rows


def _opened(there: OpenDossier, act: Act, waits: Sequence[Wait]) -> _Rows:
    rows, paused = _Rows(), there.row.paused_at is not None
    for wait in waits:
        if wait.kind is WaitKind.USER:
            rows.opened.append(new_step(there, act, wait, paused=paused))
        elif wait.kind is WaitKind.TIMER and (timer := new_timer(there, act, wait)) is not None:
            rows.started.append(timer)
    return rows


def moved_step(task: str, step: StepAs) -> StepState:
    """A step that goes on, as the journal has it."""
    return StepState(
        task=task,
        node=step.node,
        role=step.role,
        unit=step.unit,
        kind=step.kind,
        status=step.status,
        limit=step.limit,
        runs_in_pause=step.runs_in_pause,
        due=step.due_at,
        assignee=step.assignee,
        claimed=step.claimed_at,
    )


def moved_timer(before: TimerRow, timer: TimerAs) -> SetTimer:
    """A timer that goes on, as the journal has it."""
    return SetTimer(
        task=before.task_id,
        node=before.node,
        limit=timer.limit,
        runs_in_pause=timer.runs_in_pause,
        due=timer.due_at,
    )


def _step_under(there: OpenDossier, act: Act, step: StepRow, wait: Wait, past: Pauses) -> StepAs:
    """An open step as the new version has it; who holds it keeps it if they have its role there."""
    new = new_step(there, Act(None, step.opened_at), wait, paused=False)
    counted = replace(
        step,
        kind=new.kind,
        limit_amount=new.limit_amount,
        limit_unit=new.limit_unit,
        runs_in_pause=new.runs_in_pause,
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
        limit_amount=new.limit_amount,
        limit_unit=new.limit_unit,
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
    for opened in rows.opened:
        steps.insert(there.tx, opened)
    for started in rows.started:
        timers.insert(there.tx, started)
