"""Every code of a finding explained: what it means, why it matters, how to mend it.

The texts are data, in both languages: one YAML file for each group of codes in this folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.errors import Finding

LANGUAGES = ("en", "vi")
_MOST = 3  # values that one line has room for
_WIDEST = 60  # characters of one value
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person needs to mend a finding; the example is an extract of a file, or empty."""

    code: str
    meaning: str
    why: str
    mend: str
    example: str = ""


@cache
def explanations(language: str = "en") -> Mapping[str, Explanation]:
    """Every code that a finding can carry, explained in one of LANGUAGES."""
    return {
        code: Explanation(
            code=code,
            meaning=texts["meaning"][language],
            why=texts["why"][language],
            mend=texts["mend"][language],
            example=texts.get("example", ""),
        )
        for code, texts in _texts().items()
    }


@cache
def _texts() -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        found |= yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  # safe
    return found


def explain(code: str, language: str = "en") -> Explanation | None:
    """Return the explanation of a code, in English unless Vietnamese; None for an unknown code."""
    return explanations(language if language in LANGUAGES else "en").get(code)


def in_short(code: str, language: str = "en") -> str:
    """Say in a few words what a code means."""
    known = explain(code, language)
    return known.meaning.removesuffix(".") if known else code


@dataclass(frozen=True, slots=True)
class WordedFinding:
    """One finding in the language of its reader: in short, why it matters, how to mend it."""

    short: str
    why: str = ""
    mend: str = ""


def say(found: Finding, language: str) -> WordedFinding:
    """Say a finding with the names and values of its message, and with what was meant."""
    known = explain(found.code, language)
    if known is None:
        return WordedFinding(found.message)
    words = in_short(found.code, language)
    if found.name:
        words = f"“{found.name}”: {words[:1].lower()}{words[1:]}"
    values = [
        v for v in dict.fromkeys(found.values) if v not in ("", found.name) and len(v) <= _WIDEST
    ]
    if values:
        words += " (" + ", ".join(f"“{value}”" for value in values[:_MOST]) + ")"
    return WordedFinding(words, known.why, known.mend + _hint(found, language))


def _hint(found: Finding, language: str) -> str:
    if found.suggestion:
        word = found.suggestion
        return f" Có phải “{word}”?" if language == "vi" else f" Perhaps “{word}”?"
    if found.known:
        names = ", ".join(found.known)
        return f" Gợi ý: {names}." if language == "vi" else f" Known: {names}."
    return ""
