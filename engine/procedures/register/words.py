"""How words are compared in a search: without accents, hyphens and capitals, with typing errors."""

from __future__ import annotations

import re
import unicodedata

from engine.storage.folding import fold

MOST_WORDS = 24  # of a query; what stands after them is not looked for
MOST_LETTERS = 200
_WORD = re.compile(r"[a-z0-9]+")
MOST_ERRORS = 2  # of a long word
_LONG = 8  # letters


def words(text: str) -> list[str]:
    """The words of a text, folded: `Đăng-ký kết hôn` → dang, ky, ket, hon."""
    return _WORD.findall(fold(unicodedata.normalize("NFKC", text)))


def code_key(text: str) -> str:
    """A code without its dots, hyphens and spaces: `2.002383.000` → 2002383000."""
    return "".join(words(text))


def errors_allowed(word: str) -> int:
    """How many letters of a word may be wrong, left out, added or swapped with the next."""
    if word.isdigit():
        return 0
    return MOST_ERRORS if len(word) >= _LONG else 1
