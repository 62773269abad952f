"""Rules of a UNIQUE table that can be hit together, as far as their cells are plain to read.

A cell is read where it is `-`, texts, true or false, numbers, a comparison with a number or an
interval of numbers; with any other cell two rules are taken to keep apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from engine.definitions.dmn.decision import Cell, DecisionTable, HitPolicy, Rule

MOST = 300  # rules compared: each with each

_NUMBER = r"-?\d+(?:\.\d+)?"
_TEXTS = re.compile(r'"[^"\\]*"(?:\s*,\s*"[^"\\]*")*')
_NUMBERS = re.compile(rf"{_NUMBER}(?:\s*,\s*{_NUMBER})*", re.ASCII)
_COMPARED = re.compile(rf"(<=|>=|<|>)\s*({_NUMBER})", re.ASCII)
_INTERVAL = re.compile(rf"([\[(\]])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\])\[])", re.ASCII)
_ENDLESS = float("inf")


@dataclass(frozen=True, slots=True)
class _Span:
    """Numbers from `low` to `high`; `with_low` and `with_high`: the ends belong to it."""

    low: float
    high: float
    with_low: bool = True
    with_high: bool = True

    def meets(self, other: _Span) -> bool:
        """Whether some number lies in both."""
        first, last = (self, other) if self.low <= other.low else (other, self)
        start = last.low
        starts = last.with_low and (first.low < start or first.with_low)
        end = min(first.high, last.high)
        ends = all(span.with_high for span in (first, last) if span.high == end)
        return start < end or (start == end and starts and ends)


_Meaning = frozenset[str] | tuple[_Span, ...] | None  # None: anything


class _UnreadError(Exception):
    """The cell is not plain to read."""


def overlaps(table: DecisionTable) -> Iterator[tuple[int, int]]:
    """Pairs of rules, by number, that some values hit both."""
    if table.policy is not HitPolicy.UNIQUE or len(table.rules) > MOST:
        return
    read = [(number, _row(rule)) for number, rule in enumerate(table.rules, start=1)]
    plain = [(number, row) for number, row in read if row is not None]
    for (one, cells), (other, others) in combinations(plain, 2):
        if all(_meet(a, b) for a, b in zip(cells, others, strict=True)):
            yield one, other


def _row(rule: Rule) -> list[_Meaning] | None:
    try:
        return [_meaning(cell) for cell in rule.inputs]
    except _UnreadError:
        return None


def _meaning(cell: Cell) -> _Meaning:
    text = cell.text
    if text in ("", "-"):
        return None
    if text in ("true", "false"):
        return frozenset({text})
    if _TEXTS.fullmatch(text):
        return frozenset(re.findall(r'"[^"\\]*"', text))
    return _spans(text)


def _spans(text: str) -> tuple[_Span, ...]:
    if _NUMBERS.fullmatch(text):
        return tuple(_Span(float(n), float(n)) for n in text.split(","))
    compared = _COMPARED.fullmatch(text)
    if compared:
        limit, closed = float(compared[2]), "=" in compared[1]
        below = compared[1].startswith("<")
        return (_Span(-_ENDLESS, limit, True, closed) if below else _Span(limit, _ENDLESS, closed),)
    interval = _INTERVAL.fullmatch(text)
    if interval and float(interval[2]) <= float(interval[3]):
        low, high = float(interval[2]), float(interval[3])
        return (_Span(low, high, interval[1] == "[", interval[4] == "]"),)
    raise _UnreadError(text)


def _meet(one: _Meaning, other: _Meaning) -> bool:
    if one is None or other is None:
        return True
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return not one.isdisjoint(other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return any(a.meets(b) for a in one for b in other)
    return False
