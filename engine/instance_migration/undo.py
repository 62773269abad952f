"""Bringing a moved dossier back to the version it came from, while nobody has gone on with it."""

from __future__ import annotations

from dataclasses import replace

from engine.deadlines.stopwatches import past_pauses
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.instance_migration.carrying import (
    close_others,
    may_hold,
    moved_step,
    moved_timer,
    record_move,
)
from engine.instance_migration.deadline import Pauses, deadline, recounted
from engine.instance_migration.snapshot import Kept
from engine.journal.events import VersionRestored
from engine.procedures.version import Version
from engine.storage.dossiers import pauses, steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import StepRow
from engine.storage.dossiers.timers import TimerRow
from engine.storage.instance_migration import moved_rows
from engine.storage.instance_migration.moved_rows import StepAs, TimerAs
from engine.workflow.run import Run
from engine.workflow.seal import StateKey
from engine.workflow.spec import compile_spec


def is_as_moved(row: DossierRow, version_id: int, after_revision: int) -> bool:
    """Whether a dossier's workflow still stands exactly as a move to this version wrote it."""
    return row.version_id == version_id and row.state_revision == after_revision


def bring_back(
    case: OpenDossier, source: Version, kept: Kept, act: Act, batch: int, note: str
) -> None:
    """Write a dossier as it stood before the move.

    What others changed since then stays true: a recount by another timetable, and who holds a
    step. Raises Conflict when somebody changed it since it was loaded, SlaError.
    """
    moved_rows.hold(case.tx, case.row.id)
    there = _before(case, source, kept)
    tx, row = case.tx, case.row
    past = past_pauses(pauses.of(tx, row.id))
    before = [(steps.load(tx, step.id), step) for step in kept.steps]
    back = [(now, _step(there, act, kept, step, now, past)) for now, step in before if now]
    timers = _timers(there, kept, past)
    event = VersionRestored(
        source=case.version.number,
        target=source.number,
        reason=note,
        batch=batch,
        steps=tuple(moved_step(now.task_id, step) for now, step in back if not now.completed_at),
        timers=tuple(moved_timer(now, timer) for now, timer in timers if not now.fired_at),
    )
    record_move(case, there, act, event, kept.status)
    for _, step in back:
        moved_rows.write_step(tx, step)
    for _, timer in timers:
        moved_rows.write_timer(tx, timer)
    close_others(there, act, {w.task_id for w in there.run.waits()})


def _before(case: OpenDossier, source: Version, kept: Kept) -> OpenDossier:
    spec = compile_spec(source.diagram, source.diagrams, source.decisions)
    key = StateKey(case.installation.key, case.row.code, kept.state_revision)
    run = Run.restore(spec, kept.state, key)
    run.act.count = max(run.act.count, case.run.act.count)  # no task id is given twice
    return replace(case, version=source, run=run)


def _step(
    there: OpenDossier, act: Act, kept: Kept, step: StepAs, now: StepRow, past: Pauses
) -> StepAs:
    own = replace(
        now,
        kind=step.kind,
        limit_amount=step.limit_amount,
        limit_unit=step.limit_unit,
        runs_in_pause=step.runs_in_pause,
    )
    # A step that the move cancelled has no moments any more that could be kept.
    before = replace(now, due_at=step.due_at, alert_at=step.alert_at) if not now.open else now
    due_at, alert_at = deadline(there, act.at, before, own, past)
    frees = not now.open or (step.id in kept.released and now.assignee is None)
    holder, since = (step.assignee, step.claimed_at) if frees else (now.assignee, now.claimed_at)
    stays = may_hold(there, holder, step)
    return replace(
        step,
        assignee=holder if stays else None,
        claimed_at=since if stays else None,
        due_at=due_at,
        alert_at=alert_at,
    )


def _timers(there: OpenDossier, kept: Kept, past: Pauses) -> list[tuple[TimerRow, TimerAs]]:
    rows, found = moved_rows.timers_of(there.tx, there.row.id), []
    for timer in kept.timers:
        now = rows[timer.id]
        as_before = replace(
            now,
            limit_amount=timer.limit_amount,
            limit_unit=timer.limit_unit,
            runs_in_pause=timer.runs_in_pause,
            due_at=timer.due_at,
        )
        found.append((now, recounted(there, as_before, past)))
    return found
