"""Going on with a batch, some dossiers at a time: in the request, or by the scheduler.

Any number may work on the same batch: whoever comes second finds a dossier settled already.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.accounts.identity import person_of
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, reopen, row_by_id
from engine.errors import Conflict, MotcuaError
from engine.installation import Installation
from engine.instance_migration.carrying import carry
from engine.instance_migration.judging import Judge
from engine.instance_migration.reasons import Reason, as_fields
from engine.instance_migration.route import MoveJudgement
from engine.instance_migration.snapshot import Kept
from engine.instance_migration.undo import bring_back, is_as_moved
from engine.procedures.version import load_version
from engine.storage import Transaction
from engine.storage.accounts import users
from engine.storage.instance_migration import move_items, moves
from engine.storage.instance_migration.move_items import Fate, MoveItemRow
from engine.storage.instance_migration.moves import BatchRow, MoveState
from sla.errors import SlaError

FIRST = 200
"""Dossiers that follow at once, within the request; the scheduler takes as many at a time."""
_TRIES = 3
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Pass:
    """One of the three times that a batch is gone through: whom it takes, and what it leads to."""

    takes: Fate
    then: MoveState
    work: Callable[[_Work, tuple[MoveItemRow, ...]], None]


@at_its_moment
def work_batch(installation: Installation, batch: int, *, at: datetime, most: int = FIRST) -> bool:
    """Go on with a batch; whether there is more to do. The moment is that of the acts it does."""
    with installation.store.read() as tx:
        row = moves.load(tx, batch)
        here = _PASSES.get(MoveState(row.state)) if row is not None else None
        if row is None or here is None:
            return False
        found = move_items.items(tx, batch, here.takes, row.cursor, most)
        work = _Work(installation, row, at, _actor(tx, row, at))
    here.work(work, found)
    done = len(found) < most
    cursor = found[-1].dossier_id if found else row.cursor
    with installation.store.begin() as tx:
        state = here.then if done else MoveState(row.state)
        moves.progress(tx, row, cursor, len(found), state)
    return not done


def _actor(tx: Transaction, row: BatchRow, at: datetime) -> Act:
    user_id = row.undone_by if row.state == MoveState.UNDOING else row.applied_by
    user = users.load(tx, user_id) if user_id is not None else None
    return Act(person_of(tx, user) if user is not None else None, at)


class _Work:
    """One go at a batch."""

    def __init__(self, installation: Installation, row: BatchRow, at: datetime, act: Act) -> None:
        self.installation, self.row, self.at, self.act = installation, row, at, act
        mapping = {old: str(new) for old, new in row.mapping.items()}
        self.judge = Judge(installation, row.to_version_id, mapping)

    def count(self, found: tuple[MoveItemRow, ...]) -> None:
        """Find out of each whether it can go."""
        with self.installation.store.begin() as tx:
            judged = self.judge.judge_all(tx, [item.dossier_id for item in found])
            rows = [_settled(item, *judged[item.dossier_id]) for item in found]
            move_items.settle_all(tx, rows, Fate.LISTED)

    def apply(self, found: tuple[MoveItemRow, ...]) -> None:
        """Move each that can, in a transaction of its own."""
        for item in found:
            self._try(item, self._move)

    def undo(self, found: tuple[MoveItemRow, ...]) -> None:
        """Bring back each that stands as it was moved, in a transaction of its own."""
        for item in found:
            self._try(item, self._bring_back)

    def _try(self, item: MoveItemRow, act: Callable[[Transaction, MoveItemRow], None]) -> None:
        """Do it, once more where somebody else was first; what fails is settled and told."""
        why = Reason("busy")
        for _ in range(_TRIES):
            try:
                with self.installation.store.begin() as tx:
                    act(tx, item)
                return
            except Conflict:
                continue
            except (SlaError, MotcuaError) as error:
                log.warning("dossier %s of move %s: %s", item.dossier_id, item.move_id, error)
                why = Reason("uncounted", other=str(error))
                break
        fate = Fate.CANNOT if item.state == Fate.CAN else Fate.KEPT
        with self.installation.store.begin() as tx:
            move_items.settle(tx, _refused(item, fate, why), Fate(item.state))

    def _move(self, tx: Transaction, item: MoveItemRow) -> None:
        row = row_by_id(tx, item.dossier_id)
        case, judged = self.judge.judge_one(tx, row)
        if case is None or judged.case is None:
            move_items.settle(tx, _settled(item, row.version_id, judged), Fate.CAN)
            return
        before, after = carry(case, judged.case, self.act, item.move_id, self.row.note)
        new = replace(_settled(item, row.version_id, judged), state=Fate.MOVED.value)
        if not move_items.settle_moved(tx, new, Fate.CAN, before, after):
            raise Conflict("dossier_changed", f"Dossier {row.code} was moved meanwhile.")

    def _bring_back(self, tx: Transaction, item: MoveItemRow) -> None:
        row = row_by_id(tx, item.dossier_id)
        if not move_items.settle(tx, replace(item, state=Fate.UNDONE.value), Fate.MOVED):
            return
        kept = move_items.before(tx, item.move_id, item.dossier_id)
        if kept is None or not is_as_moved(row, self.row.to_version_id, kept[1]):
            since = _refused(item, Fate.KEPT, Reason("acted_since"))
            move_items.settle(tx, since, Fate.UNDONE)
            return
        case = reopen(self.installation, tx, row)
        source = load_version(tx, item.from_version_id)
        was = Kept.unpacked(kept[0])
        bring_back(case, source, was, self.act, item.move_id, self.row.note)


def _settled(item: MoveItemRow, version: int, judged: MoveJudgement) -> MoveItemRow:
    fate = Fate.CAN if judged.case is not None else Fate.CANNOT
    reason = judged.reasons[0].code if judged.reasons else ""
    fields = as_fields(judged.reasons, judged.warnings)
    return replace(item, from_version_id=version, state=fate.value, reason=reason, fields=fields)


def _refused(item: MoveItemRow, fate: Fate, why: Reason) -> MoveItemRow:
    return replace(item, state=fate.value, reason=why.code, fields=as_fields([why]))


_PASSES: Mapping[MoveState, _Pass] = {
    MoveState.PROPOSED: _Pass(Fate.LISTED, MoveState.COUNTED, _Work.count),
    MoveState.APPLYING: _Pass(Fate.CAN, MoveState.APPLIED, _Work.apply),
    MoveState.UNDOING: _Pass(Fate.MOVED, MoveState.UNDONE, _Work.undo),
}
