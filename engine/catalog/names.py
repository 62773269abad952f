"""The names that exist in a content, those in files with errors too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from engine.catalog.references import Names
from engine.definitions.content import Content, read_bytes

_IDS = re.compile(rb"""["']?\bid["']?\s*[:=]\s*["']([^"'<>\s]{1,200})["']""")


def names_of(content: Content) -> Names:
    """Gather what can be referred to."""
    broken = [content.root / name for name in content.broken_files]
    return Names(
        forms=content.forms.keys(),
        diagrams=content.diagrams.keys(),
        roles=content.roles.keys(),
        decisions=content.decisions.keys(),
        broken=frozenset(i for path in broken for i in _found(path, _IDS)),
    )


def _found(path: Path, pattern: re.Pattern[bytes]) -> Iterator[str]:
    try:
        data = read_bytes(path)
    except OSError:
        return
    for match in pattern.finditer(data):
        yield match.group(1).decode(errors="replace")
