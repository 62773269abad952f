"""What a proposed timetable would move, counted by the batch before anybody decides."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from engine.deadlines.stopwatches import past_pauses
from engine.errors import NotFound
from engine.installation import Installation
from engine.installation.timetable import Timetable, opened, unpacked
from engine.storage import Transaction
from engine.storage.dossiers.pauses import PauseRow
from engine.storage.timetables import recounting, timetables
from engine.storage.timetables.recounting import RunningRow
from engine.storage.timetables.timetables import NewMove, TimetableRow, TimetableState
from engine.timetables.recount import new_due
from engine.timetables.span import span_of
from sla.errors import SlaError

BATCH = 500
LATE, NOT_LATE = "late", "not_late"
log = logging.getLogger(__name__)


def count_preview(installation: Installation, *, batch: int = BATCH) -> bool:
    """Count the next dossiers of the oldest proposal; whether there is more to count.

    A dossier becomes late, or is late no longer, as of the moment the proposal was made. Two at
    once are harmless: a proposal is counted by one at a time.
    """
    with installation.store.begin() as tx:
        row = timetables.counting(tx)
        if row is None:
            return False
        base = timetables.load(tx, row.base_id)
        new = _opened(row.id, row.data)
        old = _opened(base.id, base.data).calendars if base else installation.calendars
        span = span_of(old, new.calendars)
        found = recounting.touched(tx, span, row.cursor, batch) if span else ()
        _note(tx, installation, new, row, found)
        done = len(found) < batch
        cursor = found[-1].id if found else row.cursor
        state = TimetableState.COUNTED if done else TimetableState.PROPOSED
        timetables.advance(tx, row, cursor, row.counted + len(found), state)
        return not done or timetables.is_counting(tx)


@lru_cache(maxsize=4)
def _opened(timetable_id: int, data: bytes) -> Timetable:
    return opened(timetable_id, unpacked(data))


def _note(
    tx: Transaction,
    installation: Installation,
    new: Timetable,
    proposal: TimetableRow,
    rows: Sequence[RunningRow],
) -> None:
    pauses = recounting.pauses_of(tx, [row.id for row in rows])
    moves = (_move(installation, new, proposal, row, pauses.get(row.id, ())) for row in rows)
    timetables.add_moves(tx, [move for move in moves if move])


def _move(
    installation: Installation,
    new: Timetable,
    proposal: TimetableRow,
    row: RunningRow,
    pauses: Sequence[PauseRow],
) -> NewMove | None:
    try:
        found = new_due(installation, new.calendars.get(row.hours), row, past_pauses(pauses))
    except (SlaError, NotFound) as error:
        log.error("dossier %s cannot be counted by timetable %s: %s", row.id, new.id, error)
        return None
    if found is None or row.due_at is None or found.at == row.due_at:
        return None
    effect = _effect(row.due_at, found.at, row.paused_at or proposal.made_at)
    return NewMove(proposal.id, row.id, row.due_at, found.at, effect)


def _effect(before: datetime, due: datetime, at: datetime) -> str:
    """Whether the move makes it late, or late no longer; a pause is judged by its beginning."""
    was, becomes = before < at, due < at
    if was == becomes:
        return ""
    return LATE if becomes else NOT_LATE
