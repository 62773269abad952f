"""The names that exist in a content, those in files with errors too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.definitions.content import Content, read_bytes
from engine.review.checks.references import ContentNames

_IDS = re.compile(rb"""["']?\bid["']?\s*[:=]\s*["']([^"'<>\s]{1,200})["']""")


def names_of(content: Content) -> ContentNames:
    """Gather what can be referred to."""
    return ContentNames(
        forms=content.forms.keys(),
        diagrams=content.diagrams.keys(),
        roles=content.roles.keys(),
        decisions=content.decisions.keys(),
        broken=frozenset(i for name in content.broken_files for i in _found(content, name, _IDS)),
    )


def _found(content: Content, name: str, pattern: re.Pattern[bytes]) -> Iterator[str]:
    data = content.given.get(name)
    try:
        text = read_bytes(content.root / name) if data is None else data
    except OSError:
        return
    for match in pattern.finditer(text):
        yield match.group(1).decode(errors="replace")
