"""Folding: how a name is compared when people search without typing the accents."""

from __future__ import annotations

import unicodedata

_BAR = str.maketrans("đĐ", "dd")


def fold(text: str) -> str:
    """Lower case, no diacritics, single spaces.

    >>> fold("Nguyễn  Thị ĐÀO")
    'nguyen thi dao'
    """
    parted = unicodedata.normalize("NFD", text.casefold().translate(_BAR))
    plain = "".join(char for char in parted if not unicodedata.combining(char))
    return " ".join(plain.split())
