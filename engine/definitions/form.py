"""A Camunda form (form-js schema 2) as frozen values: what may be typed, by which rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Finding


class FieldKind(StrEnum):
    """Components of form-js that are shown; those in `CONTAINERS` hold others."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    CHECKBOX = "checkbox"
    CHECKLIST = "checklist"
    RADIO = "radio"
    SELECT = "select"
    TAGLIST = "taglist"
    DATETIME = "datetime"
    EXPRESSION = "expression"
    GROUP = "group"
    DYNAMICLIST = "dynamiclist"


@dataclass(frozen=True, slots=True)
class Rules:
    """What form-js calls `validate`, with the settings of a number and a date beside it."""

    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    validation_type: str = ""  # "", "email", "phone"
    decimal_digits: int | None = None
    as_text: bool = False  # a number kept as text
    subtype: str = ""  # of a datetime: date, time, datetime
    past: bool = True  # whether past dates are allowed


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of a choice: fixed `values`, or taken from variables."""

    values: tuple[tuple[object, str], ...] = ()  # (value, label)
    key: str = ""  # variable that holds them
    expression: str = ""  # FEEL that gives them


@dataclass(frozen=True, slots=True)
class Field:
    """One component that takes or holds values. `path` is its dotted place in the data.

    FEEL texts carry no leading `=`. `readonly` and `disabled` values are never accepted.
    """

    kind: FieldKind
    id: str
    path: tuple[str, ...]  # keys from the enclosing list (or the root) down to the value
    label: str
    line: int
    rules: Rules = Rules()
    choices: Choices | None = None
    hide: str = ""  # FEEL
    readonly: str = ""  # FEEL; "true" when always
    disabled: bool = False
    expression: str = ""  # FEEL of an expression field
    fields: tuple[Field, ...] = ()  # of a group or dynamic list


@dataclass(frozen=True, slots=True)
class Form:
    """A form; `source` is the file as saved, for the browser."""

    id: str
    file: str
    fields: tuple[Field, ...]
    source: bytes
    digest: str
    expressions: tuple[tuple[str, int, str], ...] = ()  # (FEEL, line, component) to be parsed

    def walk(self) -> Iterator[Field]:
        """Every field, those inside groups and lists too."""
        stack = list(reversed(self.fields))
        while stack:
            field = stack.pop()
            yield field
            stack.extend(reversed(field.fields))


def read_form(data: bytes, file: str) -> tuple[Form | None, list[Finding]]:
    raise NotImplementedError
