"""Every code of a finding explained: what it means, why it matters, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Finding
from engine.review.explanations.decisions import DECISIONS
from engine.review.explanations.diagrams import DIAGRAMS
from engine.review.explanations.doubts import DOUBTS
from engine.review.explanations.drawing import DRAWING
from engine.review.explanations.entry import CodeText
from engine.review.explanations.files import FILES
from engine.review.explanations.forms import FORMS
from engine.review.explanations.manifests import MANIFESTS
from engine.review.explanations.message import MessageParts, read_message
from engine.review.explanations.references import REFERENCES
from engine.review.explanations.running import RUNNING
from engine.review.explanations.scenarios import SCENARIOS
from engine.review.explanations.soundness import SOUNDNESS
from engine.review.explanations.uploads import UPLOADS

ENTRIES: dict[str, CodeText] = (
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


def in_short(code: str, language: str = "en") -> str:
    """Say in a few words what a code means."""
    known = explain(code, language)
    return known.meaning.removesuffix(".") if known else code


@dataclass(frozen=True, slots=True)
class ExplainedFinding:
    """One finding in the language of its reader: in short, why it matters, how to mend it."""

    short: str
    why: str = ""
    mend: str = ""


def say(found: Finding, language: str) -> ExplainedFinding:
    """Say a finding with the names and values of its message, and with what was meant."""
    known = explain(found.code, language)
    if known is None:
        return ExplainedFinding(found.message)
    parts = read_message(found.message)
    words = in_short(found.code, language)
    if parts.name:
        words = f"“{parts.name}”: {words[:1].lower()}{words[1:]}"
    if parts.values:
        words += " (" + ", ".join(f"“{value}”" for value in parts.values) + ")"
    return ExplainedFinding(words, known.why, known.mend + _hint(parts, language))


def _hint(parts: MessageParts, language: str) -> str:
    if parts.meant:
        return f" Có phải “{parts.meant}”?" if language == "vi" else f" Perhaps “{parts.meant}”?"
    if parts.known:
        return f" Gợi ý: {parts.known}." if language == "vi" else f" Known: {parts.known}."
    return ""
