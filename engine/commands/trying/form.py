"""Asking for the values of a form in a terminal, field by field as the form shows them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from engine.definitions.forms.fields import FieldKind, FormField
from engine.definitions.forms.form import Form
from engine.definitions.forms.form_data import Data, fixed_options, put
from engine.definitions.forms.form_state import FormNode, FormState, settle
from engine.errors import FieldProblem
from engine.workflow.form_feel import FormFeel

_SILENT = frozenset({FieldKind.GROUP, FieldKind.EXPRESSION})
_SEVERAL = frozenset({FieldKind.CHECKLIST, FieldKind.TAGLIST})
_CHOICES = frozenset({FieldKind.RADIO, FieldKind.SELECT, *_SEVERAL})
_YES = ("y", "yes", "c", "có", "co", "true", "1")


def ask_form(
    form: Form | None,
    shown: Mapping[str, object],
    given: Mapping[str, object] | None = None,
    only: frozenset[str] = frozenset(),
) -> Data:
    """The values that were typed; a field left empty is not sent.

    `given` is what was typed before, `only` the keys of the fields to prompt for again.
    """
    values: Data = json.loads(json.dumps(dict(given or {}), default=str))
    if form is None:
        return values
    number = 0
    while True:
        state = settle(form.fields, values, shown, FormFeel())
        if number >= len(state.nodes):
            return values
        node = state.nodes[number]
        if _is_open(state, number, node) and (not only or node.key in only):
            _ask(state, number, node, values, shown)
        number += 1


def print_problems(problems: tuple[FieldProblem, ...]) -> None:
    """What must be typed again, one field a line."""
    for problem in problems:
        limit = f" ({problem.limit})" if problem.limit not in (None, "") else ""
        label = problem.label or problem.key
        click.secho(f"  {label} [{problem.key}]: {problem.code}{limit}", fg="red", err=True)


def _is_open(state: FormState, number: int, node: FormNode) -> bool:
    each = node.field
    silent = each.kind in _SILENT or (each.disabled and each.kind is not FieldKind.DYNAMICLIST)
    return not (silent or state.hidden(number) or state.readonly(number))


def _ask(
    state: FormState, number: int, node: FormNode, values: Data, shown: Mapping[str, object]
) -> None:
    each = node.field
    if each.kind is FieldKind.DYNAMICLIST:
        rows = click.prompt(f"  {_label(each)}: how many rows", default=1, type=click.IntRange(0))
        put(values, node.where, [{} for _ in range(rows)])
        return
    options = _options(state, number, each, shown)
    for place, (value, label) in enumerate(options, 1):
        click.echo(f"      {place}. {label} ({value})")
    while True:
        typed = click.prompt(f"  {_label(each)}", default="", show_default=False)
        if typed == "":
            return
        try:
            put(values, node.where, _value(each, typed, options))
        except ValueError as error:
            click.secho(f"  {error}", fg="red", err=True)
        else:
            return


def _label(each: FormField) -> str:
    hint = {FieldKind.DATETIME: each.rules.subtype, FieldKind.CHECKBOX: "y/n"}.get(each.kind, "")
    hint = hint or (each.kind.value if each.kind is FieldKind.NUMBER else "")
    star = " *" if each.rules.required else ""
    return f"{each.label or each.path[-1]}{f' ({hint})' if hint else ''}{star}"


def _options(
    state: FormState, number: int, each: FormField, shown: Mapping[str, object]
) -> list[tuple[object, str]]:
    if each.kind not in _CHOICES or each.choices is None:
        return []
    if each.choices.values:
        return list(each.choices.values)
    computed = state.answers.get((number, "options")) if each.choices.expression else None
    found = computed if isinstance(computed, list) else fixed_options(each, shown)
    return [
        (item.get("value"), str(item.get("label"))) if isinstance(item, Mapping) else (item, "")
        for item in found
    ]


def _value(each: FormField, typed: str, options: list[tuple[object, str]]) -> object:
    if each.kind in _SEVERAL:
        return [_option(part.strip(), options) for part in typed.split(",") if part.strip()]
    if each.kind in _CHOICES:
        return _option(typed, options)
    if each.kind is FieldKind.CHECKBOX:
        return typed.casefold() in _YES
    if each.kind is FieldKind.NUMBER and not each.rules.as_text:
        try:
            return int(typed) if typed.lstrip("-").isdigit() else float(typed)
        except ValueError:
            raise ValueError(f"{typed!r} is no number.") from None
    return typed


def _option(typed: str, options: list[tuple[object, str]]) -> object:
    """An option by its number in the list, by its value, or by what it says."""
    for value, label in options:
        if typed in (str(value), label):
            return value
    if typed.isdigit() and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1][0]
    raise ValueError(f"{typed!r} is none of the options.")
