"""Check what was typed against the form that was shown, because a browser can be bypassed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.definitions.fields import Field, FieldKind
from engine.definitions.form import Form
from engine.definitions.values import Broken, clean_value, is_empty
from engine.errors import BadExpression, FieldProblem, Invalid

Evaluate = Callable[[str, Mapping[str, object]], object]
MAX_ROWS = 200
_ABSENT = object()
_Tree = dict[str, "_Tree | Field"]


def check_form(
    form: Form,
    values: Mapping[str, object],
    evaluate: Evaluate,
    inputs: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return the values of the form's own keys, cleaned; raise Invalid with every problem.

    `inputs` are the variables that the form was shown with. Hidden, read-only and disabled fields
    are left out whatever was sent for them; keys that the form does not have are problems. What
    was sent empty is None, so that it clears what stood there before.
    """
    check = _Check(evaluate, [])
    known = _tree(form.fields)
    check.refuse_unknown(values, known, ())
    shown = {**(inputs or {}), **{k: v for k, v in values.items() if k in known}}
    cleaned = check.level(form.fields, values, _Place((), shown))
    if check.problems:
        raise Invalid(check.problems)
    return cleaned


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a field stands (for its key in problems), and the variables seen from there."""

    prefix: tuple[str, ...]
    variables: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Check:
    """One check of one form."""

    evaluate: Evaluate
    problems: list[FieldProblem]

    def level(
        self, fields: Sequence[Field], values: Mapping[str, object], place: _Place
    ) -> dict[str, object]:
        """Check the fields of the form, or of one row of a list."""
        result: dict[str, object] = {}
        for field in self._accepted(fields, place):
            sent = _find(values, field.path)
            try:
                kept = self._value(field, None if sent is _ABSENT else sent, place)
            except Broken as broken:
                key = ".".join((*place.prefix, *field.path))
                self.problems.append(FieldProblem(key, broken.code, field.label, broken.limit))
            else:
                if kept is not None or sent is not _ABSENT:
                    _put(result, field.path, kept)
        return result

    def refuse_unknown(
        self, values: Mapping[str, object], known: _Tree, prefix: tuple[str, ...]
    ) -> None:
        """Tell every key that the form does not have."""
        for key, value in values.items():
            found = known.get(key)
            path = ".".join((*prefix, str(key)))
            if found is None:
                self.problems.append(FieldProblem(path, "unknown", str(key)))
            elif isinstance(found, dict):
                if isinstance(value, Mapping):
                    self.refuse_unknown(value, found, (*prefix, str(key)))
                elif value is not None:
                    self.problems.append(FieldProblem(path, "type", str(key)))

    def _accepted(self, fields: Sequence[Field], place: _Place) -> Iterator[Field]:
        """Yield the fields that take values, those of groups too, but of hidden groups none."""
        for field in fields:
            if field.disabled or self._holds(field.hide, place):
                continue
            if field.kind is FieldKind.GROUP:
                yield from self._accepted(field.fields, place)
            elif not self._holds(field.readonly, place):
                yield field

    def _holds(self, condition: str, place: _Place) -> bool:
        if condition in ("", "true"):
            return condition == "true"
        try:
            return self.evaluate(condition, place.variables) is True
        except BadExpression:  # as in the browser: a field whose condition fails is shown
            return False

    def _value(self, field: Field, value: object, place: _Place) -> object:
        if field.kind is FieldKind.EXPRESSION:
            return self._computed(field, place)
        if field.kind is FieldKind.DYNAMICLIST:
            return self._rows(field, value, place)
        if is_empty(value):
            if field.rules.required:
                raise Broken("required")
            return False if field.kind is FieldKind.CHECKBOX else None
        kept = clean_value(field, value, self._options(field, place))
        if field.rules.pattern and isinstance(kept, str):
            self._match(field.rules.pattern, kept)
        return kept

    def _computed(self, field: Field, place: _Place) -> object:
        """Compute an expression here; what the browser computed is not believed."""
        try:
            return self.evaluate(field.expression, place.variables)
        except BadExpression:
            raise Broken("expression") from None

    def _match(self, pattern: str, text: str) -> None:
        """Match by FEEL: a designer's pattern could keep Python's own busy without end."""
        try:
            found = self.evaluate("matches(text, pattern)", {"text": text, "pattern": pattern})
        except BadExpression:
            found = False
        if found is not True:
            raise Broken("pattern", pattern)

    def _options(self, field: Field, place: _Place) -> tuple[object, ...]:
        choices = field.choices
        if choices is None:
            return ()
        if choices.values:
            return tuple(value for value, _ in choices.values)
        found: object
        if choices.key:
            found = _find(place.variables, tuple(choices.key.split(".")))
        else:
            found = self._computed_options(choices.expression, place)
        items = found if isinstance(found, list | tuple) else ()
        return tuple(i.get("value") if isinstance(i, Mapping) else i for i in items)

    def _computed_options(self, expression: str, place: _Place) -> object:
        try:
            return self.evaluate(expression, place.variables)
        except BadExpression:
            return ()

    def _rows(self, field: Field, value: object, place: _Place) -> list[dict[str, object]]:
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise Broken("type", "list")
        if len(value) > MAX_ROWS:
            raise Broken("max_rows", MAX_ROWS)
        known = _tree(field.fields)
        rows = []
        for number, row in enumerate(value, start=1):
            prefix = (*place.prefix, *field.path, str(number))
            self.refuse_unknown(row, known, prefix)
            seen = {k: v for k, v in row.items() if k in known}
            around = {"this": seen, "parent": place.variables, "i": number}
            inner = _Place(prefix, {**place.variables, **around, **seen})
            rows.append(self.level(field.fields, row, inner))
        return rows


def _tree(fields: Sequence[Field]) -> _Tree:
    """Lay out the keys that values may have; the rows of a list are checked on their own."""
    result: _Tree = {}
    for field in fields:
        if field.kind is FieldKind.GROUP:
            _merge(result, _tree(field.fields))
        else:
            inner: _Tree = {field.path[-1]: field}
            for part in reversed(field.path[:-1]):
                inner = {part: inner}
            _merge(result, inner)
    return result


def _merge(into: _Tree, other: _Tree) -> None:
    for key, value in other.items():
        known = into.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
        else:
            into[key] = value


def _find(values: Mapping[str, object], path: tuple[str, ...]) -> object:
    found: object = values
    for part in path:
        found = found.get(part, _ABSENT) if isinstance(found, Mapping) else _ABSENT
    return found


def _put(result: dict[str, object], path: tuple[str, ...], value: object) -> None:
    for part in path[:-1]:
        inner = result.setdefault(part, {})
        result = inner if isinstance(inner, dict) else {}
    result[path[-1]] = value
