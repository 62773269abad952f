"""Findings that only the whole of the content can show.

6xx: what is judged across files, and what playing the token game over a diagram finds. (5xx are
what the workflow could not run.) What each code means stands in engine.review.explanations.
"""

from __future__ import annotations

from engine.errors import Finding, Severity


def finding(code: str, file: str, line: int, element: str, message: str) -> Finding:
    """Make a finding whose severity follows from its code."""
    severity = Severity.ERROR if code.startswith("E") else Severity.WARNING
    return Finding(file, line, severity, code, element, message)
