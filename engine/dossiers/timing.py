"""Timers of a dossier: those in working time pause with its legal clock."""

from __future__ import annotations

from engine.deadlines.stopwatches import timer_watch
from engine.deadlines.timers import fires_at, working_limit
from engine.definitions.bpmn.graph import FlowNode
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.storage.dossiers import timers
from engine.storage.dossiers.timers import NewTimer, TimerRow
from engine.workflow.waits import Wait
from sla.pauses import Pause


def set_timer(case: OpenDossier, act: Act, wait: Wait) -> None:
    """Let a timer run for a wait that begins with this act."""
    node = case.node(wait.node)
    if node.event is None:
        return
    seen = case.run.local(wait.task_id)
    new = NewTimer(
        dossier_id=case.row.id,
        task_id=wait.task_id,
        node=wait.node,
        started_at=act.at,
        limit_text=working_limit(node.event, seen),
        runs_in_pause=not stands_still(case, node),
        due_at=fires_at(node.event, seen, act.at, case.calendar),
    )
    timers.insert(case.tx, new)


def repeat_timer(case: OpenDossier, act: Act, timer: TimerRow) -> None:
    """Let the next round of a cycle begin with this act, if the dossier still waits for it."""
    event = case.node(timer.node).event
    if event is None or all(w.task_id != timer.task_id for w in case.run.waits()):
        return
    seen = case.run.local(timer.task_id)
    timers.repeat(case.tx, timer.id, act.at, fires_at(event, seen, act.at, case.calendar))


def is_paused(case: OpenDossier, timer: TimerRow) -> bool:
    """Whether the timer, due by its moment, is paused with the dossier's legal clock."""
    paused_at = case.row.paused_at
    return paused_at is not None and timer.due_at > paused_at and not timer.runs_in_pause


def resume_timers(case: OpenDossier, past: tuple[Pause, ...]) -> None:
    """Count paused timers anew, by all pauses that are over.

    Where the procedure's limit starts anew after a pause, so do they.
    """
    for timer in timers.open_of(case.tx, case.row.id):
        watch = timer_watch(timer, past, case.row.pause_policy)
        if watch is not None and not timer.runs_in_pause:
            timers.move(case.tx, timer.id, watch.due(case.calendar).at)


def stands_still(case: OpenDossier, node: FlowNode) -> bool:
    """Working time pauses with the legal clock, but not where the timer measures the pause."""
    host = case.node(node.attached_to) if node.attached_to else node
    return node.event is not None and node.event.working and not host.stops_clock
