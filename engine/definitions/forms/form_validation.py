"""Check what was typed against the form that was shown, because a browser can be bypassed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from engine.definitions.forms.choices import offered
from engine.definitions.forms.fields import FieldKind, FormField, Rules
from engine.definitions.forms.form import Form
from engine.definitions.forms.form_data import ABSENT, Data, find, fixed_options, put, values_of
from engine.definitions.forms.form_feel import Feel
from engine.definitions.forms.form_state import FormNode, FormState, settle
from engine.definitions.forms.values import MAX_ROWS, Broken, clean_value, day_of, is_empty, same
from engine.errors import BadExpression, FieldProblem, Invalid

_Tree = dict[str, "_Tree | FormField"]


def check_form(
    form: Form,
    values: Mapping[str, object],
    feel: Feel,
    inputs: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return the values of the form's own keys, cleaned; raise Invalid with every problem.

    `inputs` are the variables that the form was shown with. Hidden and disabled fields are left
    out whatever was sent for them, read-only ones keep what they showed; keys that the form does
    not have are problems. What was sent empty is None, so that it clears what stood there before.
    """
    state = settle(form.fields, values, inputs or {}, feel)
    check = _Check(state, values, inputs or {}, feel)
    check.refuse_unknown(values, _tree(form.fields), ())
    for number, node in enumerate(state.nodes):
        if not state.hidden(number):
            check.node(number, node)
    check.match()
    if check.problems:
        raise Invalid(p for _, p in sorted(check.problems, key=lambda each: each[0]))
    return check.kept


