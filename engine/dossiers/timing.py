"""Timers of a dossier: those in working time stand still while its legal clock does."""

from __future__ import annotations

from datetime import datetime

from engine.deadlines.timers import fires_at, moved
from engine.definitions.graph import Node
from engine.dossiers.case import Act, Case
from engine.storage import timers
from engine.storage.timers import TimerRow
from engine.workflow.waits import Wait
from sla.pauses import PausePolicy


def set_timer(case: Case, act: Act, wait: Wait, paused_at: datetime | None) -> None:
    """Let a timer run for a wait that begins with this act."""
    node = case.node(wait.node)
    if node.event is None:
        return
    # One that begins during a pause counts from the pause's start: the resumption moves it by
    # the whole pause, so that it has used up nothing then.
    start = paused_at if paused_at is not None and _stands_still(case, node) else act.at
    moment = fires_at(node.event, case.run.data, start, case.calendar)
    timers.insert(case.tx, case.row.id, wait.task_id, wait.node, moment)


def is_held(case: Case, timer: TimerRow) -> bool:
    """Whether the timer, due by its moment, stands still with the dossier's legal clock."""
    paused_at = case.row.paused_at
    if paused_at is None or timer.due_at <= paused_at:
        return False
    return _stands_still(case, case.node(timer.node))


def resume_timers(case: Case, act: Act, paused_at: datetime) -> None:
    """Move what stood still since `paused_at` by the worked time of the pause.

    Where the procedure's limit starts anew after a pause, so do they.
    """
    restart = PausePolicy(case.version.procedure.pause_policy) is PausePolicy.RESTART
    for timer in timers.open_of(case.tx, case.row.id):
        node = case.node(timer.node)
        if node.event is None or timer.due_at <= paused_at or not _stands_still(case, node):
            continue
        moment = (
            fires_at(node.event, case.run.data, act.at, case.calendar)
            if restart
            else moved(case.calendar, timer.due_at, paused_at, act.at)
        )
        timers.move(case.tx, timer.id, moment)


def _stands_still(case: Case, node: Node) -> bool:
    """Working time stands with the legal clock, but not where the timer measures the pause."""
    host = case.node(node.attached_to) if node.attached_to else node
    return node.event is not None and node.event.working and not host.stops_clock
