"""Dossiers of the release before: read, put into the shapes of this one, written; by the batch."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.errors import BadState
from engine.services.incidents import UNREADABLE
from engine.storage import Transaction
from engine.storage.dossiers import journal
from engine.storage.upgrade import before, carried
from engine.storage.upgrade.before import DossierBefore, MoveBefore
from engine.storage.upgrade.carried import CarriedHead, CarriedMove, NewIncident
from engine.upgrade.old_answers import OldAnswers
from engine.upgrade.old_moves import kept_anew
from engine.upgrade.old_parties import parties_of
from engine.upgrade.old_versions import OldVersions
from engine.upgrade.report import UpgradeProblem, UpgradeReport
from engine.workflow.fold import marks_of
from engine.workflow.seal import StateKey, reseal, unseal
from sla.limits import BadLimit, Limit, parse_limit


def read_limits(texts: Collection[str]) -> tuple[Mapping[str, Limit], frozenset[str]]:
    """The limits that the texts name, and the texts that name none."""
    known: dict[str, Limit] = {}
    for words in texts:
        try:
            known[words] = parse_limit(words)
        except BadLimit:
            continue
    return known, frozenset(texts) - known.keys()


@dataclass(frozen=True, slots=True)
class DossierBatch:
    """Some dossiers within one transaction. `unreadable` are limits that are none."""

    tx: Transaction
    key: bytes
    limits: Mapping[str, Limit]
    unreadable: frozenset[str]
    at: datetime
    report: UpgradeReport
    _faults: dict[int, BadState] = field(default_factory=dict)  # by dossier

    def carry(self, after: int, most: int) -> int:
        """Carry the next ones over, by id; the last one's id, 0 where none was left."""
        tx, dossiers = self.tx, before.batch(self.tx, after, most)
        if not dossiers:
            return 0
        tasks = before.open_tasks(tx, [each.id for each in dossiers])
        heads = {each.id: self._head(each, tasks[each.id]) for each in dossiers}
        by_id = {each.id: each for each in dossiers}
        self._answers(dossiers)
        carried.parties(
            tx, [(each.id, party) for each in dossiers for party in parties_of(tx, each)]
        )
        carried.limits(tx, list(by_id), self.limits)
        moves = before.moves_of(tx, list(by_id))
        carried.moves(tx, [self._move(by_id[m.dossier_id], heads[m.dossier_id], m) for m in moves])
        carried.incidents(tx, list(self._incidents(by_id)))
        carried.heads(tx, [(head, journal.mac(self.key, head)) for head in heads.values()])
        self.report.dossiers += len(dossiers)
        return dossiers[-1].id

    def _head(self, dossier: DossierBefore, tasks: Collection[str]) -> CarriedHead:
        """The row counted one revision further than the newest number of the journal."""
        revision = max(1, dossier.revision - 1)
        try:
            state = _sealed(dossier, StateKey(self.key, dossier.code, revision), tasks)
        except BadState as error:
            state, self._faults[dossier.id] = dossier.state, error
            self.report.note(UpgradeProblem.STATE, dossier.code)
        return CarriedHead(
            id=dossier.id,
            code=dossier.code,
            limit=self.limits.get(dossier.limit_text),
            revision=revision,
            journal_head=dossier.journal_head,
            state=state,
            state_revision=revision,
        )

    def _answers(self, dossiers: Sequence[DossierBefore]) -> None:
        versions = OldVersions(self.tx, self.report)
        rows = before.journal_of(self.tx, [each.id for each in dossiers])
        found = [
            (each.id, row)
            for each in dossiers
            for row in OldAnswers(each, versions).rows(rows[each.id])
        ]
        carried.answers(self.tx, found)
        self.report.answers += len(found)

    def _move(self, dossier: DossierBefore, head: CarriedHead, move: MoveBefore) -> CarriedMove:
        """What is not read stays as it is, and no state is the one that such a move wrote."""
        kept = kept_anew(move.before, self.key, dossier.code, self.limits)
        wrote = hashlib.sha256(dossier.state).hexdigest() == move.after
        if kept is None:
            self.report.note(UpgradeProblem.UNDO, dossier.code)
        after = head.state_revision if wrote and kept is not None else 0
        return CarriedMove(move.move_id, dossier.id, kept or move.before, after)

    def _incidents(self, dossiers: Mapping[int, DossierBefore]) -> Iterator[NewIncident]:
        for number, error in self._faults.items():
            yield NewIncident(number, UNREADABLE, error.code, str(error), self.at)
        for number, words in self._bad_limits(dossiers):
            yield NewIncident(number, UpgradeProblem.LIMIT, UpgradeProblem.LIMIT, words, self.at)

    def _bad_limits(self, dossiers: Mapping[int, DossierBefore]) -> Sequence[tuple[int, str]]:
        own = {(each.id, each.limit_text) for each in dossiers.values()}
        found = {pair for pair in own if pair[1] in self.unreadable}
        found |= set(before.limits_among(self.tx, list(dossiers), self.unreadable))
        return sorted(found)


def _sealed(dossier: DossierBefore, key: StateKey, tasks: Collection[str]) -> bytes:
    """The state as its own. Raises BadState.

    Its old seal covered neither dossier nor revision: another's is known by the code within it, an
    older one by an open step that it does not know.
    """
    state = reseal(dossier.state, key)
    code, known = marks_of(unseal(state, key))
    if code not in ("", dossier.code) or not known.issuperset(tasks):
        raise BadState("forged", f"The stored state of {dossier.code} is another's, or an old one.")
    return state
