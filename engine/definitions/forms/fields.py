"""The fields of a form as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


class Meaning(StrEnum):
    """What an answer means to the engine (property `motcua:means` of a field)."""

    REASON = "reason"  # why supplements are requested, why something is refused
    SUBJECT = "subject"  # what an internal dossier is about


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
    step: str = ""  # decimal: what a number must be a multiple of
    as_text: bool = False  # a number kept as text
    subtype: str = ""  # of a datetime: date, time, datetime
    interval: int = 1  # minutes between the times that can be chosen
    from_today: bool = False  # a date before the day of the act is refused
    told: str = ""  # the designer's own sentence for what does not match `pattern`
    computed: tuple[tuple[str, str], ...] = ()  # (name of a limit above, FEEL that gives it)


@dataclass(frozen=True, slots=True)
class OptionList:
    """The options of a choice: fixed `values`, or taken from variables."""

    values: tuple[tuple[object, str], ...] = ()  # (value, label)
    key: str = ""  # variable that holds them
    expression: str = ""  # FEEL that gives them


@dataclass(frozen=True, slots=True)
class FormField:
    """One component that takes or holds values. `path` is its dotted place in the data.

    FEEL texts carry no leading `=`. `readonly` and `disabled` values are never accepted.
    """

    kind: FieldKind
    id: str
    path: tuple[str, ...]  # keys from the enclosing list (or the root) down to the value
    label: str
    line: int
    rules: Rules = Rules()
    choices: OptionList | None = None
    hide: str = ""  # FEEL
    readonly: str = ""  # FEEL; "true" when always
    disabled: bool = False
    expression: str = ""  # FEEL of an expression field
    default: object = None
    rows: int = 1  # of a dynamic list that was never filled in
    fixed_rows: bool = False  # rows are neither added nor removed
    means: Meaning | None = None
    fields: tuple[FormField, ...] = ()  # of a group or dynamic list
