"""One dossier before it goes on under another version: what differs, where it would wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.access.permission import may
from engine.access.table import MIGRATE
from engine.accounts import Person
from engine.errors import NotFound
from engine.installation import Installation
from engine.instance_migration.pages.moves import (
    DossierVersions,
    StepChoice,
    dossier_versions,
    labelled,
    step_choices,
    unmapped,
)
from engine.instance_migration.reasons import Reason
from engine.instance_migration.route import MoveJudgement
from engine.instance_migration.single import preview_one
from engine.procedures.heads import chosen
from engine.procedures.version import load_version
from engine.review.difference.side_by_side import DifferenceView, difference_view
from engine.review.version_lines import VersionLine
from engine.storage.dossiers import dossiers, steps
from engine.workflow.waits import WaitKind


@dataclass(frozen=True, slots=True)
class DossierMove:
    """A dossier and a version to go to.

    `waits` are the steps where it waits now, `then` those where it would, `nodes` their ids in the
    target, whose main diagram is `drawing`. `reasons` say why it cannot go, `unmapped` which of
    its steps a person may map to one of `choices`.
    """

    offer: DossierVersions
    target: VersionLine
    view: DifferenceView
    drawing: bytes
    waits: tuple[str, ...]
    then: tuple[str, ...]
    nodes: tuple[str, ...]
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    unmapped: tuple[StepChoice, ...]
    choices: tuple[StepChoice, ...]

    @property
    def can(self) -> bool:
        """Whether it can go as it stands."""
        return not self.reasons


def move_offer(installation: Installation, who: Person, code: str) -> DossierVersions | None:
    """What the dossier's page offers to whoever may move it; None to all others.

    Also None for one that has ended, and where there is neither another version nor a way back.
    """
    if not may(installation, who, MIGRATE):
        return None
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
    if row is None or not may(installation, who, MIGRATE, row.agency) or row.ended_at is not None:
        return None
    found = dossier_versions(installation, who, code)
    return found if len(found.versions) > 1 else None


def dossier_move(
    installation: Installation,
    who: Person,
    code: str,
    number: int | None,
    mapping: Mapping[str, str],
    *,
    at: datetime,
) -> DossierMove:
    """What moving the dossier would do; to the version in force where none is named.

    Raises NotFound, Forbidden `other_agency` or `not_mover`, Refused `information_only`.
    """
    offer = dossier_versions(installation, who, code)
    target = chosen(offer.versions, number)
    judged = preview_one(installation, who, code, target.number, mapping, at=at)
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
        if row is None:
            raise NotFound("no_dossier", f"There is no dossier {code}.", dossier=code)
        source, there = load_version(tx, row.version_id), load_version(tx, target.id)
        choices = step_choices(tx, target.id)
        after = tuple(_after(judged))
        return DossierMove(
            offer=offer,
            target=target,
            view=difference_view(source, there),
            drawing=there.diagram.xml,
            waits=tuple(step.name for step in steps.open_of(tx, row.id)),
            then=tuple(step.name for step in after),
            nodes=tuple(step.node for step in after),
            reasons=labelled(judged.reasons, source, there),
            warnings=labelled(judged.warnings, source, there),
            unmapped=unmapped(judged.reasons, choices),
            choices=choices,
        )


def _after(judged: MoveJudgement) -> Iterator[StepChoice]:
    """The steps where the dossier would wait for a person, each once."""
    if judged.case is None:
        return
    seen: dict[str, None] = {}
    for wait in judged.case.run.waits():
        if wait.kind is WaitKind.USER and wait.node not in seen:
            seen[wait.node] = None
            node = judged.case.node(wait.node)
            yield StepChoice(node.id, node.label, node.kind)
