"""What a FEEL expression reads, without evaluating it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from engine.errors import BadExpression
from engine.workflow import isolate

LONGEST = 10_000  # characters of one expression
SECONDS = 1.0  # for reading one
KEPT = 4096


Path = tuple[str, ...]
"""A variable, or a property of one: `a.b` as ("a", "b")."""


@dataclass(frozen=True, slots=True)
class ExpressionReads:
    """`names` are the variables an expression needs, with their places (characters from 0).

    `wrong` is the place where its syntax first goes wrong, None where it is FEEL. Of FEEL also:
    `paths` are properties it asks for, each with the place of the last name; `compared` what it
    compares with a text, with the text and its place; `gives` the texts (str) and paths that can be
    its value, null aside, None where anything else can.
    """

    names: tuple[tuple[str, int], ...] = ()
    wrong: int | None = None
    paths: tuple[tuple[Path, int], ...] = ()
    compared: tuple[tuple[Path, str, int], ...] = ()
    gives: tuple[Path | str, ...] | None = None

    @property
    def variables(self) -> frozenset[str]:
        """The names alone."""
        return frozenset(name for name, _ in self.names)


@lru_cache(maxsize=KEPT)
def read(expression: str) -> ExpressionReads:
    """Read one expression; one that cannot be read in time needs nothing that is known."""
    if len(expression) > LONGEST:
        return ExpressionReads()
    try:
        (answer,) = json.loads(isolate.call("feelRead", expression, seconds=SECONDS))
    except BadExpression:
        return ExpressionReads()
    wrong = answer["at"] if answer["at"] >= 0 else None
    gives = answer["gives"]
    return ExpressionReads(
        tuple((name, at) for name, at in answer["names"]),
        wrong,
        tuple((tuple(path), at) for path, at in answer["paths"]),
        tuple((tuple(path), text, at) for path, text, at in answer["compared"]),
        None if gives is None else tuple(g if isinstance(g, str) else tuple(g) for g in gives),
    )


def place(expression: str, at: int) -> str:
    """`character 7`, or `line 2, character 3` where an expression has several lines."""
    before = expression[:at]
    line, column = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
    return f"line {line}, character {column}" if "\n" in expression else f"character {column}"
