"""What an act led to: how the dossier, its steps, timers and pauses stand after it.

Fields that say nothing are left out of the journal. Moments are in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer

from engine.definitions.status import Status
from sla.limits import Limit
from sla.outcome import Outcome

Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(UTC).isoformat().replace("+00:00", "Z")),
]
"""A moment that is written in UTC, whatever zone it came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """An open step as the act leaves it."""

    task: str
    node: str
    role: str
    unit: str
    kind: str = "user"
    status: Status = Status.IN_PROGRESS
    limit: Limit | None = None
    runs_in_pause: bool = False
    due: Moment | None = None
    assignee: int | None = None
    claimed: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """A timer that the act set, or set anew."""

    task: str
    node: str
    limit: Limit | None = None
    runs_in_pause: bool = True
    due: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """All of it. Steps and timers are named by the ids of their tasks."""

    path: tuple[str, ...] = ()  # nodes of the diagram that were passed
    status: Status | None = None  # where it is another than before
    clock_stopped: bool | None = None
    received: bool = False  # the legal limit starts with the act
    resolved: bool = False
    ended: bool = False
    outcome: Outcome | None = None
    due: Moment | None = None  # of the dossier, where it is another than before
    reappointed: Moment | None = None
    opened: tuple[StepState, ...] = ()
    cancelled: tuple[str, ...] = ()
    timers: tuple[SetTimer, ...] = ()
    moved: Mapping[str, Moment] = field(default_factory=dict)  # steps and timers: due moments
    paused: Status | None = None  # why the clock stands still from the act on
    closes: Moment | None = None  # when that pause is given up
    resumed: Moment | None = None  # end of the pause
    supplement: int = 0  # number of the request that was made
    exception: str = ""  # why there is one more than the law's two
    answered: bool = False  # what was requested has come
