"""Which of a procedure's cases (Quy trình) a filing is, where a decision table says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.definitions.dmn.decision import Decision
from engine.definitions.manifests.limit_cases import LimitCase
from engine.dossiers.filing import Filing, Problems
from engine.errors import FieldProblem
from engine.procedures.version import Version
from engine.workflow import feel
from engine.workflow.decisions import decide, plan_of


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """The case that a decision gave, and why: by which of its rules, counted from 1."""

    case: LimitCase
    decision: Decision
    rules: tuple[int, ...]

    @property
    def remark(self) -> str:
        """What stands beside the rules in the table."""
        return self.decision.remark(self.rules)


def choose_case(
    version: Version,
    filing: Filing,
    values: Mapping[str, object],
    at: datetime,
    problems: Problems,
) -> tuple[Filing, DecidedCase | None]:
    """The filing with the case that its answers give; as it is where people choose.

    Nobody chooses another: a case that was sent and is not the one is a problem, as are answers
    for which the table has no case. Nothing is decided on answers with problems. Raises Refused
    `decision` where the table fails.
    """
    wanted = version.procedure.case_decision
    if not wanted or problems.found:
        return filing, None
    file = version.decisions[wanted]
    decision = file.decisions[wanted]
    with feel.as_of(at):
        outcome = decide(plan_of(file, decision), {**values, "kenh": filing.channel.value})
    case = _case(version, outcome.value)
    if case is None:
        problems.found.append(FieldProblem("case", "undecided", "Quy trình"))
        return filing, None
    if filing.case not in ("", case.id):
        problems.found.append(FieldProblem("case", "decided", "Quy trình", case.name))
    rules = outcome.hits[decision.id]
    choice = DecidedCase(case, decision, rules)
    return replace(filing, case=case.id), choice


def _case(version: Version, value: object) -> LimitCase | None:
    return version.procedure.case(value) if isinstance(value, str) and value else None
