"""Timers of a dossier: those in working time pause with its legal clock."""

from __future__ import annotations

from datetime import datetime

from engine.deadlines.stopwatches import timer_watch
from engine.deadlines.timers import fires_at, working_limit
from engine.definitions.bpmn.graph import FlowNode
from engine.dossiers.change import NewDue
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.storage.dossiers import timers
from engine.storage.dossiers.timers import NewTimer, TimerRow
from engine.storage.limits import amount_of, unit_of
from engine.workflow.waits import Wait
from sla.pauses import Pause


def new_timer(case: OpenDossier, act: Act, wait: Wait) -> NewTimer | None:
    """The timer of a wait that begins with this act. Raises BadExpression, SlaError."""
    node = case.node(wait.node)
    if node.event is None:
        return None
    seen = case.run.local(wait.task_id)
    limit = working_limit(node.event, seen)
    return NewTimer(
        dossier_id=case.row.id,
        task_id=wait.task_id,
        node=wait.node,
        started_at=act.at,
        limit_amount=amount_of(limit),
        limit_unit=unit_of(limit),
        runs_in_pause=not stands_still(case, node),
        due_at=fires_at(node.event, seen, act.at, case.calendar),
    )


def next_round(case: OpenDossier, act: Act, timer: TimerRow) -> datetime | None:
    """When the next round of a cycle is due that begins with this act; None where it is over."""
    event = case.node(timer.node).event
    if event is None or all(w.task_id != timer.task_id for w in case.run.waits()):
        return None
    return fires_at(event, case.run.local(timer.task_id), act.at, case.calendar)


def is_paused(case: OpenDossier, timer: TimerRow) -> bool:
    """Whether the timer, due by its moment, is paused with the dossier's legal clock."""
    paused_at = case.row.paused_at
    return paused_at is not None and timer.due_at > paused_at and not timer.runs_in_pause


def resumed_timers(case: OpenDossier, past: tuple[Pause, ...]) -> list[NewDue]:
    """Paused timers counted anew, by all pauses that are over.

    Where the procedure's limit starts anew after a pause, so do they.
    """
    found = []
    for timer in timers.open_of(case.tx, case.row.id):
        watch = timer_watch(timer, past, case.row.pause_policy)
        if watch is not None and not timer.runs_in_pause:
            found.append(NewDue(timer.id, timer.task_id, watch.due(case.calendar).at))
    return found


def stands_still(case: OpenDossier, node: FlowNode) -> bool:
    """Working time pauses with the legal clock, but not where the timer measures the pause."""
    host = case.node(node.attached_to) if node.attached_to else node
    return node.event is not None and node.event.working and not host.stops_clock
