"""What of one version of a diagram is the same thing in another: by id, kind, scope and loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.definitions.bpmn.graph import FlowNode, Loop, NodeKind
from engine.workflow.gateways import EventBased, Joining
from engine.workflow.spec import Spec
from engine.workflow.steps import PassingStep, WaitingStep
from engine.workflow.sub_process import Nested
from engine.workflow.waits import WaitKind

MAPPED = frozenset({WaitKind.USER, WaitKind.MESSAGE, WaitKind.TIMER, WaitKind.SIGNAL})
"""Waits that a person may map by hand; the job of a service task is out already."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a run cannot go on under another spec.

    `code` is one of:

    - `node_gone`, `other_kind`, `other_scope`, `other_loop`, `other_service`: the node where it
      waits is gone, or is another thing there (`other`: the kind that it is there);
    - `flow_gone`: a token waits at a join for others, having come by a flow (`other`) that is gone;
    - `not_mapped_so`: what waits there cannot be mapped by hand;
    - `target_gone`, `target_other_kind`, `target_elsewhere`: the node mapped to (`other`) is none,
      waits for something else, or stands where the token cannot be put;
    - `goes_on`: the move alone would carry it past a node, which only an act may do;
    - `stuck`: nothing would be left that anybody can end;
    - `cannot_enter`: an expression of a node to be entered fails (`other` says how).
    """

    code: str
    node: str
    name: str
    kind: str = ""
    other: str = ""


def obstacle(code: str, node: FlowNode, other: str = "") -> Obstacle:
    """An obstacle at a node of the old version."""
    return Obstacle(code, node.id, node.label, node.kind.value, other)


def counterpart(step: Any, part: Any, spec: Spec) -> Any:
    """The step of a scope's new spec that is the same as an old one, else the Obstacle."""
    node, found = step.node, part.task_specs.get(step.node.id)
    if not isinstance(found, PassingStep):
        elsewhere = find(spec, node.id)
        return obstacle("other_scope" if elsewhere is not None else "node_gone", node)
    if found.node.kind is not node.kind or _event_kind(found.node) != _event_kind(node):
        return obstacle("other_kind", node, found.node.kind.value)
    if shape(found.node.loop) != shape(node.loop):
        return obstacle("other_loop", node)
    if found.node.service != node.service or found.wakes is not step.wakes:
        return obstacle("other_service", node, found.node.service)
    return found


def shape(loop: Loop | None) -> object:
    """What of a loop the instances under way hang on; what it collects and when it ends may change.

    An instance keeps its element under the name it has, and its results where there is an output.
    """
    return None if loop is None else (loop.sequential, loop.element, bool(loop.output))


def same_join(step: Joining, flow: str, found: Any) -> Obstacle | None:
    """The obstacle to a token that waits at a join, if the flow it came by is gone."""
    if isinstance(found, Joining) and flow in found.incoming:
        return None
    return obstacle("flow_gone", step.node, flow)


def race_of(part: Any, flow: str) -> EventBased:
    """The event-based gateway that a flow leaves."""
    for step in part.task_specs.values():
        if isinstance(step, EventBased) and any(way.flow == flow for way in step.ways):
            return step
    raise KeyError(flow)


def find(spec: Spec, node: str) -> PassingStep | None:
    """The step of a node, in whichever scope it stands."""
    for part in spec.parts.values():
        step = part.task_specs.get(node)
        if isinstance(step, PassingStep):
            return step
    return None


def target_of(step: Any, wanted: str, part: Any, spec: Spec) -> Any:
    """Where a waiting step is mapped to: (hosts to open on the way, step), else the Obstacle."""
    node = step.node
    if step.wakes not in MAPPED or not isinstance(step, WaitingStep) or step.body is not None:
        return obstacle("not_mapped_so", node, wanted)
    target = find(spec, wanted)
    if target is None:
        return obstacle("target_gone", node, wanted)
    if (
        not isinstance(target, WaitingStep)
        or target.wakes is not step.wakes
        or _raced(target, spec)
    ):
        return obstacle("target_other_kind", node, wanted)
    hosts = _hosts_to(part.name, target.process, spec)
    return (hosts, target) if hosts is not None else obstacle("target_elsewhere", node, wanted)


def _hosts_to(here: str, there: str, spec: Spec) -> list[Nested] | None:
    """Sub-processes from one scope into another; None where more than that lies between."""
    hosts: list[Nested] = []
    while there != here:
        host = _host_of(there, spec)
        if host is None or host.node.kind is not NodeKind.SUB_PROCESS or host.body is not None:
            return None
        hosts.insert(0, host)
        there = host.process
    return hosts


def _host_of(scope: str, spec: Spec) -> Nested | None:
    steps = (s for part in spec.parts.values() for s in part.task_specs.values())
    return next((s for s in steps if isinstance(s, Nested) and s.inner == scope), None)


def _raced(step: PassingStep, spec: Spec) -> bool:
    steps = spec.parts[step.process].task_specs.values()
    gates = (s for s in steps if isinstance(s, EventBased))
    return any(way.target is step for gate in gates for way in gate.ways)


def _event_kind(node: FlowNode) -> object:
    return node.event.kind if node.event is not None else None
