"""Identifiers: what a number is a number of, and how two spellings of it are one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from engine.definitions.parties import Scheme

_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015]+")
_SHAPES = {
    Scheme.PERSONAL_ID: re.compile(r"[0-9]{12}"),
    Scheme.IDENTITY_CARD: re.compile(r"[0-9]{9}"),
    Scheme.PASSPORT: re.compile(r"(?=.*[0-9])[A-Z0-9]{6,12}"),
    # A household business has the personal number of whoever owns it: 12 digits.
    Scheme.TAX_CODE: re.compile(r"[0-9]{10}(?:[0-9]{2,3})?"),
}
_DERIVED = {
    12: Scheme.PERSONAL_ID,
    9: Scheme.IDENTITY_CARD,
    10: Scheme.TAX_CODE,
    13: Scheme.TAX_CODE,
}
_SHORTEST = 5
"""Fewest characters that tell people apart; less is a note such as "không"."""


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A normalised value, unique within its scheme."""

    scheme: Scheme
    value: str


def normalised(text: str) -> str:
    """Upper case, without spaces, dots and dashes.

    >>> normalised(" 0100109106-001 ")
    '0100109106001'
    """
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).upper())


def scheme_of(text: str) -> Scheme:
    """What a number is by its shape alone."""
    value = normalised(text)
    plain = value.isascii() and value.isdigit()
    return _DERIVED.get(len(value), Scheme.OTHER) if plain else Scheme.OTHER


def fits(scheme: Scheme, text: str) -> bool:
    """Whether this can be a number of the scheme."""
    shape = _SHAPES.get(scheme)
    return shape is None or shape.fullmatch(normalised(text)) is not None


def identifier_of(text: str, scheme: Scheme | None = None) -> Identifier | None:
    """The identifier, of the scheme that its shape has where none is given.

    None for what tells nobody apart: nothing, a word without a digit, one digit repeated.
    """
    value = normalised(text)
    if len(value) < _SHORTEST or len(set(value)) == 1 or not any("0" <= c <= "9" for c in value):
        return None
    return Identifier(scheme or scheme_of(text), value)
