"""Every code of a finding explained: what it means, why it matters, how to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.catalog.explained.decisions import DECISIONS
from engine.catalog.explained.diagrams import DIAGRAMS
from engine.catalog.explained.doubts import DOUBTS
from engine.catalog.explained.drawing import DRAWING
from engine.catalog.explained.entry import Entry
from engine.catalog.explained.files import FILES
from engine.catalog.explained.forms import FORMS
from engine.catalog.explained.manifests import MANIFESTS
from engine.catalog.explained.references import REFERENCES
from engine.catalog.explained.running import RUNNING
from engine.catalog.explained.scenarios import SCENARIOS
from engine.catalog.explained.soundness import SOUNDNESS
from engine.catalog.explained.uploads import UPLOADS

ENTRIES: dict[str, Entry] = (
    FILES
    | DIAGRAMS
    | FORMS
    | MANIFESTS
    | RUNNING
    | SOUNDNESS
    | REFERENCES
    | DOUBTS
    | DECISIONS
    | DRAWING
    | SCENARIOS
    | UPLOADS
)
"""Every code that a finding can carry."""

LANGUAGES = ("en", "vi")

_NAMED = re.compile(r'[\w -]+ "([^"]+)"[^:"]*:')


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person needs to mend a finding; the example is an extract of a file, or empty."""

    code: str
    meaning: str
    why: str
    mend: str
    example: str = ""


def explain(code: str, language: str = "en") -> Explanation | None:
    """Return the explanation of a code; None for one that does not exist.

    The language is one of LANGUAGES; in any other the explanation is English.
    """
    entry = ENTRIES.get(code)
    if entry is None:
        return None
    if language == "vi":
        return Explanation(code, entry.meaning_vi, entry.why_vi, entry.mend_vi, entry.example)
    return Explanation(code, entry.meaning, entry.why, entry.mend, entry.example)


def in_short(code: str, language: str = "en", name: str = "") -> str:
    """Say in a few words what a code means, of the element of that name."""
    known = explain(code, language)
    words = known.meaning.removesuffix(".") if known else code
    return f"“{name}”: {words[:1].lower()}{words[1:]}" if name else words


def named(message: str) -> str:
    """Return the name with which a message of `check` begins: `user task "Thẩm định": …`."""
    found = _NAMED.match(message)
    return found[1] if found else ""
