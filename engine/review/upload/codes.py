"""Findings about an upload as such (95x), before what is in its files is judged."""

from __future__ import annotations

from engine.errors import Finding, Severity


def told(code: str, name: str, text: str) -> Finding:
    """A finding about one file of an upload. Its code says whether it is an error."""
    severity = Severity.ERROR if code.startswith("E") else Severity.WARNING
    return Finding(name, 1, severity, code, "", f"{name}: {text}")
