"""A play: how one dossier is opened and which acts follow, and what is expected of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from engine.definitions.status import Channel, Status
from sla.outcome import Outcome


class ActKind(StrEnum):
    """What a player can do; the word is the key of the act in a scenario file."""

    DO = "do"  # complete a step
    CLAIM = "claim"  # take a step without completing it
    SERVICE = "service"  # answer a service task
    MESSAGE = "message"  # another system tells the dossier something
    WITHDRAW = "withdraw"  # the applicant withdraws
    WAIT = "wait"  # nobody acts, time passes


@dataclass(frozen=True, slots=True)
class PaperIn:
    """A paper that is handed in; `kind` is one of PAPER_KINDS."""

    id: str
    kind: str = "copy"
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Opening:
    """How the dossier comes in.

    `values` are those of the procedure's own form, `first` those of its first step, which is done
    at once: the desk decides with receiving. Nobody decides yet about what comes online, nor where
    an internal dossier has no `first`. An internal one has neither applicant nor papers, but a
    `subject`, whoever is its `requester`, and the `unit` that opens it where several could.
    """

    at: datetime
    applicant: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    first: Mapping[str, object] | None = None
    papers: tuple[PaperIn, ...] = ()
    channel: Channel = Channel.DESK
    case: str = ""
    subject: str = ""
    requester: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PlayAct:
    """One act of a player.

    `target` is the element (`do`, `claim`, `service`), the message, or the reason (`withdraw`);
    empty for `wait`. Before the act the clock is moved by `after`, a limit's text, or to `at`.
    `role` is as whom a step is done, empty for whoever should; `instance` which one of a repeated
    step, from 1, 0 for the oldest. `error` is a service's error of the procedure instead of an
    answer, `exception` why supplements are asked for a third time.
    """

    kind: ActKind
    target: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    after: str = ""
    at: datetime | None = None
    role: str = ""
    instance: int = 0
    error: str = ""
    exception: str = ""


@dataclass(frozen=True, slots=True)
class Play:
    """A dossier from its opening on."""

    procedure: str
    opening: Opening
    acts: tuple[PlayAct, ...] = ()

    def then(self, act: PlayAct) -> Play:
        """The play with one act more."""
        return replace(self, acts=(*self.acts, act))

    def undone(self) -> Play:
        """The play without its last act; one without acts stays as it is."""
        return replace(self, acts=self.acts[:-1])


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold after an act; only what stands in `lines` is expected.

    `lines` has the line of every key that the file gives. `due` is None where no limit runs.
    `alerts` are the rules that spoke with this act, at the end of a scenario all that ever spoke.
    """

    lines: Mapping[str, int] = field(default_factory=dict)
    status: Status | None = None
    at: tuple[str, ...] = ()
    due: datetime | None = None
    outcome: Outcome | None = None
    variables: Mapping[str, object] = field(default_factory=dict)
    alerts: tuple[str, ...] = ()
    refused: str = ""

    def expects(self, key: str) -> bool:
        """Whether the file says anything about this."""
        return key in self.lines


@dataclass(frozen=True, slots=True)
class Scenario:
    """A play with what is expected of it, as one file holds it.

    `expected` belongs to the opening (first) and to each act, None where nothing is expected;
    `at_end` to the whole. `lines` are those of the opening and of each act.
    """

    title: str
    play: Play
    expected: tuple[Expectation | None, ...]
    at_end: Expectation | None = None
    file: str = ""
    line: int = 1
    lines: tuple[int, ...] = ()
