"""The few kinds of error that the engine raises.

Each carries a stable `code` and its fields; the edge (web page, command line) turns them into a
status and a sentence. `str(error)` is an English sentence for logs and the command line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class MotcuaError(Exception):
    """Root of all errors that a person can cause or mend."""

    def __init__(self, code: str, message: str, **fields: object) -> None:
        super().__init__(message)
        self.code = code
        self.fields = fields


class NotFound(MotcuaError):
    """There is no such thing, or this person may not know of it."""


class Forbidden(MotcuaError):
    """The person may not do that."""


class Conflict(MotcuaError):
    """Somebody was first, or the dossier is no longer where the request thinks it is."""


class Refused(MotcuaError):
    """A rule of law or of the procedure forbids the act in this state."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that a person must correct.

    `code` names the rule (`required`, `unknown`, `type`, `min`, …); `label` is the field's own
    label in the form, so that the sentence can say it again.
    """

    key: str
    code: str
    label: str
    limit: object = None


class Invalid(MotcuaError):
    """What was typed breaks the form's rules; nothing was saved."""

    def __init__(self, problems: Iterable[FieldProblem]) -> None:
        self.problems = tuple(problems)
        keys = ", ".join(f"{p.key} ({p.code})" for p in self.problems)
        super().__init__("invalid", f"The form has problems: {keys}.")


class Severity(StrEnum):
    """Errors stop a deployment, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One located remark on content: where, how bad, what, and what to do about it.

    `message` is the sentence in English; the fields after it are what the sentence names, so that
    it can be composed in another language. Two findings with one message are one.
    """

    file: str
    line: int
    severity: Severity
    code: str
    element: str
    message: str
    name: str = field(default="", compare=False)  # of the thing that it is about
    values: tuple[str, ...] = field(default=(), compare=False)
    suggestion: str = field(default="", compare=False)
    known: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.message}"

    def as_json(self) -> dict[str, str | int]:
        """Return it as commands print it in JSON."""
        return {
            "file": self.file,
            "line": self.line,
            "severity": self.severity.value,
            "code": self.code,
            "element": self.element,
            "message": self.message,
        }


class BrokenContent(MotcuaError):
    """Content with errors was to be used; carries all findings, not only the first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("broken_content", "\n".join(map(str, self.findings)))


class BadState(MotcuaError):
    """A stored state is forged, cut, or of a format that is not read."""


class BadExpression(MotcuaError):
    """A FEEL expression does not parse, fails, or exceeds its time or memory."""