@dataclass(slots=True)
class _Check:
    """One check of one form; problems are kept with the number of their node."""

    state: FormState
    values: Mapping[str, object]
    inputs: Mapping[str, object]
    feel: Feel
    kept: Data = field(default_factory=dict)
    problems: list[tuple[int, FieldProblem]] = field(default_factory=list)
    patterns: list[tuple[int, str, str]] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)  # lists that could not be read

    def node(self, number: int, node: FormNode) -> None:
        """Check one visible node and keep its value."""
        kind = node.field.kind
        if kind is FieldKind.GROUP or self.broken & set(node.above):
            return
        if node.field.disabled and kind is not FieldKind.DYNAMICLIST:
            return
        sent = find(self.values, node.where)
        try:
            if kind is FieldKind.DYNAMICLIST:
                put(self.kept, node.where, self._rows(node, sent))
            elif self.state.readonly(number) and kind is not FieldKind.EXPRESSION:
                self._shown(node, sent)
            else:
                kept = self._value(number, node.field, None if sent is ABSENT else sent)
                if kept is not None or sent is not ABSENT:
                    put(self.kept, node.where, kept)
        except Broken as broken:
            self.broken.add(number)
            self._add(number, broken)

    def _add(self, number: int, broken: Broken) -> None:
        node = self.state.nodes[number]
        problem = FieldProblem(node.key, broken.code, node.field.label, broken.limit)
        self.problems.append((number, problem))

    def refuse_unknown(
        self, values: Mapping[str, object], known: _Tree, prefix: tuple[str, ...]
    ) -> None:
        """Tell every key that the form does not have."""
        for key, value in values.items():
            found = known.get(key)
            path = ".".join((*prefix, str(key)))
            if found is None:
                self.problems.append((-1, FieldProblem(path, "unknown", str(key))))
            elif isinstance(found, dict):
                if isinstance(value, Mapping):
                    self.refuse_unknown(value, found, (*prefix, str(key)))
                elif value is not None:
                    self.problems.append((-1, FieldProblem(path, "type", str(key))))

    def _shown(self, node: FormNode, sent: object) -> None:
        """Keep what a read-only field showed, where leaving it out would lose it."""
        shown = find(self.state.begun, node.where)
        if node.trail:
            # Rows may have moved: a value that any row showed at this place is believed.
            rows = _column(self.state.begun, node)
            shown = sent if any(same(sent, row) for row in rows) else shown
        elif len(node.field.path) == 1 and node.field.path[0] in self.inputs:
            return  # the variable stands as it is
        if shown is not ABSENT and not is_empty(shown):
            put(self.kept, node.where, shown)

    def _value(self, number: int, each: FormField, value: object) -> object:
        if each.kind is FieldKind.EXPRESSION:
            if self.state.failed:
                raise Broken("expression")
            return self.state.answers.get((number, "expression"))
        if is_empty(value):
            if each.rules.required:
                raise Broken("required")
            return False if each.kind is FieldKind.CHECKBOX else None
        rules = self._rules(number, each.rules)
        kept = clean_value(each, rules, value, self._options(number, each))
        if rules.pattern and isinstance(kept, str):
            self.patterns.append((number, rules.pattern, kept))
        if rules.from_today and isinstance(kept, str) and day_of(kept) < self.feel.today():
            raise Broken("past")
        return kept

    def _rules(self, number: int, rules: Rules) -> Rules:
        """Return the rules with the limits that FEEL gives; what gives none limits nothing."""
        for rule, _ in rules.computed:
            limit = _decimal(self.state.answers.get((number, rule)))
            if limit is not None:
                rules = _LIMITED[rule](rules, limit)
        return rules

    def _options(self, number: int, each: FormField) -> tuple[object, ...]:
        if each.choices is not None and each.choices.expression:
            return offered(self.state.answers.get((number, "options")))
        return fixed_options(each, self.inputs)

    def _rows(self, node: FormNode, value: object) -> list[dict[str, object]]:
        if value is ABSENT or value is None:
            return []
        if not isinstance(value, list) or any(
            row is not None and not isinstance(row, Mapping) for row in value
        ):
            raise Broken("type", "list")
        if len(value) > MAX_ROWS:
            raise Broken("max_rows", MAX_ROWS)
        shown = find(self.state.begun, node.where)
        if node.field.fixed_rows and isinstance(shown, list) and len(value) > len(shown):
            raise Broken("fixed_rows", len(shown))
        known = _tree(node.field.fields)
        for number, row in enumerate(value, start=1):
            self.refuse_unknown(row or {}, known, (node.key, str(number)))
        return [{} for _ in value]

    def match(self) -> None:
        """Match all patterns, with the regular expressions of the browser."""
        pairs = [(pattern, text) for _, pattern, text in self.patterns]
        try:
            found = self.feel.matches(pairs) if pairs else []
        except BadExpression:
            found = [False] * len(pairs)
        for (number, pattern, _), matched in zip(self.patterns, found, strict=True):
            if matched is not True:
                own = self.state.nodes[number].field.rules.told
                self._add(number, Broken("told", own) if own else Broken("pattern", pattern))


_LIMITED: Mapping[str, Callable[[Rules, Decimal], Rules]] = {
    "minimum": lambda rules, limit: replace(rules, minimum=float(limit)),
    "maximum": lambda rules, limit: replace(rules, maximum=float(limit)),
    "min_length": lambda rules, limit: replace(rules, min_length=math.ceil(limit)),
    "max_length": lambda rules, limit: replace(rules, max_length=math.floor(limit)),
}


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _column(data: Data, node: FormNode) -> list[object]:
    """Return what every row of a list showed in a field."""
    found: list[object] = [data]
    for path, _ in node.trail:
        lists = [find(each, path) for each in found]
        found = [row for rows in lists if isinstance(rows, list) for row in rows]
    return [find(row, node.field.path) for row in found]


def _tree(fields: Sequence[FormField]) -> _Tree:
    """Lay out the keys that values may have; the rows of a list are checked on their own."""
    result: _Tree = {}
    for each in values_of(fields):
        level = result
        for part in each.path[:-1]:
            inner = level.setdefault(part, {})
            level = inner if isinstance(inner, dict) else {}
        level[each.path[-1]] = each
    return result
