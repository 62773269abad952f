"""What its writer most likely meant where an expression cannot be read as FEEL."""

from __future__ import annotations

import re

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_SLIPS = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        ("[“”„‘’]", 'curly quotes are no FEEL: write "…"'),
        ("'", 'a text stands in double quotes: "…"'),
        (r"(?<=\d),(?=\d)", "a decimal number takes a point: 1.5"),
        ("==", "equal is a single ="),
        (r"&&|\bvà\b", "both is written: and"),
        (r"\|\||\bhoặc\b", "one of two is written: or"),
        (r"\bkhông phải\b|!(?!=)", "not is written: not(…)"),
    )
)
_DOUBLED = re.compile("==")
_COMMA = re.compile(r"[<>]=?\s*\d+(,)\d+(?![\d.])")


def hint(expression: str) -> str:
    """How to write what other languages and text programs write otherwise; "" where unknown."""
    bare = _bare(expression)
    return next((f"; {hint}" for slip, hint in _SLIPS if slip.search(bare)), "")


def doubled_sign(expression: str) -> int | None:
    """Where an expression has ==, which feelin reads and which is never true."""
    found = _DOUBLED.search(_bare(expression))
    return found.start() if found else None


def decimal_comma(cell: str) -> int | None:
    """Where a cell compares with a number like 1,5, which is read as two tests."""
    found = _COMMA.search(_bare(cell))
    return found.start(1) if found else None


def _bare(expression: str) -> str:
    """The expression with its texts blanked, each character in its place."""
    return _TEXT.sub(lambda text: " " * len(text[0]), expression)
