"""What a form shows for the values sent: hidden parts, read-only fields, computed values.

form-js decides it in two steps, and so does this: conditions over all values say which values are
taken away, and the same conditions over what is left say what is seen.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.definitions.forms.fields import FieldKind, FormField
from engine.definitions.forms.form_data import (
    ABSENT,
    Data,
    Where,
    clear,
    find,
    initial,
    overlay,
    put,
)
from engine.definitions.forms.form_feel import Feel, FormExpression, Trail
from engine.errors import BadExpression

ROUNDS = 10  # after which expressions that go on changing each other are left as they are
_Question = tuple[int, str]


@dataclass(frozen=True, slots=True)
class FormNode:
    """One field, group or list at one place: in a row of a list there is one for each row."""

    field: FormField
    trail: Trail
    where: Where
    above: tuple[int, ...]  # numbers of the groups and lists around it

    @property
    def key(self) -> str:
        """The place as problems name it; rows are counted from 1."""
        return ".".join(str(p + 1) if isinstance(p, int) else p for p in self.where)


@dataclass(slots=True)
class FormState:
    """A form with its values. `answers` is what FEEL gave for the nodes, by number and use."""

    fields: Sequence[FormField]
    begun: Data
    data: Data
    nodes: list[FormNode]
    answers: dict[_Question, object] = field(default_factory=dict)
    failed: bool = False

    def hidden(self, number: int) -> bool:
        """Whether a node, or anything around it, is hidden."""
        node = self.nodes[number]
        return any(self.answers.get((n, "hide")) is True for n in (*node.above, number))

    def readonly(self, number: int) -> bool:
        """Whether a node's value can be seen but not changed."""
        always = self.nodes[number].field.readonly == "true"
        return always or self.answers.get((number, "readonly")) is True


def settle(
    fields: Sequence[FormField],
    values: Mapping[str, object],
    inputs: Mapping[str, object],
    feel: Feel,
) -> FormState:
    """Return the state in which what is shown and what is computed agree."""
    begun = initial(fields, inputs)
    data = overlay(fields, copy.deepcopy(begun), values)
    state = FormState(fields, begun, data, list(_nodes(fields, data)))
    questions = list(_questions(state.nodes))
    for _ in range(ROUNDS if questions else 0):
        _evaluate(state, questions, feel)
        if state.failed or not _take_over(state):
            break
    return state


def _evaluate(
    state: FormState, questions: list[tuple[_Question, FormExpression]], feel: Feel
) -> None:
    _ask(state, questions, feel, state.data)
    gone = [n for n, _ in enumerate(state.nodes) if state.hidden(n)]
    if gone and not state.failed:
        left = copy.deepcopy(state.data)
        for number in gone:
            if state.nodes[number].field.kind is not FieldKind.GROUP:
                clear(left, state.nodes[number].where)
        _ask(state, questions, feel, {**state.begun, **left})


def _ask(
    state: FormState,
    questions: list[tuple[_Question, FormExpression]],
    feel: Feel,
    data: Mapping[str, object],
) -> None:
    try:
        answers = feel.answers([expression for _, expression in questions], data, state.data)
    except BadExpression:  # too slow or too large as a whole: nothing is hidden, nothing computed
        state.failed, answers = True, []
    keys = [question for question, _ in questions]
    state.answers = dict(zip(keys, answers, strict=True)) if answers else {}


def _take_over(state: FormState) -> bool:
    """Write what was computed, take back what read-only fields were sent; whether any differed."""
    changed = False
    for number, node in enumerate(state.nodes):
        if state.hidden(number):
            continue
        if node.field.kind is FieldKind.EXPRESSION:
            value = state.answers.get((number, "expression"))
        elif state.readonly(number) and not node.trail and node.field.kind not in _HOLDERS:
            value = find(state.begun, node.where)
        else:
            continue
        if find(state.data, node.where) != value:
            put(state.data, node.where, None if value is ABSENT else value)
            changed = True
    return changed


_HOLDERS = frozenset({FieldKind.GROUP, FieldKind.DYNAMICLIST})


def _nodes(fields: Sequence[FormField], data: Data) -> Iterator[FormNode]:
    """Yield all nodes, what is around before what is inside."""
    found: list[FormNode] = []
    _collect(found, fields, data, ((), (), ()))
    yield from found


def _collect(
    found: list[FormNode],
    fields: Sequence[FormField],
    data: Data,
    place: tuple[Trail, Where, tuple[int, ...]],
) -> None:
    trail, base, above = place
    for each in fields:
        number = len(found)
        where = (*base, *each.path)
        found.append(FormNode(each, trail, where, above))
        inside = (*above, number)
        if each.kind is FieldKind.GROUP:
            _collect(found, each.fields, data, (trail, base, inside))
        elif each.kind is FieldKind.DYNAMICLIST:
            rows = find(data, where)
            for row in range(len(rows) if isinstance(rows, list) else 0):
                _collect(
                    found,
                    each.fields,
                    data,
                    ((*trail, (each.path, row)), (*where, row), inside),
                )


def _questions(nodes: list[FormNode]) -> Iterator[tuple[_Question, FormExpression]]:
    for number, node in enumerate(nodes):
        for use, operation, expression in _expressions(node.field):
            yield (number, use), FormExpression(operation, expression, node.trail)


def _expressions(each: FormField) -> Iterator[tuple[str, str, str]]:
    if each.hide:
        yield "hide", "test", each.hide
    if each.readonly not in {"", "true"}:
        yield "readonly", "test", each.readonly
    if each.expression:
        yield "expression", "value", each.expression
    if each.choices is not None and each.choices.expression:
        yield "options", "value", each.choices.expression
    for rule, expression in each.rules.computed:
        yield rule, "value", expression
