"""Builds the SpiffWorkflow spec of one scope: a process or a (event) sub-process."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.definitions.bpmn.graph import (
    Diagram,
    EventDefinition,
    EventKind,
    Flow,
    FlowNode,
    NodeKind,
)
from engine.workflow.decisions import Plan
from engine.workflow.events import WAKES, Arm, Boundary, Catch, Throw
from engine.workflow.gateways import EventBased, Exclusive, Inclusive, Parallel
from engine.workflow.multi_instance import Many
from engine.workflow.rule_task import RuleTask
from engine.workflow.steps import PassingStep, ScopeStart, ScriptStep, WaitingStep, Way
from engine.workflow.sub_process import Nested
from engine.workflow.waits import WaitKind

EACH = "#each"  # suffix of the inner step of a multi-instance; no id of a diagram has a `#`
NONE = EventDefinition(EventKind.NONE)


def scope_key(process: str, parent: str | None) -> str:
    """The name of a scope's spec."""
    return f"{process}/{parent}" if parent else process


class ScopeBuilder:
    """Builds once, then is thrown away. `plans` are the decisions that tasks name, by id."""

    def __init__(
        self,
        diagram: Diagram,
        parent: str | None,
        plans: Mapping[str, Plan] = MappingProxyType({}),
    ) -> None:
        self.diagram = diagram
        self.plans = plans
        self.parent = parent
        self.spec: Any = WorkflowSpec(name=scope_key(diagram.id, parent))
        self.nodes = diagram.children(parent)
        inside = {n.id for n in self.nodes}
        self.flows = [f for f in diagram.flows.values() if f.source in inside]
        self.steps: dict[str, PassingStep] = {}
        self.parts: dict[str, Any] = {}

    def build(self, parts: dict[str, Any]) -> Any:
        """The spec; `parts` will hold all scopes by key once all are built."""
        self.parts = parts
        entry = ScopeStart(self.spec, self._entry_node())
        self.spec.start = entry
        for node in self.nodes:
            self.steps[node.id] = self._looped(node)
        for flow in self.flows:
            self._connect(flow)
        for node in self.nodes:
            if node.kind is NodeKind.BOUNDARY:
                self._attach(node)
            elif node.kind is NodeKind.EVENT_SUB_PROCESS:
                self._arm(node, entry)
        entry.starts = [self.steps[n.id] for n in starts(self.diagram, self.parent)]
        return self.spec

    def _entry_node(self) -> FlowNode:
        if self.parent:
            return self.diagram.nodes[self.parent]
        return FlowNode(
            id=self.diagram.id, name=self.diagram.name, kind=NodeKind.SUB_PROCESS, line=0
        )

    def _looped(self, node: FlowNode) -> PassingStep:
        if node.loop is None:
            return self._step(node, "")
        inner = self._step(node, node.id + EACH)
        return Many(self.spec, node, node.loop, inner)

    def _step(self, node: FlowNode, name: str) -> PassingStep:
        if node.kind in NESTED:
            return self._nested(node, name)
        if node.kind in GATEWAYS:
            return self._gateway(node)
        if node.kind in EVENTS:
            return self._event(node)
        if node.kind is NodeKind.SCRIPT_TASK:
            return ScriptStep(self.spec, node, name)
        if node.decision:
            return RuleTask(self.spec, node, self.plans.get(node.decision), name)
        waits = WAITING.get(node.kind) or (WaitKind.SERVICE if node.service else None)
        return (
            WaitingStep(self.spec, node, waits, name)
            if waits
            else PassingStep(self.spec, node, name)
        )

    def _nested(self, node: FlowNode, name: str) -> PassingStep:
        called = node.kind is NodeKind.CALL_ACTIVITY
        key = node.called if called else scope_key(self.diagram.id, node.id)
        step = Nested(self.spec, node, key, name)
        step.parts = self.parts
        step.seals = called and bool(node.outputs)
        return step

    def _gateway(self, node: FlowNode) -> PassingStep:
        incoming = tuple(f.id for f in self.flows if f.target == node.id)
        if node.kind is NodeKind.EXCLUSIVE:
            return Exclusive(self.spec, node)
        if node.kind is NodeKind.PARALLEL:
            return Parallel(self.spec, node, incoming)
        if node.kind is NodeKind.INCLUSIVE:
            reach = {f.id: self._reach(f) for f in self.flows if f.target == node.id}
            return Inclusive(self.spec, node, incoming, reach)
        return EventBased(self.spec, node)

    def _event(self, node: FlowNode) -> PassingStep:
        event = node.event or NONE
        if node.kind is NodeKind.BOUNDARY:
            return Boundary(self.spec, node, event)
        if node.kind is NodeKind.CATCH:
            return Catch(self.spec, node, WAKES[event.kind])
        if node.kind is NodeKind.START or event.kind is EventKind.NONE:
            return PassingStep(self.spec, node)
        if event.kind is EventKind.MESSAGE:
            if node.service:
                return WaitingStep(self.spec, node, WaitKind.SERVICE)
            return PassingStep(self.spec, node)
        return Throw(self.spec, node, event)

    def _connect(self, flow: Flow) -> None:
        source = self.steps[flow.source]
        default = source.node.default == flow.id
        condition = "" if default else flow.condition
        source.leads_to(Way(flow.id, self.steps[flow.target], condition, default))

    def _attach(self, node: FlowNode) -> None:
        host = self.steps[node.attached_to]
        if isinstance(host, WaitingStep | Nested | Many):
            host.listeners.append(self.steps[node.id])

    def _arm(self, node: FlowNode, entry: ScopeStart) -> None:
        for start in self.diagram.children(node.id):
            if start.kind is NodeKind.START and start.event is not None:
                arm = Arm(self.spec, start, start.event)
                arm.leads_to(Way("", self.steps[node.id]))
                entry.armed.append(arm)

    def _reach(self, flow: Flow) -> frozenset[str]:
        """Nodes from which a token can come to the flow without passing its target.

        A token on a step also stands for what its boundary events may send.
        """
        gateway, found, todo = flow.target, set[str](), [flow.source]
        while todo:
            node = todo.pop()
            if node == gateway or node in found:
                continue
            found.add(node)
            todo += [f.source for f in self.flows if f.target == node]
            host = self.diagram.nodes[node].attached_to
            if host:
                todo.append(host)
        return frozenset(found)


def starts(diagram: Diagram, parent: str | None) -> list[FlowNode]:
    """Where a scope begins: its plain start event, else its start events, else what has no flow in.

    An event sub-process begins at whichever of its start events happened.
    """
    nodes = diagram.children(parent)
    events = [n for n in nodes if n.kind is NodeKind.START]
    if parent is None or diagram.nodes[parent].kind is NodeKind.SUB_PROCESS:
        plain = [n for n in events if n.event is None or n.event.kind is EventKind.NONE]
        events = plain or events[:1]
    if events:
        return events
    targets = {f.target for f in diagram.flows.values()}
    aside = (NodeKind.BOUNDARY, NodeKind.EVENT_SUB_PROCESS)
    return [n for n in nodes if n.id not in targets and n.kind not in aside]


WAITING = {NodeKind.USER_TASK: WaitKind.USER, NodeKind.RECEIVE_TASK: WaitKind.MESSAGE}
NESTED = (NodeKind.SUB_PROCESS, NodeKind.EVENT_SUB_PROCESS, NodeKind.CALL_ACTIVITY)
GATEWAYS = (NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.EVENT_GATEWAY)
EVENTS = (NodeKind.START, NodeKind.END, NodeKind.THROW, NodeKind.CATCH, NodeKind.BOUNDARY)
