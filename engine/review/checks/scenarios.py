"""What scenarios name: procedures, elements, roles, papers, rules of alerts. Nothing is played."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.definitions.bpmn.graph import FlowNode, NodeKind
from engine.definitions.content import Content
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.scenarios.play import ActKind, Expectation, Scenario
from engine.definitions.scenarios.scenario_file import is_scenario
from engine.definitions.text.finding_text import AnyText
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.procedures.structure.closure import called_by
from engine.review.findings.nearest import missing

_ELEMENT = {ActKind.DO: "step", ActKind.CLAIM: "step", ActKind.SERVICE: "service task"}


def check_scenarios(content: Content) -> list[Finding]:
    """Report every name that does not exist any more."""
    return [f for scenario in content.scenarios for f in check_scenario(scenario, content)]


def check_scenario(scenario: Scenario, content: Content) -> list[Finding]:
    """The same for one; what stands in a file with errors is not missed."""
    code = scenario.play.procedure
    procedure = content.procedures.get(code)
    if procedure is None:
        known = missing("procedure", code, content.procedures, "processes/")
        broken = (f for f in content.broken_files if f.startswith("processes/"))
        if not all(map(is_scenario, broken)):
            return []
        return [_finding(scenario, "E903", scenario.line, code, known)]
    if not procedure.fileable:
        message = f"{code} is information only, so nothing of it can be played"
        return [_finding(scenario, "E903", scenario.line, code, message)]
    main = content.diagrams.get(procedure.diagram)
    if main is None:
        return []  # reported where the manifest names it
    nodes = {k: n for d in called_by(main, content.diagrams) for k, n in d.nodes.items()}
    found = [*_elements(scenario, nodes, procedure.diagram), *_opening(scenario, procedure)]
    return [*found, *_rest(scenario, content, nodes.values())]


def _elements(scenario: Scenario, nodes: dict[str, FlowNode], diagram: str) -> Iterator[Finding]:
    steps = {k for k, n in nodes.items() if n.kind is NodeKind.USER_TASK}
    services = {k for k, n in nodes.items() if n.service}
    for line, act in zip(scenario.lines[1:], scenario.play.acts, strict=False):
        what = _ELEMENT.get(act.kind, "")
        known = services if what == "service task" else steps
        if what and act.target not in known:
            message = missing(what, act.target, known, diagram)
            yield _finding(scenario, "E904", line, act.target, message)
    for expectation in _expectations(scenario):
        for name in expectation.at:
            if name not in nodes:
                message = missing("element", name, nodes, diagram)
                yield _finding(scenario, "E904", expectation.lines["at"], name, message)


def _opening(scenario: Scenario, procedure: Procedure) -> Iterator[Finding]:
    opening, line = scenario.play.opening, (scenario.lines or (scenario.line,))[0]
    papers = [p.id for p in procedure.papers]
    for paper in opening.papers:
        if paper.id not in papers:
            message = missing("paper", paper.id, papers, procedure.code)
            yield _finding(scenario, "E905", line, paper.id, message)
    if opening.case and procedure.case(opening.case) is None:
        cases = [case.id for case in procedure.cases if case.id]
        message = missing("case", opening.case, cases, procedure.code)
        yield _finding(scenario, "E905", line, opening.case, message)


def _rest(scenario: Scenario, content: Content, nodes: Iterable[FlowNode]) -> Iterator[Finding]:
    messages = {n.event.name for n in nodes if n.event is not None and n.event.name}
    for line, act in zip(scenario.lines[1:], scenario.play.acts, strict=False):
        if act.role and act.role not in content.roles:
            message = missing("role", act.role, content.roles, "roles.yaml")
            yield _finding(scenario, "E905", line, act.role, message)
        if act.kind is ActKind.MESSAGE and act.target not in messages:
            message = missing("message", act.target, messages, scenario.play.procedure)
            yield _finding(scenario, "E904", line, act.target, message)
    unit = scenario.play.opening.unit
    if unit and unit not in content.organisation.units:
        message = missing("unit", unit, content.organisation.units, "agencies.yaml")
        yield _finding(scenario, "E905", scenario.line, unit, message)
    rules = [rule.id for rule in content.alerts.rules]
    for expectation in _expectations(scenario):
        for rule in expectation.alerts:
            if rule not in rules:
                message = missing("alert", rule, rules, "alerts.yaml")
                yield _finding(scenario, "E905", expectation.lines["alerts"], rule, message)


def _expectations(scenario: Scenario) -> Iterator[Expectation]:
    yield from (e for e in (*scenario.expected, scenario.at_end) if e is not None)


def _finding(scenario: Scenario, code: str, line: int, element: str, message: AnyText) -> Finding:
    return finding(code, scenario.file, line, element, message)
