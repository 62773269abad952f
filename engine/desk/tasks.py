"""The steps that wait in a dossier: those the reader may act on, and those that may follow."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from engine.access.dossiers import may_do
from engine.deadlines.marking import step_mark
from engine.definitions.bpmn.graph import Diagram, FlowNode, NodeKind
from engine.definitions.forms.form import Form
from engine.definitions.organisation.roles import APPLICANT
from engine.desk.rows import NextStep, OpenTask
from engine.desk.sight import Sight
from engine.dossiers.assigning import usual_unit
from engine.dossiers.open_dossier import restored
from engine.procedures.reachability.requests import may_ask
from engine.procedures.structure.steps import after
from engine.procedures.structure.variables import is_openers
from engine.storage.dossiers import drafts
from engine.storage.dossiers.steps import StepRow


def open_tasks(sight: Sight, opened: list[StepRow]) -> tuple[OpenTask, ...]:
    """The open steps of the reader's roles, and of the applicant for the one-stop."""
    mine = [s for s in opened if may_do(sight.installation, sight.who, sight.row, s)]
    if not mine:
        return ()
    run = restored(sight.installation, sight.version, sight.row)
    return tuple(_task(sight, step, run.local(step.task_id)) for step in mine)


def _task(sight: Sight, step: StepRow, data: Mapping[str, object]) -> OpenTask:
    who, version = sight.who, sight.version
    node = version.node(step.node)
    form = version.forms.get(node.form) if node.form else None
    draft = drafts.load(sight.tx, step.id, who.id)
    free = step.assignee in (None, who.id)
    own = step.role != APPLICANT
    return OpenTask(
        step_id=step.id,
        task_id=step.task_id,
        name=step.name,
        role=step.role,
        assignee_id=step.assignee,
        assignee=step.assignee_name or "",
        can_claim=own and step.assignee is None,
        can_release=own and step.assignee == who.id,
        can_complete=free,
        form=form,
        values=_shown(form, data, sight.application) | (dict(draft.data) if draft else {}),
        draft_at=draft.saved_at if draft else None,
        time=step_mark(step, sight.row, sight.calendar, sight.at),
        limit=step.limit,
        documentation=node.documentation,
        asks=sight.row.supplements + 1 if own and may_ask(version, node.id) else 0,
    )


def _shown(
    form: Form | None, data: Mapping[str, object], application: Mapping[str, object]
) -> dict[str, object]:
    """The variables that the form is shown with.

    What an officer decided in an earlier pass through the same form is not shown again:
    a second appraisal must not repeat the first one's answer by a careless click.
    """
    keys = {field.path[0] for field in form.walk() if field.path} if form else set()
    return {key: value for key, value in data.items() if key not in keys or key in application}


def next_steps(sight: Sight, here: list[str]) -> tuple[NextStep, ...]:
    """User steps that the diagram may still reach from `here`, nearest first."""
    version = sight.version
    seen, found = set(here), []
    queue = deque(node for node in here if node in version.diagram.nodes)
    while queue:
        for node in _after(version.diagram, queue.popleft()):
            if node.id in seen:
                continue
            seen.add(node.id)
            queue.append(node.id)
            if node.kind is NodeKind.USER_TASK and node.role != APPLICANT:
                found.append(_next(sight, node))
    return tuple(found)


def _after(diagram: Diagram, node: str) -> list[FlowNode]:
    """What may follow: into a sub-process by its starts, out of it by what leaves it."""
    inside = [n for n in diagram.children(node) if n.kind is NodeKind.START]
    return inside or after(diagram, diagram.nodes[node])


def _next(sight: Sight, node: FlowNode) -> NextStep:
    installation, unit = sight.installation, _unit(sight, node)
    return NextStep(
        node=node.id,
        name=node.label,
        role_name=installation.role_name(node.role) if node.role and not node.role_from else "",
        unit_name=installation.unit_name(unit, sight.at) if unit else "",
        named=bool(node.unit),
        limit=node.limit,
    )


def _unit(sight: Sight, node: FlowNode) -> str:
    """Whose step it will be; "" where that is computed when the step opens."""
    if is_openers(node):
        return sight.row.one_stop
    if node.unit_from or (node.role_from and not node.unit):
        return ""
    return node.unit or usual_unit(sight.row, sight.version.procedure, node.role)
