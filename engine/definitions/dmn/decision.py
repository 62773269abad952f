"""Decisions of a DMN file as frozen values: what the reader gives and everything else works on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class HitPolicy(StrEnum):
    """What a table does when several of its rules are hit; the words of DMN."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregation(StrEnum):
    """What COLLECT makes of the outputs; LIST keeps them all."""

    LIST = ""
    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


class ValueType(StrEnum):
    """Kinds of values, each under one name; DMN's dialects have several for some."""

    ANY = "any"
    STRING = "string"
    BOOLEAN = "boolean"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "dateTime"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class InputColumn:
    """One input of a table; `expression` is FEEL, `values` the tests that say what it may be."""

    label: str
    expression: str
    type: ValueType
    line: int
    values: str = ""


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One output. `values` are FEEL literals, the highest priority first; `default` is FEEL."""

    label: str
    name: str
    type: ValueType
    line: int
    values: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a FEEL unary test in an input column, FEEL in an output column."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table, with a cell for each column."""

    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    line: int
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table."""

    policy: HitPolicy
    aggregation: Aggregation
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal expression: FEEL."""

    expression: str
    line: int


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a FEEL function that decisions call by its name."""

    id: str
    name: str
    parameters: tuple[str, ...]
    body: Literal
    requires: tuple[str, ...] = ()  # ids of other knowledge models


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `requires` are ids of decisions, `knows` ids of knowledge models."""

    id: str
    name: str
    variable: str  # under which its result is known, besides id and name
    file: str
    line: int
    logic: DecisionTable | Literal
    requires: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()
    data: tuple[str, ...] = ()  # names of the input data that it requires

    @property
    def label(self) -> str:
        """The name a person knows it by, else the id."""
        return self.name or self.id

    def remark(self, rules: Iterable[int]) -> str:
        """What a table has beside these rules, counted from 1; "" where nothing."""
        if not isinstance(self.logic, DecisionTable):
            return ""
        remarks = (self.logic.rules[number - 1].annotation for number in rules)
        return "; ".join(dict.fromkeys(remark for remark in remarks if remark))


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """One DMN file. `order` has every decision after all that it requires; `xml` is as saved."""

    id: str
    name: str
    file: str
    decisions: Mapping[str, Decision]  # by id
    knowledge: Mapping[str, Knowledge]  # by id
    order: tuple[str, ...]
    xml: bytes
    digest: str
    dialect: str  # "camunda8", "camunda7" or "plain"

    def find(self, wanted: str) -> Decision | None:
        """Return the decision with this id, else the only one with this name."""
        if wanted in self.decisions:
            return self.decisions[wanted]
        named = [d for d in self.decisions.values() if d.name == wanted]
        return named[0] if len(named) == 1 else None

    def needed_by(self, decision: Decision) -> tuple[Decision, ...]:
        """Return all that a decision rests on, in order, itself last."""
        wanted, todo = set[str](), [decision.id]
        while todo:
            found = todo.pop()
            if found not in wanted:
                wanted.add(found)
                todo += self.decisions[found].requires
        return tuple(self.decisions[key] for key in self.order if key in wanted)
