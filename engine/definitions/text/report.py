"""A growing list of findings about one file."""

from __future__ import annotations

from engine.definitions.text.finding_text import AnyText, FindingText
from engine.errors import BrokenContent, Finding, Severity


def finding(code: str, file: str, line: int, element: str, message: AnyText) -> Finding:
    """Make a finding; its code says whether it is an error (E…) or a warning (W…)."""
    text = message if isinstance(message, FindingText) else FindingText(message)
    return Finding(
        file=file,
        line=line,
        severity=Severity.ERROR if code.startswith("E") else Severity.WARNING,
        code=code,
        element=element,
        message=text.text,
        name=text.name,
        values=text.values,
        suggestion=text.suggestion,
        known=text.known,
    )


class FindingList:
    """Collects findings, so that a reader goes on after the first and reports all."""

    def __init__(self, file: str) -> None:
        """`file` is how findings name the file."""
        self.file = file
        self._findings: list[Finding] = []

    def add(self, code: str, line: int, element: str, message: AnyText) -> None:
        """Note a finding."""
        self._findings.append(finding(code, self.file, line, element, message))

    def take(self, findings: tuple[Finding, ...]) -> None:
        """Add findings made elsewhere about this file."""
        self._findings.extend(findings)

    @property
    def findings(self) -> list[Finding]:
        """All findings so far, in the order of the file."""
        return sorted(self._findings)

    @property
    def broken(self) -> bool:
        """Whether an error is among them."""
        return any(f.severity is Severity.ERROR for f in self._findings)


def broken(file: str, code: str, line: int, message: AnyText, element: str = "") -> BrokenContent:
    """Return the error of a file that cannot be read any further."""
    return BrokenContent([finding(code, file, line, element, message)])
