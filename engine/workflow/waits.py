"""What a dossier waits for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WaitKind(StrEnum):
    """Who or what ends the wait."""

    USER = "user"  # a person, by Run.complete
    SERVICE = "service"  # a worker, by Run.complete or Run.fail
    TIMER = "timer"  # the clock, by Run.fire
    MESSAGE = "message"  # Run.deliver
    SIGNAL = "signal"  # a throw event of the dossier, or Run.signal


@dataclass(frozen=True, slots=True)
class Wait:
    """One open wait.

    `task_id` is unique within the dossier and never given twice. `node` is the waiting node: for
    a boundary event its own id, for an event sub-process the id of its start event. `loop_index`
    counts from 0 within a multi-instance node. `local` are the variables of this wait alone
    (input mappings, the element of a multi-instance).
    """

    task_id: str
    node: str
    kind: WaitKind
    name: str
    message: str = ""
    loop_index: int | None = None
    service: str = ""
    attached_to: str = ""  # boundary events: the node they sit on
    process: str = ""  # id of the diagram that the node belongs to
