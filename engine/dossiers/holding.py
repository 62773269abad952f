"""Claiming and releasing a step: so that two officers do not work on the same dossier."""

from __future__ import annotations

from datetime import datetime

from engine.access.dossiers import find, find_step
from engine.access.permission import may, refusal, require
from engine.access.table import DO_STEP, RELEASE
from engine.accounts import Person
from engine.accounts.security_log import note
from engine.dossiers.open_dossier import Act, note_act
from engine.errors import Conflict, Forbidden
from engine.installation import Installation
from engine.journal.events import Claimed, Released
from engine.storage.dossiers import steps


def claim(
    installation: Installation,
    who: Person,
    code: str,
    task_id: str,
    *,
    at: datetime,
    address: str = "",
) -> None:
    """Take an open step of one's role. Raises Conflict when somebody was first."""
    with installation.store.begin() as tx:
        row, step = find_step(installation, tx, who, code, task_id)
        require(installation, who, DO_STEP, step)
        if step.assignee == who.id:
            return
        if not steps.claim(tx, step.id, who.id, at):
            raise Conflict("step_held", f'Step "{step.name}" is held by another.', step=step.name)
        event = Claimed(task=step.task_id, node=step.node)
        note_act(installation, tx, row, Act(who, at, address), event)


def release(
    installation: Installation,
    who: Person,
    code: str,
    task_id: str,
    *,
    at: datetime,
    address: str = "",
) -> None:
    """Give a held step back to its role. Raises Forbidden when another holds it."""
    with installation.store.begin() as tx:
        row, step = find_step(installation, tx, who, code, task_id)
        require(installation, who, DO_STEP, step)
        require(installation, who, RELEASE, step)
        if not steps.release(tx, step.id, who.id):
            raise refusal(who, RELEASE, step)
        event = Released(task=step.task_id, node=step.node)
        note_act(installation, tx, row, Act(who, at, address), event)


def note_view(
    installation: Installation, who: Person, code: str, *, at: datetime, address: str = ""
) -> None:
    """Note who opens a dossier, in the security log; steps of their role are no longer "fresh".

    No journal row: nothing about the dossier changes, only how the inbox shows it. Raises as
    `find` does, and notes that too.
    """
    place = {"account": who.username, "kind": who.kind, "address": address, "object": code}
    with installation.store.read() as tx:
        try:
            row = find(installation, tx, who, code)
        except Forbidden as error:
            note("view_dossier", "refused", at, reason=error.code, **place)
            raise
        note("view_dossier", "done", at, **place)
        mine = [s for s in steps.open_of(tx, row.id) if may(installation, who, DO_STEP, s)]
    fresh = [s.id for s in mine if s.seen_at is None]
    if fresh:  # most views write nothing, and then ask for no writer's turn
        with installation.store.begin() as tx:
            for step_id in fresh:
                steps.see(tx, step_id, at)
