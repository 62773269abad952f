"""The manifest against the rest: diagram, forms, units, roles, and the marks law needs."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.bpmn.graph import Diagram, EventKind, FlowNode, NodeKind
from engine.definitions.content import Content
from engine.definitions.manifests.manifest import PauseRule, Procedure
from engine.definitions.organisation.roles import APPLICANT, LEADER, ONE_STOP, RECORDS_CLERK
from engine.definitions.status import UNANSWERED, Milestone, Status
from engine.definitions.text.finding_text import AnyText, FindingText, quoting
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.procedures.structure.closure import called_by
from engine.procedures.structure.steps import first_step
from engine.review.checks.references import ContentNames
from engine.review.findings.element_names import on_node, process_named
from engine.review.findings.nearest import missing
from engine.review.soundness.game import DONE, play
from engine.review.soundness.net import NetBuilder

# Roles of an agency as a whole; the others belong to one of its divisions.
_AGENCY_WIDE = frozenset({APPLICANT, ONE_STOP, LEADER, RECORDS_CLERK})
_NEEDED = (
    (Milestone.RECEIVED, "E626", "the time limit would never run"),
    (Milestone.RESOLVED, "W614", "the moment that is scored as early, on time or late"),
)


def check_procedure(procedure: Procedure, content: Content, names: ContentNames) -> list[Finding]:
    """Judge one procedure. Findings on its diagram stand at the diagram."""
    found = [
        _note(procedure, code, key, text) for code, key, text in _names(procedure, content, names)
    ]
    diagram = content.diagrams.get(procedure.diagram)
    if diagram is not None and procedure.fileable:
        within = called_by(diagram, content.diagrams)
        found += _without_unit(procedure, within)
        found += [*_milestones(procedure, within), *check_marks(diagram, procedure.internal)]
        found += _never_closed(procedure, within)
    return found


def _note(procedure: Procedure, code: str, key: str, text: AnyText) -> Finding:
    line = procedure.key_lines.get(key, procedure.line)
    return finding(code, procedure.file, line, procedure.code, f"{procedure.code}: " + text)


def _names(
    procedure: Procedure, content: Content, names: ContentNames
) -> Iterator[tuple[str, str, FindingText]]:
    wanted, units = procedure.diagram, content.organisation.units
    if wanted and not names.has(wanted, names.diagrams):
        yield "E621", "diagram", missing("diagram", wanted, names.diagrams, "bpmn/")
    forms = [("form", procedure.form), *(("papers", p.form) for p in procedure.papers)]
    for key, form in dict.fromkeys(forms):
        if form and not names.has(form, names.forms):
            yield "E622", key, missing("form", form, names.forms, "forms/")
    for role, unit in procedure.units.items():
        if names.roles and role not in names.roles:
            yield "E624", "units", missing("role", role, names.roles, "processes/roles.yaml")
        if units and unit not in units:
            yield "E623", "units", missing("unit", unit, units, "processes/agencies.yaml")
    if units and procedure.agency not in units:
        text = missing("agency", procedure.agency, units, "processes/agencies.yaml")
        yield "E623", "agency", text


def _without_unit(procedure: Procedure, within: list[Diagram]) -> list[Finding]:
    nodes = [n for d in within for n in d.nodes.values()]
    steps = [n for n in nodes if n.kind is NodeKind.USER_TASK]
    roles = {n.role for n in steps if n.role and not (n.unit or n.unit_from)}
    then = "the agency as a whole acts"
    natural = _AGENCY_WIDE - {ONE_STOP} if procedure.internal else _AGENCY_WIDE
    return [
        _note(procedure, "W615", "units", quoting('role "{}" has no unit: ', role) + then)
        for role in sorted(roles - natural - procedure.units.keys())
    ]


def _never_closed(procedure: Procedure, within: list[Diagram]) -> list[Finding]:
    """Report a procedure whose dossiers would wait for their applicant for ever.

    Under *restart* one that nobody completes is closed, by a message that its diagram waits for.
    """
    nodes = [n for d in within for n in d.nodes.values()]
    asks = any(n.status is Status.SUPPLEMENT and n.stops_clock for n in nodes)
    closes = any(n.awaits == UNANSWERED for n in nodes)
    if procedure.pause_policy is not PauseRule.RESTART or not asks or closes:
        return []
    text = quoting('pause: restart needs a diagram that waits for the message "{}"', UNANSWERED)
    return [_note(procedure, "E629", "pause", text)]


def _milestones(procedure: Procedure, within: list[Diagram]) -> Iterator[Finding]:
    """Report what a diagram under which dossiers are opened lacks, once for all procedures.

    Where no limit runs, nothing needs to mark its beginning and end.
    """
    main = within[0]
    line = min((n.line for n in main.nodes.values()), default=1)
    marked = {n.milestone for d in within for n in d.nodes.values()}
    process = process_named(main)
    if first_step(main) is None:
        text = process + ": has no user task: nobody could ever act"
        yield finding("E625", main.file, line, main.id, text)
    for milestone, code, then in _NEEDED if procedure.cases else ():
        if milestone not in marked:
            text = process + f": no event has motcua:milestone = {milestone.value}: {then}"
            yield finding(code, main.file, line, main.id, text)


def check_marks(diagram: Diagram, internal: bool = False) -> list[Finding]:
    """Report waits and ends at which people would see a status that does not fit.

    What an internal dossier first waits for is work like any other: nobody has it to receive.
    """
    first, last = first_step(diagram), _last_without_status(diagram)
    findings = []
    for node in diagram.nodes.values():
        if node.kind is NodeKind.END and node.id not in last:
            continue
        text = _unmarked(node, node == first and not internal)
        if text:
            code = "W613" if node.kind is NodeKind.END else "W612"
            findings.append(on_node(diagram, node, code, text))
    return findings


def _last_without_status(diagram: Diagram) -> set[str]:
    """Return ends by which alone, without any that sets a status, a dossier can come to its end.

    An end beside the main course, as after a reminder, is none of them: the dossier goes on.
    """
    marked = {n.id for n in diagram.nodes.values() if n.kind is NodeKind.END and n.status}
    played = play(NetBuilder(diagram, None, frozenset(marked)).build())
    if DONE not in played.came_from:
        return set()
    return {m.node for m in played.way_to(DONE) if m.node}


def _unmarked(node: FlowNode, is_first: bool) -> str:
    if node.status is not None:
        return ""
    if node.kind is NodeKind.END:
        plain = node.event is None or node.event.kind in (EventKind.NONE, EventKind.TERMINATE)
        ends = node.parent is None and plain
        return "sets no motcua:status: the dossier keeps the one it had" if ends else ""
    waits = node.kind in (NodeKind.USER_TASK, NodeKind.RECEIVE_TASK, NodeKind.CATCH)
    if waits and (is_first or node.stops_clock or node.role == APPLICANT):
        return "waits here without a motcua:status of its own"
    return ""
