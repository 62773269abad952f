"""Names that a person may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from engine.definitions.text.slug import slug

_MOST = 3
_SHOWN = 8


def missing(what: str, word: str, known: Iterable[str], place: str) -> str:
    """`form "tham_dinh" does not exist (forms/: tham_dinh_2, …)`."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=_MOST, cutoff=0.5)
    shown = near or names[:_MOST]
    more = ", …" if len(names) > len(shown) else ""
    there = f" ({place}: {', '.join(shown)}{more})" if shown else f" ({place}: none)"
    return f'{what} "{word}" does not exist{there}'


def instead(word: str, known: Iterable[str]) -> str:
    """`; did you mean "bo_sung"? (known: bo_sung, dat)`, also where diacritics were left out."""
    names = list(dict.fromkeys(known))
    plain = {slug(name): name for name in reversed(names)}
    near = difflib.get_close_matches(word, names, n=1) or [
        plain[found] for found in difflib.get_close_matches(slug(word), plain, n=1)
    ]
    more = ", …" if len(names) > _SHOWN else ""
    meant = f'; did you mean "{near[0]}"?' if near else ""
    return meant + (f" (known: {', '.join(names[:_SHOWN])}{more})" if names else "")


def sentence(text: str) -> str:
    """The same as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}."
