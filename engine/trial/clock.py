"""The clock of a sandbox: what happens by itself on the way to a later moment, in its order."""

from __future__ import annotations

from datetime import datetime

from engine.alerts.sweep import sweep_alerts
from engine.definitions.scenarios.play import PlayAct
from engine.dossiers.closing import NOT_CLOSED, close_unanswered
from engine.errors import MotcuaError, Refused
from engine.services.answers import fire_timer
from engine.storage.dossiers import moments, pauses, timers
from engine.trial.sandbox import Sandbox
from sla.due import due
from sla.errors import SlaError
from sla.limits import parse_limit

MOST_MOMENTS = 2000
"""A wait in which more happens is a loop, or nobody would read what came of it."""
MOST_IN_ALL = 2 * MOST_MOMENTS
"""Of a whole trial, because it is played again from its beginning wherever it is not kept."""
_BATCH = 100


def later(sandbox: Sandbox, text: str) -> datetime:
    """The moment after a limit's text from now: `2 working hours`, `3 ngày làm việc`.

    Raises BadLimit or OutsideCalendar.
    """
    return due(sandbox.calendar, sandbox.now, parse_limit(text)).at


def move_for(sandbox: Sandbox, act: PlayAct) -> None:
    """Let time pass as an act says. Raises as `later` and `move_to` do."""
    if act.at is not None:
        move_to(sandbox, act.at)
    elif act.after:
        move_to(sandbox, later(sandbox, act.after))


def move_to(sandbox: Sandbox, at: datetime) -> None:
    """Let time pass: timers fire, dossiers are given up and alerts are made, each at its moment.

    Raises Refused when the moment is past, or when too much would happen until then.
    """
    if at < sandbox.now:
        message = f"The clock stands at {sandbox.now.isoformat()} and is not put back."
        raise Refused("clock_back", message, now=sandbox.now)
    for _ in range(MOST_MOMENTS):
        with sandbox.installation.store.read() as tx:
            moment = moments.next_after(tx, sandbox.now)
        if moment is None or moment > at:
            sandbox.now = at
            return
        sandbox.now = moment
        sandbox.moments += 1
        if sandbox.moments > MOST_IN_ALL:
            break
        settle(sandbox)
    message = f"More than {MOST_MOMENTS} things would happen until {at.isoformat()}."
    raise Refused("too_many_moments", message, most=MOST_MOMENTS)


def settle(sandbox: Sandbox) -> None:
    """Do everything that is due at the present moment, as the scheduler's round does."""
    _fire(sandbox)
    _give_up(sandbox)
    sandbox.staff_steps()
    sweep_alerts(sandbox.installation, at=sandbox.now)


def _fire(sandbox: Sandbox) -> None:
    seen: set[tuple[int, datetime]] = set()
    while True:
        with sandbox.installation.store.read() as tx:
            due_now = timers.due(tx, sandbox.now, _BATCH + len(seen))
        batch = [t for t in due_now if (t.id, t.due_at) not in seen]
        if not batch:
            return
        for timer in batch:
            seen.add((timer.id, timer.due_at))
            try:
                fire_timer(sandbox.installation, timer, at=timer.due_at)
            except (MotcuaError, SlaError) as error:
                sandbox.faults[timer.node] = str(error)
        if len(seen) > MOST_MOMENTS:
            message = f"More than {MOST_MOMENTS} timers are due at once."
            raise Refused("too_many_moments", message, most=MOST_MOMENTS)


def _give_up(sandbox: Sandbox) -> None:
    with sandbox.installation.store.read() as tx:
        found = pauses.unanswered(tx, sandbox.now, NOT_CLOSED, _BATCH)
    for _, dossier_id in found:
        try:
            close_unanswered(sandbox.installation, dossier_id, at=sandbox.now)
        except (MotcuaError, SlaError) as error:
            sandbox.faults[NOT_CLOSED] = str(error)
