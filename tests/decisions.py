"""Decision tables as Camunda Modeler saves them, written as rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
    xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_1" name="Thử"
    namespace="http://camunda.org/schema/1.0/dmn" exporter="Camunda Modeler"
    exporterVersion="5.30.0" modeler:executionPlatform="Camunda Cloud"
    modeler:executionPlatformVersion="8.8.0">
"""
TAIL = "</definitions>\n"

Column = tuple[str, str]  # expression (or name of the output) and type


def dmn(*decisions: str, head: str = HEAD) -> bytes:
    return (head + "\n".join(decisions) + TAIL).encode()


def table(  # noqa: PLR0913
    rules: Sequence[str],
    policy: str = "UNIQUE",
    inputs: Sequence[Column] = (("x", "number"),),
    outputs: Sequence[Column] = (("kết quả", "string"),),
    *,
    id: str = "quyet_dinh",
    name: str = "Quyết định",
    aggregation: str = "",
    values: str = "",
    defaults: Sequence[str] = (),
    requires: Sequence[str] = (),
    inside: str = "",
) -> str:
    """Rules read `cell | cell => cell | cell`; `values` are those of the first output."""
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    parts = [f'<decision id="{id}" name={quoteattr(name)}>{_required(requires)}{inside}']
    parts.append(f'<decisionTable id="{id}_table" hitPolicy="{policy}"{extra}>')
    for number, (expression, kind) in enumerate(inputs):
        parts.append(
            f'<input id="{id}_i{number}" label={quoteattr(expression)}>'
            f'<inputExpression id="{id}_e{number}" typeRef="{kind}">{_text(expression)}'
            "</inputExpression></input>"
        )
    for number, (output, kind) in enumerate(outputs):
        listed = f"<outputValues>{_text(values)}</outputValues>" if values and not number else ""
        default = defaults[number] if defaults else ""
        given = f"<defaultOutputEntry>{_text(default)}</defaultOutputEntry>" if default else ""
        parts.append(
            f'<output id="{id}_o{number}" name={quoteattr(output)} typeRef="{kind}">'
            f"{listed}{given}</output>"
        )
    parts += [_rule(f"{id}_r{number}", rule) for number, rule in enumerate(rules)]
    return "\n".join([*parts, "</decisionTable></decision>"])


def literal(
    expression: str, *, id: str, name: str, requires: Sequence[str] = (), inside: str = ""
) -> str:
    return (
        f'<decision id="{id}" name={quoteattr(name)}><variable id="{id}_v" name={quoteattr(name)}/>'
        f"{_required(requires)}{inside}<literalExpression>{_text(expression)}</literalExpression>"
        "</decision>"
    )


def _required(keys: Sequence[str]) -> str:
    return "".join(
        f'<informationRequirement><requiredDecision href="#{key}"/></informationRequirement>'
        for key in keys
    )


def _rule(key: str, rule: str) -> str:
    left, _, right = rule.partition("=>")
    cells = [f"<inputEntry>{_text(c.strip())}</inputEntry>" for c in left.split("|")]
    cells += [f"<outputEntry>{_text(c.strip())}</outputEntry>" for c in right.split("|")]
    return f'<rule id="{key}">{"".join(cells)}</rule>'


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"
