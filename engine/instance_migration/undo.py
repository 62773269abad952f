"""Bringing a moved dossier back to the version it came from, while nobody has gone on with it."""

from __future__ import annotations

from dataclasses import replace

from engine.deadlines.stopwatches import past_pauses
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.errors import Conflict
from engine.instance_migration.carrying import close_others, digest, may_hold
from engine.instance_migration.deadline import Pauses, deadline, recounted
from engine.instance_migration.snapshot import Kept
from engine.procedures.version import Version
from engine.storage.dossiers import dossiers, pauses, steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import StepRow
from engine.storage.instance_migration import moved_rows
from engine.storage.instance_migration.moved_rows import StepAs
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec

ACTION = "version_restored"


def is_as_moved(row: DossierRow, version_id: int, after: str) -> bool:
    """Whether a dossier still stands exactly as a move to this version wrote it."""
    return row.version_id == version_id and digest(row.state) == after


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
    fields = {
        "from": case.version.number,
        "to": source.number,
        "steps": [step.name for step in kept.steps],
        "reason": note,
        "batch": batch,
    }
    columns = {
        "version_id": source.id,
        "status": kept.status,
        "state": there.run.dump(case.installation.key),
        "timetable_id": row.timetable_id,  # as in `carry`
    }
    if not dossiers.advance(tx, row, act.entry(ACTION, fields), **columns):
        raise Conflict("dossier_changed", f"Dossier {row.code} was changed meanwhile.")
    for step in kept.steps:
        now = steps.load(tx, step.id)
        if now is not None:
            moved_rows.write_step(tx, _step(there, act, kept, step, now, past))
    _timers(there, kept, past)
    close_others(there, act, {w.task_id for w in there.run.waits()})


def _before(case: OpenDossier, source: Version, kept: Kept) -> OpenDossier:
    spec = compile_spec(source.diagram, source.diagrams, source.decisions)
    run = Run.restore(spec, kept.state, case.installation.key)
    run.act.count = max(run.act.count, case.run.act.count)  # no task id is given twice
    return replace(case, version=source, run=run)


def _step(
    there: OpenDossier, act: Act, kept: Kept, step: StepAs, now: StepRow, past: Pauses
) -> StepAs:
    own = replace(now, kind=step.kind, limit_text=step.limit_text, runs_in_pause=step.runs_in_pause)
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


def _timers(there: OpenDossier, kept: Kept, past: Pauses) -> None:
    rows = moved_rows.timers_of(there.tx, there.row.id)
    for timer in kept.timers:
        now = rows[timer.id]
        as_before = replace(
            now,
            limit_text=timer.limit_text,
            runs_in_pause=timer.runs_in_pause,
            due_at=timer.due_at,
        )
        moved_rows.write_timer(there.tx, recounted(there, as_before, past))
