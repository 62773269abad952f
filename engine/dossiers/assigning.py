"""Whose step it is: role and unit, by the diagram and the manifest, or computed for each step.

A step that is asked of several agencies at once (multi-instance) computes its unit, and where
need be its role, from the element that it represents.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.definitions.bpmn.graph import FlowNode
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.definitions.status import Channel
from engine.dossiers.open_dossier import OpenDossier
from engine.errors import Refused
from engine.storage.dossiers.dossiers import DossierRow
from engine.workflow import feel
from engine.workflow.waits import Wait


def holder_of(case: OpenDossier, node: FlowNode, wait: Wait) -> tuple[str, str]:
    """Return role and unit of a step that opens now.

    Raises Refused `no_such_role` or `no_such_unit` when an expression names none of ours; the
    applicant's role is never computed, because the legal clock hangs on it.
    """
    if not (node.role_from or node.unit or node.unit_from):
        return node.role, _usual(case, node.role)
    roles = case.installation.roles.keys() - {APPLICANT}
    units = case.installation.organisation.units.keys()
    role, unit = node.role, node.unit
    if node.role_from:
        role = _computed(case, node, wait, (node.role_from, "no_such_role", roles))
    if node.unit_from:
        unit = _computed(case, node, wait, (node.unit_from, "no_such_unit", units))
    return role, unit or _usual(case, role)


def usual_unit(row: DossierRow, procedure: Procedure, role: str) -> str:
    """The unit whose holders of `role` do the step: the manifest's, else the natural one.

    An internal dossier came in by no one-stop: a step of that role is as any other.
    """
    if role in (ONE_STOP, APPLICANT) and row.channel is not Channel.INTERNAL:
        return row.one_stop
    return procedure.units.get(role, row.agency)


def _usual(case: OpenDossier, role: str) -> str:
    return usual_unit(case.row, case.version.procedure, role)


def _computed(
    case: OpenDossier, node: FlowNode, wait: Wait, sought: tuple[str, str, Collection[str]]
) -> str:
    expression, code, known = sought
    value = feel.evaluate(expression, case.run.local(wait.task_id))
    if not isinstance(value, str) or value not in known:
        text = f'Step "{node.label}" cannot open: {expression} gives {value!r}.'
        raise Refused(code, text, step=node.label, value=value)
    return value
