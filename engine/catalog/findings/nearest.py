"""Names that a person may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_MOST = 3


def missing(what: str, word: str, known: Iterable[str], place: str) -> str:
    """`form "tham_dinh" does not exist (forms/: tham_dinh_2, …)`."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=_MOST, cutoff=0.5)
    shown = near or names[:_MOST]
    more = ", …" if len(names) > len(shown) else ""
    there = f" ({place}: {', '.join(shown)}{more})" if shown else f" ({place}: none)"
    return f'{what} "{word}" does not exist{there}'


def sentence(text: str) -> str:
    """The same as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}."
