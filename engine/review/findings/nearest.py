"""Names that a person may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from engine.definitions.text.finding_text import AnyText, FindingText, did_you_mean, quoting
from engine.definitions.text.slug import slug

_MOST = 3
_SHOWN = 8


def missing(what: AnyText, word: str, known: Iterable[str], place: str) -> FindingText:
    """`form "tham_dinh" does not exist (forms/: tham_dinh_2, …)`."""
    names = sorted(known)
    shown = difflib.get_close_matches(word, names, n=_MOST, cutoff=0.5) or names[:_MOST]
    more = ", …" if len(names) > len(shown) else ""
    there = FindingText(f" ({place}: {', '.join(shown) or 'none'}{more})", known=tuple(shown))
    return what + quoting(' "{}" does not exist', word) + there


def instead(word: str, known: Iterable[str]) -> FindingText:
    """`; did you mean "bo_sung"? (known: bo_sung, dat)`, also where diacritics were left out."""
    names = list(dict.fromkeys(known))
    plain = {slug(name): name for name in reversed(names)}
    near = difflib.get_close_matches(word, names, n=1) or [
        plain[found] for found in difflib.get_close_matches(slug(word), plain, n=1)
    ]
    shown, more = names[:_SHOWN], ", …" if len(names) > _SHOWN else ""
    listed = f" (known: {', '.join(shown)}{more})" if names else ""
    return did_you_mean(near[0] if near else "") + FindingText(listed, known=tuple(shown))


def sentence(text: FindingText) -> str:
    """The same as a sentence of its own."""
    return f"{text.text[:1].upper()}{text.text[1:]}."
