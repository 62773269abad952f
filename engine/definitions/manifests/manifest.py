"""A manifest as values: what an official decision publishes as one field of an agency."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.definitions.manifests.limit_cases import LimitCase
from engine.definitions.manifests.papers import Paper
from sla.limits import Limit

PROCEDURE_CODE = re.compile(r"(?=.{4,60}\Z)[0-9A-ZĐ]+(?:[.-][0-9A-ZĐ]+)+")


class ServiceLevel(StrEnum):
    """How much of a procedure can be done online."""

    FULL = "full"  # toàn trình
    PARTIAL = "partial"  # một phần
    INFORMATION = "information"  # cung cấp thông tin


class Portal(StrEnum):
    """Where a procedure is filed online."""

    PROVINCIAL = "provincial"  # the province's portal of public services
    NATIONAL_SINGLE_WINDOW = "national-single-window"  # Vietnam's single window of customs


class PauseRule(StrEnum):
    """What a pause does to the time limit."""

    RESUME = "resume"  # what remained goes on after the pause
    RESTART = "restart"  # the whole limit runs anew


@dataclass(frozen=True, slots=True)
class Result:
    """What the applicant receives in the end."""

    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class LegalSource:
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
    cases: tuple[LimitCase, ...] = ()
    case_decision: str = ""  # id of the decision that gives the case from the application's values
    form: str = ""
    papers: tuple[Paper, ...] = ()
    applicant_required: tuple[str, ...] = ()  # fields of `Applicant` besides the name
    results: tuple[Result, ...] = ()
    units: Mapping[str, str] = dataclasses.field(default_factory=dict)  # role → unit
    pause_policy: PauseRule = PauseRule.RESUME
    fee: str = ""
    source: LegalSource = LegalSource()
    legal_basis: tuple[str, ...] = ()  # the documents that it rests on, as its source cites them
    portal: Portal | None = None
    internal: bool = (
        False  # between offices: no applicant, and a time limit only where one is given
    )
    # YAML key → line, for findings
    key_lines: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @property
    def result(self) -> Result:
        """The result where there is but one kind, else the first of them."""
        return self.results[0] if self.results else Result()

    @property
    def time_limit(self) -> Limit | None:
        """The limit where there is but one case."""
        return self.cases[0].limit if len(self.cases) == 1 else None

    @property
    def time_limit_text(self) -> str:
        """The limit as the manifest writes it, where there is but one case."""
        return self.cases[0].text if len(self.cases) == 1 else ""

    def case(self, case_id: str) -> LimitCase | None:
        """Return the case with this id; the only one needs no id."""
        if len(self.cases) == 1 and not case_id:
            return self.cases[0]
        return next((case for case in self.cases if case.id == case_id), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys that filing needs and that are not known."""
        needed: dict[str, object] = {"diagram": self.diagram}
        if not self.internal:
            needed |= {"time_limit": self.cases, "form": self.form}
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
