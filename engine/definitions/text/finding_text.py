"""Sentences of findings together with what they name, for whoever reads another language."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class FindingText:
    """A sentence, or part of one, in English; `+` joins parts and keeps what each names."""

    text: str
    name: str = ""  # of the thing that the sentence is about
    values: tuple[str, ...] = ()  # of the file, as they are quoted
    suggestion: str = ""  # what a misspelt value was probably to be
    known: tuple[str, ...] = ()  # some of the names that exist

    def __str__(self) -> str:
        """Return the sentence alone."""
        return self.text

    def __add__(self, other: AnyText) -> FindingText:
        """Go on with another part."""
        if isinstance(other, str):
            return replace(self, text=self.text + other)
        return FindingText(
            text=self.text + other.text,
            name=self.name or other.name,
            values=self.values + other.values,
            suggestion=self.suggestion or other.suggestion,
            known=self.known or other.known,
        )

    def __radd__(self, before: str) -> FindingText:
        """Put words before it."""
        return replace(self, text=before + self.text)


AnyText = FindingText | str
"""A sentence that names something, or a plain one."""


def subject(template: str, name: str) -> FindingText:
    """What a sentence is about: `subject('unit "{}"', unit.id)`."""
    return FindingText(template.format(name), name)


def quoting(template: str, *values: str, **others: object) -> FindingText:
    """Words that quote values: `quoting('the id "{}" is that of line {line}', name, line=7)`.

    The template is a literal: what is put into it could hold braces of its own.
    """
    return FindingText(template.format(*values, **others), values=values)


def suggestion(word: str, known: Iterable[str]) -> FindingText:
    """Return "; did you mean …?" when a known word is near, else the list of known words."""
    words = sorted(known)
    near = difflib.get_close_matches(word, words, n=1)
    if near:
        return did_you_mean(near[0])
    text = f" (known: {', '.join(words)})" if words else ""
    return FindingText(text, known=tuple(words))


def did_you_mean(word: str) -> FindingText:
    """`; did you mean "dat"?`, nothing where no word is near."""
    return FindingText(f'; did you mean "{word}"?' if word else "", suggestion=word)
