"""Rules of decision tables that are never hit: what their columns test is never such a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from engine.definitions.content import Content
from engine.definitions.dmn.decision import Decision, DecisionFile, DecisionTable
from engine.definitions.text.finding_text import FindingText, quoting, subject
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.procedures.structure.possible_values import KENH, Shapes, shapes_of
from engine.procedures.structure.shapes import ANY, Shape, of_decision, of_fields, union
from engine.review.checks.values import in_vain, instead_of
from engine.workflow import reading

_CODES = ("W706", "W707")
_TEXT = r'"[^"\\]*"'
_TEXTS = re.compile(rf"(?:not\s*\(\s*)?{_TEXT}(?:\s*,\s*{_TEXT})*\s*\)?")
_ONE = re.compile(r'"([^"\\]*)"')


def check_cells(content: Content) -> list[Finding]:
    """Judge each decision by what its variables can hold wherever it is made."""
    found = []
    for (file_name, key), places in _places(content).items():
        file = next(f for f in content.decisions.values() if f.file == file_name)
        decision = file.decisions[key]
        shapes = _common(places) | _required(file, decision)
        name = subject('decision "{}", ', decision.label)
        found += [
            finding(code, file.file, line, key, name + text)
            for line, code, text in _judged(decision, shapes)
        ]
    return found


def _places(content: Content) -> Mapping[tuple[str, str], list[Shapes]]:
    """The variables of each place where a decision is made, by its file and id."""
    places: dict[tuple[str, str], list[Shapes]] = {}
    for wanted, shapes in _made(content):
        file = content.decisions[wanted]
        for decision in file.needed_by(file.decisions[wanted]):
            places.setdefault((file.file, decision.id), []).append(shapes)
    return places


def _made(content: Content) -> Iterator[tuple[str, Shapes]]:
    for diagram in content.diagrams.values():
        wanted = {n.decision for n in diagram.nodes.values()} & content.decisions.keys()
        shapes = shapes_of(diagram, content) if wanted else {}
        yield from ((key, shapes) for key in sorted(wanted))
    for procedure in content.procedures.values():
        if procedure.case_decision in content.decisions:
            form = content.forms.get(procedure.form)
            known = of_fields(form.fields) | {"kenh": KENH} if form is not None else {}
            yield procedure.case_decision, known


def _common(places: Sequence[Shapes]) -> dict[str, Shape]:
    names = set(places[0]).intersection(*places)
    return {name: union(shapes[name] for shapes in places) for name in names}


def _required(file: DecisionFile, decision: Decision) -> dict[str, Shape]:
    """What the decisions give that this one requires: their names come before variables."""
    found: dict[str, Shape] = {}
    for needed in file.needed_by(decision)[:-1]:
        if file.dialect == "camunda7" and isinstance(needed.logic, DecisionTable):
            found |= {output.name: ANY for output in needed.logic.outputs}
        found |= dict.fromkeys((needed.variable, needed.name, needed.id), of_decision(needed))
    return found


def _judged(decision: Decision, shapes: Shapes) -> Iterator[tuple[int, str, FindingText]]:
    """Line, code and words of what is tested in vain."""
    table = decision.logic
    if not isinstance(table, DecisionTable):
        wasted = in_vain(table.expression, shapes, _CODES)
        yield from ((table.line, code, "the expression: " + text) for code, text in wasted)
        return
    for at, column in enumerate(table.inputs):
        for code, text in in_vain(column.expression, shapes, _CODES):
            yield column.line, code, f'input "{column.label}": ' + text
        gives = reading.read(column.expression).gives or ()
        paths = [path for path in gives if not isinstance(path, str)]
        if len(gives) == len(paths) == 1:
            yield from _of_column(table, at, paths[0], shapes)


def _of_column(
    table: DecisionTable, at: int, path: reading.Path, shapes: Shapes
) -> Iterator[tuple[int, str, FindingText]]:
    if shapes.get(path[0], ANY).at(path[1:]).values is None:
        return
    for number, rule in enumerate(table.rules, start=1):
        cell = rule.inputs[at]
        for text in _ONE.findall(cell.text) if _TEXTS.fullmatch(cell.text) else ():
            known = instead_of(text, path, shapes)
            if known is not None:
                place = f'rule {number}, column "{table.inputs[at].label}": '
                tests = quoting('tests for "{}", which "{}" never is', text, ".".join(path))
                yield cell.line, _CODES[0], place + tests + known
