"""A growing list of findings about one file."""

from __future__ import annotations

from engine.errors import BrokenContent, Finding, Severity


class FindingList:
    """Collects findings, so that a reader goes on after the first and reports all."""

    def __init__(self, file: str) -> None:
        """`file` is how findings name the file."""
        self.file = file
        self._findings: list[Finding] = []

    def add(self, code: str, line: int, element: str, message: str) -> None:
        """Note a finding; its code says whether it is an error (E…) or a warning (W…)."""
        severity = Severity.ERROR if code.startswith("E") else Severity.WARNING
        self._findings.append(Finding(self.file, line, severity, code, element, message))

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


def broken(file: str, code: str, line: int, message: str, element: str = "") -> BrokenContent:
    """Return the error of a file that cannot be read any further."""
    report = FindingList(file)
    report.add(code, line, element, message)
    return BrokenContent(report.findings)
