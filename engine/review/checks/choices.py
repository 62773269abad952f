"""Gateways that decide by one variable: values that match nothing, or two flows at once.

The conditions are evaluated for each value that the variable can have: the options of its field in
a form, true and false of a checkbox, and the literals that the conditions name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from engine.definitions.bpmn.graph import Diagram, Flow, FlowNode, NodeKind
from engine.definitions.content import Content
from engine.definitions.forms.form import Form
from engine.definitions.text.finding_text import FindingText, quoting
from engine.errors import BadExpression, Finding
from engine.procedures.structure.shapes import merged, of_fields
from engine.procedures.structure.variables import family_of, forms_around
from engine.review.findings.element_names import on_node
from engine.workflow import feel, reading

_DECIDES = (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE)
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NUMBER = re.compile(r"(?<![\w.\"])-?\d+(?:\.\d+)?(?![\w.\"])")
_PATIENCE = 3  # gateways of a diagram whose conditions may fail or never end
_MOST = 60  # values tried at one gateway
Values = list[object]


def check_choices(diagram: Diagram, content: Content) -> tuple[list[Finding], set[str]]:
    """Judge every gateway all of whose conditions read one and the same variable.

    Also the gateways of which all values are known: what is found about these without knowing
    the forms is found more exactly here.
    """
    around = forms_around(family_of(diagram, content.diagrams), content)
    options = _options([content.forms[f] for f in around if f in content.forms])
    found: list[Finding] = []
    known: set[str] = set()
    failed = 0
    for node in diagram.nodes.values():
        if node.kind not in _DECIDES or not node.outgoing[1:]:
            continue
        flows = [diagram.flows[f] for f in node.outgoing if f != node.default]
        name = _variable(flows)
        if name:
            known |= {node.id} if options.get(name) else set()
            try:
                faults = list(_judge(node, flows, name, options.get(name)))
            except BadExpression:
                failed += 1
                faults = []
            found += [on_node(diagram, node, code, text) for code, text in faults]
        if failed >= _PATIENCE:
            break
    return found, known


def _variable(flows: list[Flow]) -> str:
    """The one variable that all conditions read, else nothing."""
    read = [reading.read(f.condition) for f in flows if f.condition]
    names = {name for one in read for name in one.variables}
    whole = len(read) == len(flows) and all(r.wrong is None for r in read)
    paths = any(f"{name}." in f.condition for name in names for f in flows)
    return names.pop() if whole and len(names) == 1 and not paths else ""


def _options(forms: Iterable[Form]) -> dict[str, Values]:
    """What each field that gives one of a fixed set can give; none where others can too."""
    shapes = merged([of_fields(form.fields) for form in forms])
    return {name: list(s.values) for name, s in shapes.items() if s.values and not s.listed}


def _judge(
    node: FlowNode, flows: list[Flow], name: str, options: Values | None
) -> Iterator[tuple[str, FindingText]]:
    named_in = _literals(flows)
    tried = [*(options or []), *(v for v in named_in if v not in (options or []))][:_MOST]
    hits = {at: _hits(flows, name, value) for at, value in enumerate(tried)}
    if options and not node.default:
        for at in range(min(len(options), len(tried))):
            if not hits[at]:
                yield "W622", f"no flow is taken where {name} is " + _shown(tried[at])
    reported: set[tuple[str, str]] = set()
    for at, taken in hits.items() if node.kind is NodeKind.EXCLUSIVE else ():
        for one, two in combinations(taken, 2):
            if (one.id, two.id) not in reported:
                reported.add((one.id, two.id))
                both = quoting(', both "{}" and "{}" fit: the first wins', _flow(one), _flow(two))
                yield "W623", f"where {name} is " + _shown(tried[at]) + both


def _hits(flows: list[Flow], name: str, value: object) -> list[Flow]:
    found = []
    for flow in flows:
        if feel.evaluate(flow.condition, {name: value}) is True:
            found.append(flow)
    return found


def _literals(flows: list[Flow]) -> Values:
    values: Values = []
    for flow in flows:
        texts = [m.group(1) for m in _TEXT.finditer(flow.condition)]
        bare = _TEXT.sub("", flow.condition)
        numbers = [float(m.group()) for m in _NUMBER.finditer(bare)]
        values += [*texts, *(n + step for n in numbers for step in (-1, 0, 1))]
    return list(dict.fromkeys(values))


def _shown(value: object) -> FindingText:
    if isinstance(value, bool):
        return FindingText("true" if value else "false")
    return quoting('"{}"', value) if isinstance(value, str) else FindingText(f"{value:g}")


def _flow(flow: Flow) -> str:
    return flow.name or flow.condition
