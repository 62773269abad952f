"""What a code means, why it matters and how to mend it: once in English, once in Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeText:
    """Sentences of one code; the example is an extract of a file, in no language, or empty."""

    meaning: str
    why: str
    mend: str
    meaning_vi: str
    why_vi: str
    mend_vi: str
    example: str = ""
