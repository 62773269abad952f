"""From one version to another: whether a dossier can go, and why it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from engine.definitions.status import Milestone
from engine.dossiers.assigning import holder_of
from engine.dossiers.open_dossier import OpenDossier
from engine.errors import MotcuaError
from engine.instance_migration.law import legal_reasons, lost_milestones
from engine.instance_migration.reasons import Reason
from engine.procedures.reachability.milestones import remaining_milestones
from engine.procedures.reachability.variables import (
    RemainingFlow,
    Use,
    answered_keys,
    application_keys,
    given_anywhere,
)
from engine.procedures.version import Version
from engine.review.soundness.completion import waits_for_ever
from engine.workflow.move import Token, move, tokens
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec
from engine.workflow.waits import WaitKind


@dataclass(frozen=True, slots=True)
class MoveJudgement:
    """Whether a dossier can go: `case` is how it would stand, None where `reasons` say why not.

    `warnings` are keys of forms that the new version no longer has.
    """

    case: OpenDossier | None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


class Route:
    """Judges dossiers that go from one version to another; what they have in common, once."""

    def __init__(self, source: Version, target: Version, mapping: Mapping[str, str]) -> None:
        self.source, self.target, self.mapping = source, target, mapping
        self.spec = compile_spec(target.diagram, target.diagrams, target.decisions)
        self._redrawn = {k: d.digest for k, d in source.diagrams.items()} != {
            k: d.digest for k, d in target.diagrams.items()
        }
        self._given = given_anywhere(target)
        self._stuck: dict[tuple[Token, ...], tuple[str, ...]] = {}
        self._flows: dict[tuple[int, tuple[Token, ...]], RemainingFlow] = {}
        self._milestones: dict[tuple[int, tuple[Token, ...]], frozenset[Milestone]] = {}

    def judge(self, case: OpenDossier, answered: frozenset[str]) -> MoveJudgement:
        """Judge a dossier under the old version; `answered` are the nodes of completed steps.

        Nothing is written, and the case given stays as it is.
        """
        if case.row.ended_at is not None:
            return MoveJudgement(None, (Reason("ended"),))
        moved = move(case.run, self.spec, self.mapping)
        if moved.run is None:
            return MoveJudgement(None, tuple(Reason(**asdict(o)) for o in moved.obstacles))
        there = replace(case, version=self.target, run=moved.run)
        keys = application_keys(self.source) | answered_keys(self.source, answered)
        reasons = tuple(self._reasons(case, there, keys))
        warnings = tuple(self._vanished(case.run, keys))
        return MoveJudgement(None if reasons else there, reasons, warnings)

    def _reasons(
        self, case: OpenDossier, there: OpenDossier, keys: frozenset[str]
    ) -> Iterator[Reason]:
        for name in self._waiting_for_ever(tokens(there.run)):
            yield Reason("stuck", name=name)
        yield from self._missing(case.run, there.run, keys)
        yield from legal_reasons(case, there)
        coming = self._coming(self.source, case.run), self._coming(self.target, there.run)
        yield from lost_milestones(case.row, *coming)
        yield from _holders(there)

    def _waiting_for_ever(self, at: tuple[Token, ...]) -> tuple[str, ...]:
        """A version was proved sound from its start; a place that no start leads to was not."""
        if not self._redrawn:
            return ()
        if at not in self._stuck:
            self._stuck[at] = tuple(_stuck(self.target, at))
        return self._stuck[at]

    def _missing(self, before: Run, after: Run, keys: frozenset[str]) -> Iterator[Reason]:
        """Variables that steps ahead read, that had to be given before, and that are not there.

        What the old version would miss as much is its own affair.
        """
        has = keys.union(*(_names(before, w.task_id) for w in before.waits()), before.data)
        old, new = self._lacking(self.source, before, has), self._lacking(self.target, after, has)
        for name, use in new.items():
            if name in self._given and name not in old:
                yield Reason("no_value", name=use.at, kind=use.what, other=name)

    def _lacking(self, version: Version, run: Run, has: frozenset[str]) -> Mapping[str, Use]:
        at = tokens(run)
        key = (version.id, at)
        if key not in self._flows:
            self._flows[key] = RemainingFlow(version, [(t.process, t.node) for t in at])
        flow = self._flows[key]
        uses = {name: flow.lacking(name) for name in sorted(flow.used - has)}
        return {name: use for name, use in uses.items() if use is not None}

    def _coming(self, version: Version, run: Run) -> frozenset[Milestone]:
        key = (version.id, tokens(run))
        if key not in self._milestones:
            self._milestones[key] = remaining_milestones(version, [w.node for w in run.waits()])
        return self._milestones[key]

    def _vanished(self, run: Run, keys: frozenset[str]) -> Iterator[Reason]:
        """Keys that were answered and that nothing of the new version knows."""
        for name in sorted((keys & run.data.keys()) - self._given):
            yield Reason("key_gone", other=name)


def _stuck(version: Version, at: tuple[Token, ...]) -> Iterator[str]:
    for process, parent in dict.fromkeys((t.process, t.parent) for t in at):
        here = [(t.node, t.flow) for t in at if (t.process, t.parent) == (process, parent)]
        yield from waits_for_ever(version.diagrams[process], parent or None, here)


def _names(run: Run, task_id: str) -> frozenset[str]:
    return frozenset(run.local(task_id))


def _holders(there: OpenDossier) -> Iterator[Reason]:
    for wait in there.run.waits():
        if wait.kind is not WaitKind.USER:
            continue
        node = there.node(wait.node)
        try:
            holder_of(there, node, wait)
        except MotcuaError as error:
            value = str(error.fields.get("value", ""))
            yield Reason("no_holder", node.id, node.label, node.kind.value, value)
