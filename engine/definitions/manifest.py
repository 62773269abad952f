"""A manifest: what an official decision publishes as one field of an agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.errors import Finding
from sla.limits import Limit


class ServiceLevel(StrEnum):
    """How much of a procedure can be done online."""

    FULL = "full"  # toàn trình
    PARTIAL = "partial"  # một phần
    INFORMATION = "information"  # cung cấp thông tin


class PauseRule(StrEnum):
    """What a pause does to the time limit."""

    RESUME = "resume"  # what remained goes on after the pause
    RESTART = "restart"  # the whole limit runs anew


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier; `reuse` names result codes that can stand in its place."""

    id: str
    name: str
    copies: int = 1
    form: str = ""
    blank: str = ""
    reuse: tuple[str, ...] = ()
    required: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What the applicant receives in the end."""

    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The document that published it."""

    document: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure with the defaults of its file filled in; what is not known is empty."""

    code: str
    name: str
    agency: str
    field: str
    file: str
    line: int
    service_level: ServiceLevel | None = None
    diagram: str = ""
    time_limit: Limit | None = None
    time_limit_text: str = ""
    form: str = ""
    papers: tuple[Paper, ...] = ()
    result: Result = Result()
    units: Mapping[str, str] = field(default_factory=dict)  # role → unit
    pause_policy: PauseRule = PauseRule.RESUME
    fee: str = ""
    source: Source = Source()
    key_lines: Mapping[str, int] = field(default_factory=dict)  # YAML key → line, for findings

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys that filing needs and that are not known."""
        needed = {"diagram": self.diagram, "time_limit": self.time_limit, "form": self.form}
        return tuple(key for key, value in needed.items() if not value)

    @property
    def fileable(self) -> bool:
        """Whether a dossier can be opened; else the procedure is information only."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Manifest:
    """One file."""

    agency: str
    field: str
    procedures: tuple[Procedure, ...]
    file: str


def read_manifest(data: bytes, file: str) -> tuple[Manifest | None, list[Finding]]:
    raise NotImplementedError
