"""What internal procedures, and the numbering of dossiers, ask of the content."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.bpmn.graph import Diagram, NodeKind
from engine.definitions.content import AGENCIES, Content
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.organisation.roles import APPLICANT
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.procedures.structure.closure import called_by
from engine.procedures.structure.steps import first_step
from engine.procedures.structure.variables import is_openers
from engine.review.findings.element_names import on_node


def check_agency_codes(content: Content) -> list[Finding]:
    """Report agencies whose dossiers could not be numbered; one that only informs needs no code."""
    found = []
    for procedure in content.procedures.values():
        unit = content.organisation.units.get(procedure.agency)
        if unit is not None and not unit.code and procedure.fileable:
            text = f": dossiers of {procedure.code} are numbered by it"
            needs = quoting('agency "{}" needs its "{}"', unit.id, "code")
            found.append(finding("E637", AGENCIES, unit.line or 1, unit.id, needs + text))
    return found


def check_internal(procedure: Procedure, content: Content) -> list[Finding]:
    """Report what cannot be in the diagram of an internal procedure."""
    main = content.diagrams.get(procedure.diagram)
    if main is None or not procedure.internal:
        return []
    found = [
        on_node(diagram, node, "E638", f"{procedure.code} is internal and has no applicant")
        for diagram in called_by(main, content.diagrams)
        for node in diagram.nodes.values()
        if node.kind is NodeKind.USER_TASK and node.role == APPLICANT
    ]
    return [*found, *_first(procedure, main)]


def _first(procedure: Procedure, main: Diagram) -> Iterator[Finding]:
    node = first_step(main)
    if node is None:
        return
    computed = bool(node.unit_from) and not is_openers(node)
    if node.role_from or computed:
        text = f"nobody could tell who may open {procedure.code}: its role or unit is computed"
        yield on_node(main, node, "E639", text)
