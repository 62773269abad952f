"""Decisions: whether their FEEL parses, and whether what they read and give is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from engine.definitions.bpmn.graph import Diagram
from engine.definitions.content import Content
from engine.definitions.dmn.decision import (
    Aggregation,
    Decision,
    DecisionFile,
    DecisionTable,
    HitPolicy,
)
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.text.finding_text import AnyText, FindingText, quoting, subject, suggestion
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.procedures.structure.closure import called_by, decisions_of
from engine.procedures.structure.variables import form_keys, local_to, variables_of
from engine.review.checks.overlap import overlaps
from engine.review.checks.references import ContentNames
from engine.review.findings.nearest import missing
from engine.workflow import slips
from engine.workflow.decisions import problems

_NAME = re.compile(r"[^\W\d][\w ]*(?:\.[^\W\d][\w ]*)*")
_TEXT = re.compile(r'"([^"\\]*)"')
_SPACED = re.compile(r"-\s+[\d.]")
_POWER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?[eE][+-]?\d")
_VALUES = frozenset({"true", "false", "null"})
_SINGLE = frozenset({HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY})


@dataclass(frozen=True, slots=True)
class _Text:
    """One FEEL text of a file and where it stands."""

    text: str
    unary: bool
    line: int
    element: str
    place: AnyText


def check_decision_file(file: DecisionFile) -> list[Finding]:
    """Parse every expression and every cell of a file; report rules that contradict each other."""
    texts = [*_of_decisions(file), *_of_knowledge(file)]
    parsed = problems((t.text, t.unary) for t in texts)
    parsed_problems = [problem or _misread(t) for t, problem in zip(texts, parsed, strict=True)]
    return [
        finding(
            "E710",
            file.file,
            t.line,
            t.element,
            t.place
            + f": {t.text[:80]!r} is not FEEL (character {problem[1]}): {problem[0]}"
            + slips.hint(t.text),
        )
        for t, problem in zip(texts, parsed_problems, strict=True)
        if problem is not None
    ] + [f for decision in file.decisions.values() for f in _overlaps(decision)]


def _misread(text: _Text) -> tuple[str, int] | None:
    """What feelin parses and never hits."""
    bare = _TEXT.sub(lambda found: " " * len(found[0]), text.text)
    spaced = _SPACED.match(bare) if text.unary else None
    if spaced:
        return "write a negative number without a space", 1
    comma = slips.decimal_comma(text.text) if text.unary else None
    if comma is not None:
        return "two tests stand here", comma + 1
    doubled = slips.doubled_sign(text.text)
    if doubled is not None:
        return "FEEL has no such sign", doubled + 1
    power = _POWER.search(bare)
    return ("FEEL has no such way to write a number", power.start() + 1) if power else None


def _overlaps(decision: Decision) -> Iterator[Finding]:
    """One remark for each rule of a UNIQUE table that an earlier one can be hit with."""
    if not isinstance(decision.logic, DecisionTable):
        return
    earlier: dict[int, int] = {}
    for one, other in overlaps(decision.logic):
        earlier.setdefault(other, one)
    for other, one in sorted(earlier.items()):
        rules = f", rule {other}: can be hit together with rule {one}, which UNIQUE makes an error"
        line = decision.logic.rules[other - 1].line
        yield finding("W705", decision.file, line, decision.id, _named(decision) + rules)


def check_decisions(content: Content, names: ContentNames) -> list[Finding]:
    """Judge all files, and each procedure that uses one of them."""
    files = {file.file: file for file in content.decisions.values()}
    found = [f for file in files.values() for f in check_decision_file(file)]
    used: set[str] = set()
    for procedure in content.procedures.values():
        main = content.diagrams.get(procedure.diagram)
        diagrams = called_by(main, content.diagrams)
        wanted = [key for key in decisions_of(procedure, diagrams) if key in content.decisions]
        used |= {content.decisions[key].file for key in wanted}
        found += _case_decision(procedure, content, names)
    found += [f for diagram in content.diagrams.values() for f in _read_by_tasks(diagram, content)]
    if content.procedures and not content.broken_files:
        found += [_unused(file) for name, file in files.items() if name not in used]
    return found


def _read_by_tasks(diagram: Diagram, content: Content) -> Iterator[Finding]:
    """What the decisions of its tasks read; nothing where it is not known what is given."""
    deciding = [n for n in diagram.nodes.values() if n.decision in content.decisions]
    given = variables_of(diagram, content) if deciding else None
    if given is not None:
        for node in deciding:
            file = content.decisions[node.decision]
            yield from _unknown(file, node.decision, given | local_to(node, diagram))


def _unused(file: DecisionFile) -> Finding:
    text = "no procedure uses a decision of this file"
    return finding("W702", file.file, 1, file.id, text)


def _of_decisions(file: DecisionFile) -> Iterator[_Text]:
    for decision in file.decisions.values():
        place = _named(decision)
        table = decision.logic
        if isinstance(table, DecisionTable):
            yield from _of_table(table, decision, place)
        else:
            yield _Text(table.expression, False, table.line, decision.id, place)


def _of_table(table: DecisionTable, decision: Decision, place: AnyText) -> Iterator[_Text]:
    for column in table.inputs:
        named = place + f', input "{column.label}"'
        yield _Text(column.expression, False, column.line, decision.id, named)
        if column.values:
            yield _Text(column.values, True, column.line, decision.id, named + ", its values")
    for output in table.outputs:
        named = place + f', output "{output.label}"'
        if output.values:
            text = f"[{output.values}]"
            yield _Text(text, False, output.line, decision.id, named + ", its values")
        if output.default:
            yield _Text(output.default, False, output.line, decision.id, named + ", its default")
    yield from _of_rules(table, decision, place)


def _of_rules(table: DecisionTable, decision: Decision, place: AnyText) -> Iterator[_Text]:
    inputs, outputs = ([c.label for c in table.inputs], [c.label for c in table.outputs])
    for number, rule in enumerate(table.rules, start=1):
        for cells, labels, unary in ((rule.inputs, inputs, True), (rule.outputs, outputs, False)):
            for cell, label in zip(cells, labels, strict=True):
                if cell.text:
                    named = place + f', rule {number}, column "{label}"'
                    yield _Text(cell.text, unary, cell.line, decision.id, named)


def _of_knowledge(file: DecisionFile) -> Iterator[_Text]:
    for model in file.knowledge.values():
        place = subject('business knowledge model "{}"', model.name)
        yield _Text(model.body.expression, False, model.body.line, model.id, place)


def _unknown(file: DecisionFile, wanted: str, given: frozenset[str]) -> Iterator[Finding]:
    """Inputs that plainly name a variable which nothing on the way gives."""
    needed = file.needed_by(file.decisions[wanted])
    results = {name for d in needed for name in (d.id, d.name, d.variable)}
    results |= {
        o.name for d in needed if isinstance(d.logic, DecisionTable) for o in d.logic.outputs
    }
    known = given | results
    for decision in needed:
        columns = decision.logic.inputs if isinstance(decision.logic, DecisionTable) else ()
        for column in columns:
            root = column.expression.partition(".")[0].strip()
            if _NAME.fullmatch(column.expression) and root not in known:
                place = _named(decision) + f', input "{column.label}": nothing gives '
                text = quoting('"{}"', root) + suggestion(root, _near(known))
                yield finding("W701", file.file, column.line, decision.id, place + text)
        yield from _bare_words(decision, known)


def _bare_words(decision: Decision, known: Set[str]) -> Iterator[Finding]:
    """Cells with a word that nothing gives: mostly a text without its quotes."""
    if not isinstance(decision.logic, DecisionTable):
        return
    for cell in _of_rules(decision.logic, decision, _named(decision)):
        bare = _TEXT.sub('""', cell.text)
        for word in map(str.strip, bare.split(",") if cell.unary else [bare]):
            root = word.partition(".")[0].strip()
            if _NAME.fullmatch(word) and root not in known and word not in _VALUES:
                text = quoting(': nothing gives "{}"; a text stands in quotes: "…"', word)
                yield finding("W701", decision.file, cell.line, decision.id, cell.place + text)


def _named(decision: Decision) -> FindingText:
    return subject('decision "{}"', decision.label)


def _near(known: Iterable[str]) -> list[str]:
    return [name for name in known if name]


def _case_decision(
    procedure: Procedure, content: Content, names: ContentNames
) -> Iterator[Finding]:
    """The decision that chooses the case: it exists, and gives ids of cases."""
    wanted = procedure.case_decision
    if not wanted:
        return
    line = procedure.key_lines.get("time_limit_decision", procedure.line)
    file = content.decisions.get(wanted)
    if file is None:
        if not names.has(wanted, names.decisions):
            text = missing("decision", wanted, names.decisions, "bpmn/")
            place = (procedure.file, line, procedure.code)
            yield finding("E714", *place, f"{procedure.code}: " + text)
        return
    yield from _case_ids(procedure, file, file.decisions[wanted])
    form = content.forms.get(procedure.form)
    if form is not None:
        yield from _unknown(file, wanted, frozenset(form_keys(form) | {"kenh"}))


def _case_ids(procedure: Procedure, file: DecisionFile, decision: Decision) -> Iterator[Finding]:
    table = decision.logic
    if not isinstance(table, DecisionTable):
        return
    place = _named(decision)
    single = table.policy in _SINGLE and table.aggregation is Aggregation.LIST
    if len(table.outputs) != 1 or not single:
        unfit = place + f": {procedure.code} needs exactly one case of it: one output, one hit"
        yield finding("E716", file.file, decision.line, decision.id, unfit)
        return
    cells = [(f"rule {n}", r.outputs[0].text, r.line) for n, r in enumerate(table.rules, start=1)]
    cells.append(("the default", table.outputs[0].default, table.outputs[0].line))
    known = [case.id for case in procedure.cases]
    for where, text, line in cells:
        literal = _TEXT.fullmatch(text)
        if literal is not None and literal[1] not in known:
            no_case = quoting('"{}" is no case of ', literal[1]) + procedure.code
            message = place + f", {where}: " + no_case + suggestion(literal[1], known)
            yield finding("E716", file.file, line, decision.id, message)
