"""Flow nodes: one BPMN element and its vendor settings into one node of our graph."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from engine.definitions.bpmn.camunda7 import read_camunda7
from engine.definitions.bpmn.camunda8 import read_camunda8
from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.elements import attribute, bpmn_child, line_of, local, text_of
from engine.definitions.bpmn.events import EventNames, interrupts, read_event
from engine.definitions.bpmn.graph import EventDefinition, EventKind, FlowNode, NodeKind
from engine.definitions.bpmn.lanes import Lanes
from engine.definitions.bpmn.loops import read_loop
from engine.definitions.bpmn.properties import OwnProperties, read_own
from engine.definitions.bpmn.vendor_settings import VendorSettings

EVENTS = frozenset(
    {NodeKind.START, NodeKind.END, NodeKind.THROW, NodeKind.CATCH, NodeKind.BOUNDARY}
)
GATEWAYS = frozenset(
    {NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.EVENT_GATEWAY}
)
SCOPES = frozenset({NodeKind.SUB_PROCESS, NodeKind.EVENT_SUB_PROCESS})
ACTIVITIES = frozenset(NodeKind) - EVENTS - GATEWAYS - {NodeKind.EVENT_SUB_PROCESS}
_KINDS = {kind.value: kind for kind in NodeKind}
_TRUE = ("true", "1")
_MARKERS = {
    "isForCompensation": "draw what undoes a step as a step, after an error or a choice",
    "instantiate": "a dossier is opened by being filed",
    "parallelMultiple": "draw an event for each",
}
_INSTEAD = {
    "transaction": "draw a sub-process, and what undoes its steps after an error",
    "adHocSubProcess": "draw an inclusive gateway before the steps that may be done",
    "complexGateway": "draw exclusive, inclusive and parallel gateways",
}
_RESOURCES = ("performer", "humanPerformer", "potentialOwner", "resourceRole")
_SERVED = frozenset({NodeKind.SERVICE_TASK, NodeKind.SEND_TASK})


@dataclass(frozen=True, slots=True)
class NodeScope:
    """Where a node stands: the enclosing sub-process (None: the process), its lane and role."""

    parent: str | None = None
    triggered: bool = False  # an event sub-process
    lane: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class NodeContext:
    """What reading any node of a process needs."""

    named: EventNames
    lanes: Lanes
    remarks: Remarks


def kind_of(element: etree._Element) -> NodeKind | None:
    """Return the kind of flow node an element is, None for all else."""
    kind = _KINDS.get(local(element))
    if kind is NodeKind.SUB_PROCESS and attribute(element, "triggeredByEvent") in _TRUE:
        return NodeKind.EVENT_SUB_PROCESS
    return kind


def cannot_run(element: etree._Element) -> str:
    """Say that an element is not run, and what to draw instead where there is something."""
    remedy = _INSTEAD.get(local(element), "")
    return f"{local(element)} cannot be run{': ' if remedy else ''}{remedy}"


def read_node(
    element: etree._Element, kind: NodeKind, scope: NodeScope, reading: NodeContext
) -> FlowNode:
    """Read one flow node; its flows are joined to it afterwards."""
    remarks = reading.remarks
    settings = _settings(element, remarks)
    own = read_own(settings.properties, element, remarks)
    lane = reading.lanes.of_node.get(attribute(element, "id"), scope.lane)
    role = settings.group or own.role or reading.lanes.roles.get(lane, "") or scope.role
    node = FlowNode(
        id=attribute(element, "id"),
        name=" ".join(attribute(element, "name").split()),
        kind=kind,
        line=line_of(element),
        parent=scope.parent,
        lane=lane,
        role=role,
        role_from=settings.group_from,
        unit=own.unit,
        unit_from=own.unit_from,
        form=settings.form,
        event=_event(element, kind, (scope, own), reading),
        attached_to=attribute(element, "attachedToRef"),
        interrupting=interrupts(element, kind),
        default=attribute(element, "default"),
        service=settings.service,
        inputs=settings.inputs,
        outputs=settings.outputs,
        script=settings.script,
        result=settings.result,
        decision=settings.decision,
        decision_result=settings.decision_result,
        called=settings.called,
        loop=read_loop(element, remarks, own) if kind in ACTIVITIES else None,
        limit=own.limit,
        status=own.status,
        stops_clock=own.stops_clock,
        milestone=own.milestone,
        documentation=text_of(bpmn_child(element, "documentation")),
        properties=dict(settings.properties),
    )
    _refuse(element, node, remarks)
    return node


def _settings(element: etree._Element, remarks: Remarks) -> VendorSettings:
    settings = read_camunda8(element, remarks) | read_camunda7(element, remarks)
    message = bpmn_child(element, "messageEventDefinition")
    if message is not None:  # the Modeler puts the job of a message event there
        settings = settings | read_camunda8(message, remarks)
    return settings


def _event(
    element: etree._Element,
    kind: NodeKind,
    place: tuple[NodeScope, OwnProperties],
    reading: NodeContext,
) -> EventDefinition | None:
    scope, own = place
    if kind is NodeKind.RECEIVE_TASK:
        name = reading.named.resolve(element, EventKind.MESSAGE, reading.remarks, required=True)
        return EventDefinition(EventKind.MESSAGE, name)
    if kind not in EVENTS:
        return None
    trigger = kind is NodeKind.START and scope.triggered
    scope_bits = (trigger, own.working)
    return read_event(element, kind, scope_bits, (reading.named, reading.remarks))


def _refuse(element: etree._Element, node: FlowNode, remarks: Remarks) -> None:
    """Refuse what lacks a setting that running needs, or has one that is never run."""
    _refuse_markers(element, remarks)
    needs = _need(node, element)
    if needs:
        remarks.on(element, "E214" if node.kind is NodeKind.SCRIPT_TASK else "E216", needs)
    if node.kind is NodeKind.TASK:
        remarks.on(element, "W203", "a task without a kind is passed through; nobody acts there")
    if node.kind is NodeKind.USER_TASK and not (node.role or node.role_from):
        remarks.on(element, "W206", "has neither a candidate group nor a lane: no role can do it")
    _refuse_holder(element, node, remarks)
    error = node.event is not None and node.event.kind is EventKind.ERROR
    if error and node.kind is NodeKind.BOUNDARY and not node.interrupting:
        remarks.on(element, "E219", "an error always interrupts: make the boundary event so")


def _refuse_markers(element: etree._Element, remarks: Remarks) -> None:
    """Refuse markers of BPMN that are never run, and note people who are named another way."""
    for key, remedy in _MARKERS.items():
        if attribute(element, key) in _TRUE:
            remarks.on(element, "E206", f"{key} cannot be run: {remedy}")
    if attribute(element, "eventGatewayType") == "Parallel":
        remarks.on(element, "E206", "waiting for all events cannot be run: use a parallel gateway")
    for name in _RESOURCES:
        if bpmn_child(element, name) is not None:
            remarks.on(element, "W201", f"not used here: {name}; give a candidate group or a lane")


def _refuse_holder(element: etree._Element, node: FlowNode, remarks: Remarks) -> None:
    """Refuse a unit where nobody acts, and an agency whose work would stop the legal clock."""
    elsewhere = bool(node.unit or node.unit_from)
    if elsewhere and node.kind is not NodeKind.USER_TASK:
        remarks.on(element, "E217", "motcua:unit is for user tasks: nobody acts here")
    if (elsewhere or node.role_from) and node.stops_clock:
        message = "only waiting for the applicant stops the clock; an agency that is asked does not"
        remarks.on(element, "E217", message)


def _need(node: FlowNode, element: etree._Element) -> str:
    throws = node.kind in (NodeKind.THROW, NodeKind.END)
    sends = throws and node.event is not None and node.event.kind is EventKind.MESSAGE
    if sends and not node.service:
        return "sends its message by no job type (Camunda 8) or external topic (Camunda 7)"
    if node.kind is NodeKind.CALL_ACTIVITY and not node.called:
        return "names no process to call"
    if node.kind is NodeKind.RULE_TASK and not (node.decision or node.service):
        return "names no decision (other implementations are not run)"
    if node.kind in _SERVED and not node.service:
        return "names no job type (Camunda 8) or external topic (Camunda 7)"
    missing = node.kind is NodeKind.SCRIPT_TASK and not node.script
    given = bpmn_child(element, "script") is not None
    return "has no FEEL script" if missing and not given else ""
