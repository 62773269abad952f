"""Judging dossiers by the batch: loaded together, each judged on its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engine.dossiers.open_dossier import OpenDossier, reopen
from engine.errors import BadState
from engine.installation import Installation
from engine.instance_migration.reasons import Reason
from engine.instance_migration.route import MoveJudgement, Route
from engine.procedures.version import load_version
from engine.storage import Transaction
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.instance_migration import move_items


@dataclass(slots=True)
class Judge:
    """The routes into one version, each made when it is first asked for."""

    installation: Installation
    target_id: int
    mapping: Mapping[str, str]
    routes: dict[int, Route] = field(default_factory=dict)

    def judge(self, tx: Transaction, row: DossierRow, answered: frozenset[str]) -> MoveJudgement:
        """Judge one dossier as it is stored. Nothing is written."""
        return self.judge_case(tx, row, answered)[1]

    def judge_case(
        self, tx: Transaction, row: DossierRow, answered: frozenset[str]
    ) -> tuple[OpenDossier | None, MoveJudgement]:
        """The same, and the dossier as it is now; None for one that is not read."""
        if row.ended_at is not None:
            return None, MoveJudgement(None, (Reason("ended"),))
        if row.version_id == self.target_id:
            return None, MoveJudgement(None, (Reason("already_there"),))
        route = self._route(tx, row.version_id)
        try:
            case = reopen(self.installation, tx, row)
        except BadState:
            return None, MoveJudgement(None, (Reason("bad_state"),))
        return case, route.judge(case, answered)

    def judge_one(
        self, tx: Transaction, row: DossierRow
    ) -> tuple[OpenDossier | None, MoveJudgement]:
        """The same for one that nothing else is known of."""
        answered = move_items.answered(tx, [row.id]).get(row.id, frozenset())
        return self.judge_case(tx, row, answered)

    def judge_all(
        self, tx: Transaction, ids: Collection[int]
    ) -> dict[int, tuple[int, MoveJudgement]]:
        """Several, by id: the version that each runs on now, and what comes of it."""
        rows, answered = move_items.dossiers_of(tx, ids), move_items.answered(tx, ids)
        return {
            i: (row.version_id, self.judge(tx, row, answered.get(i, frozenset())))
            for i, row in rows.items()
        }

    def _route(self, tx: Transaction, source: int) -> Route:
        if source not in self.routes:
            here, there = load_version(tx, source), load_version(tx, self.target_id)
            self.routes[source] = Route(here, there, self.mapping)
        return self.routes[source]
