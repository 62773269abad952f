"""Whose turn it is in a trial: each open step and each service that waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.deadlines.marks import TimeState
from engine.definitions.organisation.roles import APPLICANT
from engine.definitions.service_kinds import Port, services
from engine.l10n.text import _
from engine.trial.view import Service, TrialState, TrialStep


@dataclass(frozen=True, slots=True)
class Turn:
    """One of the things that wait for the player; exactly one of `step` and `service` is there.

    `key` names it within the page's address, `who` is as whom the player acts.
    """

    key: str
    name: str
    who: str
    due: datetime | None = None
    step: TrialStep | None = None
    service: Service | None = None
    ports: tuple[Port, ...] = ()

    @property
    def of_applicant(self) -> bool:
        """Whether the one-stop records here what the applicant brings."""
        return self.step is not None and self.step.role == APPLICANT


def turns_of(state: TrialState) -> tuple[Turn, ...]:
    """Steps first, in order of opening."""
    return (*map(_step, state.steps), *map(_service, state.services))


def _step(step: TrialStep) -> Turn:
    paused = step.task.time.state is TimeState.PAUSED
    who = _("Người nộp (một cửa ghi nhận)") if step.role == APPLICANT else step.by
    due = None if paused else step.task.time.due_at
    return Turn(_key(step.node, step.instance), step.task.name, who, due, step=step)


def _service(service: Service) -> Turn:
    kind = services().kinds.get(service.kind)
    key = _key(service.node, service.instance)
    who = _("Hệ thống: %(kind)s", kind=service.kind_name)
    return Turn(key, service.name, who, service=service, ports=kind.outputs if kind else ())


def _key(node: str, instance: int) -> str:
    return f"{node}.{instance}" if instance else node
