"""A decision table of a DMN file, column by column and row by row."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from engine.definitions.bpmn.elements import attribute, line_of
from engine.definitions.dmn.decision import (
    Aggregation,
    Cell,
    DecisionTable,
    HitPolicy,
    InputColumn,
    OutputColumn,
    Rule,
)
from engine.definitions.dmn.dmn_elements import (
    DmnReport,
    child,
    children,
    described,
    feel_in,
    label_of,
    name_of,
    text_in,
    type_in,
)
from engine.definitions.text.finding_text import AnyText, quoting, suggestion

_CAMUNDA = "http://camunda.org/schema/1.0/dmn"
_ORDERED = (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)


def read_table(element: etree._Element, owner: str, report: DmnReport) -> DecisionTable:
    """Read a table; `owner` is what a single output without a name is called."""
    root = element.getroottree().getroot()
    inputs = tuple(
        _input(found, number, root, report)
        for number, found in enumerate(children(element, "input"), start=1)
    )
    outputs = _outputs(element, owner, root, report)
    policy, aggregation = _policy(element, outputs, report)
    rules = tuple(
        _rule(found, number, (inputs, outputs), report)
        for number, found in enumerate(children(element, "rule"), start=1)
    )
    if not rules:
        report.on(element, "W704", "the table has no rule; its result is always empty")
    return DecisionTable(policy, aggregation, inputs, outputs, rules)


def _input(
    element: etree._Element, number: int, root: etree._Element, report: DmnReport
) -> InputColumn:
    expression = child(element, "inputExpression")
    text = feel_in(expression, report)
    label = label_of(element) or text or str(number)
    if not text and not text_in(expression):
        report.on(element, "E709", f"input {number} ({label}) has no expression")
    if attribute(element, "inputVariable", _CAMUNDA):
        report.on(element, "W703", "camunda:inputVariable is not used; write ? for the value")
    return InputColumn(
        label=label,
        expression=text,
        type=type_in(expression, root, report),
        line=line_of(element),
        values=text_in(child(element, "inputValues")),
    )


def _outputs(
    element: etree._Element, owner: str, root: etree._Element, report: DmnReport
) -> tuple[OutputColumn, ...]:
    found = list(children(element, "output"))
    several = len(found) > 1
    result: list[OutputColumn] = []
    for number, output in enumerate(found, start=1):
        name = name_of(output)
        if several and not name:
            report.on(output, "E709", f"output {number} has no name, though there are several")
        elif several and name in {known.name for known in result}:
            report.on(output, "E709", quoting('two outputs have the name "{}"', name))
        result.append(
            OutputColumn(
                label=label_of(output) or name or str(number),
                name=name or owner,
                type=type_in(output, root, report),
                line=line_of(output),
                values=text_in(child(output, "outputValues")),
                default=feel_in(child(output, "defaultOutputEntry"), report),
            )
        )
    if not found:
        report.on(element, "E709", "the table has no output")
    return tuple(result)


def _policy(
    element: etree._Element, outputs: Sequence[OutputColumn], report: DmnReport
) -> tuple[HitPolicy, Aggregation]:
    written = attribute(element, "hitPolicy") or HitPolicy.UNIQUE.value
    known = [policy.value for policy in HitPolicy]
    if written not in known:
        unknown = quoting('the hit policy "{}" is not known', written)
        report.on(element, "E707", unknown + suggestion(written, known))
        return HitPolicy.UNIQUE, Aggregation.LIST
    policy, aggregation = HitPolicy(written), _aggregation(element, report)
    if aggregation and policy is not HitPolicy.COLLECT:
        report.on(element, "E707", f"{policy.value} cannot aggregate; only COLLECT can")
    if aggregation and len(outputs) > 1:
        message = f"COLLECT {aggregation.value} needs exactly one output, not {len(outputs)}"
        report.on(element, "E707", message)
    if policy in _ORDERED and not any(output.values for output in outputs):
        report.on(element, "E707", f"{policy.value} needs the values of an output, best first")
    return policy, aggregation


def _aggregation(element: etree._Element, report: DmnReport) -> Aggregation:
    written = attribute(element, "aggregation")
    known = [each.value for each in Aggregation]
    if written in known:
        return Aggregation(written)
    report.on(
        element, "E707", quoting('"{}" is no aggregation', written) + suggestion(written, known[1:])
    )
    return Aggregation.LIST


def _rule(
    element: etree._Element,
    number: int,
    columns: tuple[tuple[InputColumn, ...], tuple[OutputColumn, ...]],
    report: DmnReport,
) -> Rule:
    inputs, outputs = columns
    decision = element.getparent()
    named = described(decision.getparent()) if decision is not None else ""  # type: ignore[arg-type]
    where = named + f", rule {number}"

    def cells(name: str, wanted: Sequence[InputColumn | OutputColumn]) -> tuple[Cell, ...]:
        found = list(children(element, name))
        if len(found) != len(wanted):
            what = "input" if name == "inputEntry" else "output"
            message = f"has {len(found)} {what} cells for {len(wanted)} columns"
            report.on(element, "E708", message, where)
        return tuple(
            _cell(cell, _place(where, wanted, at), report) for at, cell in enumerate(found)
        )

    return Rule(
        inputs=cells("inputEntry", inputs),
        outputs=cells("outputEntry", outputs),
        line=line_of(element),
        annotation=_annotation(element),
    )


def _place(where: AnyText, columns: Sequence[InputColumn | OutputColumn], at: int) -> AnyText:
    label = columns[at].label if at < len(columns) else str(at + 1)
    return where + f', column "{label}"'


def _cell(element: etree._Element, where: AnyText, report: DmnReport) -> Cell:
    return Cell(feel_in(element, report, where), line_of(element))


def _annotation(element: etree._Element) -> str:
    texts = [text_in(found) for found in children(element, "annotationEntry")]
    described_by = child(element, "description")
    if described_by is not None:
        texts.append("".join(map(str, described_by.itertext())).strip())
    return "; ".join(text for text in texts if text)
