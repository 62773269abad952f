"""What a variable can hold, as far as forms and decision tables close it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.definitions.bpmn.graph import DecisionResult
from engine.definitions.dmn.decision import Aggregation, Cell, Decision, DecisionTable, HitPolicy
from engine.definitions.forms.form import FieldKind, FormField
from engine.definitions.forms.form_data import accepts, values_of
from engine.workflow import reading

Values = tuple[object, ...]

_SINGLE = frozenset({HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY})
_ROWS = frozenset({DecisionResult.SINGLE_RESULT, DecisionResult.RESULT_LIST})
_LISTS = frozenset({DecisionResult.COLLECT_ENTRIES, DecisionResult.RESULT_LIST})
_SEVERAL = frozenset({FieldKind.CHECKLIST, FieldKind.TAGLIST})
_LITERAL = re.compile(r'"([^"\\]*)"')
_FIXED: Mapping[str, Values] = {"": (), "null": (), "true": (True,), "false": (False,)}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a variable or property can hold, null aside.

    `values` are all that it can be, or hold where it can be a list (`listed`); `keys` all
    properties that it, or what it lists, can have. None: others too.
    """

    values: Values | None = ()
    keys: Mapping[str, Shape] | None = field(default_factory=dict)
    listed: bool = False

    def at(self, path: Sequence[str]) -> Shape:
        """What stands at a path below; nothing where there is no such property."""
        if not path:
            return self
        return ANY if self.keys is None else self.keys.get(path[0], NOTHING).at(path[1:])


NOTHING = Shape()
ANY = Shape(None, None, listed=True)
_ENTERED: Mapping[FieldKind, Shape] = {
    FieldKind.CHECKBOX: Shape((True, False)),
    FieldKind.TEXTFIELD: Shape(None),
    FieldKind.TEXTAREA: Shape(None),
}


def union(shapes: Iterable[Shape]) -> Shape:
    """What a variable can hold to which each of these can be given."""
    several = list(shapes)
    values = [s.values for s in several if s.values is not None]
    keys = [s.keys for s in several if s.keys is not None]
    return Shape(
        tuple(dict.fromkeys(v for one in values for v in one))
        if len(values) == len(several)
        else None,
        merged(keys) if len(keys) == len(several) else None,
        any(s.listed for s in several),
    )


def merged(contexts: Sequence[Mapping[str, Shape]]) -> dict[str, Shape]:
    """Properties of several contexts, or variables that several sources give."""
    names = dict.fromkeys(name for one in contexts for name in one)
    return {name: union(one[name] for one in contexts if name in one) for name in names}


def of_fields(fields: Sequence[FormField]) -> dict[str, Shape]:
    """What the fields of a form, or of a row of a list, leave under their outermost names.

    A field that is only shown gives nothing that was not there.
    """
    found = []
    for each in values_of(fields):
        shape = _of_field(each)
        for part in reversed(each.path[1:]):
            shape = Shape(keys={part: shape})
        if shape != NOTHING:
            found.append({each.path[0]: shape})
    return merged(found)


def _of_field(each: FormField) -> Shape:
    if each.kind is FieldKind.DYNAMICLIST:
        return Shape(keys=of_fields(each.fields), listed=True)
    if not accepts(each):
        shown = each.kind is not FieldKind.EXPRESSION and each.default is None
        return NOTHING if shown and len(each.path) == 1 else ANY
    if each.choices is not None and each.choices.values:
        values = tuple(value for value, _ in each.choices.values)
        return Shape(values, listed=each.kind in _SEVERAL)
    return _ENTERED.get(each.kind, ANY)


def of_decision(decision: Decision, way: DecisionResult = DecisionResult.VALUE) -> Shape:
    """What a decision gives, kept as a business rule task keeps it."""
    table = decision.logic
    if not isinstance(table, DecisionTable):
        return of_text(table.expression)
    if table.aggregation is not Aggregation.LIST or not table.rules:
        return ANY
    columns = {
        output.name: union(
            _of_cell(cell)
            for cell in (*(r.outputs[at] for r in table.rules), Cell(output.default, output.line))
        )
        for at, output in enumerate(table.outputs)
    }
    listed = table.policy not in _SINGLE or way in _LISTS
    if len(columns) > 1 or way in _ROWS:
        return Shape(keys=columns, listed=listed)
    (only,) = columns.values()
    return Shape(only.values, only.keys, listed=listed or only.listed)


def _of_cell(cell: Cell) -> Shape:
    literal = _LITERAL.fullmatch(cell.text)
    if literal is not None:
        return Shape((literal[1],))
    fixed = _FIXED.get(cell.text)
    return ANY if fixed is None else Shape(fixed)


def of_text(expression: str) -> Shape:
    """What an expression gives that is a text, or a choice between texts."""
    gives = reading.read(expression).gives
    texts = [g for g in gives or () if isinstance(g, str)]
    return ANY if gives is None or len(texts) < len(gives) else Shape(tuple(texts))
