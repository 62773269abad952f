"""Findings about an upload as such (95x), before what is in its files is judged."""

from __future__ import annotations

from engine.definitions.text.finding_text import AnyText
from engine.definitions.text.report import finding
from engine.errors import Finding


def upload_finding(code: str, name: str, text: AnyText) -> Finding:
    """A finding about one file of an upload."""
    return finding(code, name, 1, "", f"{name}: " + text)
