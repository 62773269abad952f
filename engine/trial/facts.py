"""What holds after an act of a play: what a scenario can expect, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.definitions.bpmn.graph import NodeKind
from engine.definitions.status import Status
from engine.dossiers.open_dossier import OpenDossier
from engine.errors import FieldProblem, Invalid, MotcuaError
from engine.storage.alerts import alerts
from engine.trial.acts import waits_at
from engine.trial.sandbox import Sandbox
from engine.workflow.waits import Wait
from sla.errors import SlaError
from sla.outcome import Outcome


@dataclass(frozen=True, slots=True)
class ActRefusal:
    """Why an act was not done: the error with all that it says, for a page as for a file."""

    code: str
    sentence: str
    problems: tuple[FieldProblem, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    error: Exception | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """A dossier's state after an act. `alerts` are the rules that made alerts with this act.

    `faults` are what should have gone by itself and failed. Before a dossier is opened there is
    no status.
    """

    now: datetime
    status: Status | None = None
    at: tuple[str, ...] = ()
    due: datetime | None = None
    outcome: Outcome | None = None
    variables: Mapping[str, object] = field(default_factory=dict)
    alerts: tuple[str, ...] = ()
    alert_count: int = 0  # alerts made so far, of all acts
    refusal: ActRefusal | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


def refusal_of(error: MotcuaError | SlaError) -> ActRefusal:
    """The error as a value."""
    if isinstance(error, SlaError):
        return ActRefusal(type(error).__name__, str(error), error=error)
    problems = error.problems if isinstance(error, Invalid) else ()
    return ActRefusal(error.code, str(error), problems, error.fields, error)


def facts_of(sandbox: Sandbox, before: ActOutcome | None, refusal: ActRefusal | None) -> ActOutcome:
    """The dossier's state now."""
    if not sandbox.code:
        return ActOutcome(sandbox.now, refusal=refusal)
    with sandbox.installation.store.read() as tx:
        case = sandbox.case(tx)
        made = alerts.of_dossier(tx, case.row.id)
        here = current_waits(case)
    fresh = made[before.alert_count if before else 0 :]
    return ActOutcome(
        now=sandbox.now,
        status=case.row.status,
        at=tuple(dict.fromkeys(wait.node for wait in here)),
        due=case.row.due_at,
        outcome=case.row.outcome,
        variables=case.run.data,
        alerts=tuple(dict.fromkeys(alert.rule for alert in fresh)),
        alert_count=len(made),
        refusal=refusal,
        faults=dict(sandbox.faults),
    )


def current_waits(case: OpenDossier) -> list[Wait]:
    """The waits at which the dossier is, in order: not those that listen beside its way."""
    return [
        wait
        for wait in case.run.waits()
        if waits_at(wait, in_event_sub_process=case.node(wait.node).kind is NodeKind.START)
    ]
