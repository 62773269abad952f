"""What of a diagram could not run, or would wait for ever: refused before it is deployed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.definitions.bpmn.graph import Diagram, EventKind, Flow, FlowNode, NodeKind
from engine.definitions.text.finding_text import AnyText, quoting, subject
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.workflow import feel
from engine.workflow.build import starts
from engine.workflow.events import WAKES

CATCHING = {*WAKES, EventKind.ERROR, EventKind.ESCALATION}
THROWING = {
    NodeKind.THROW: {EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION},
    NodeKind.END: set(EventKind) - {EventKind.TIMER},
}
LOOPED = {
    NodeKind.USER_TASK,
    NodeKind.SERVICE_TASK,
    NodeKind.SEND_TASK,
    NodeKind.RECEIVE_TASK,
    NodeKind.SCRIPT_TASK,
    NodeKind.RULE_TASK,
    NodeKind.TASK,
    NodeKind.MANUAL_TASK,
    NodeKind.SUB_PROCESS,
    NodeKind.CALL_ACTIVITY,
}


def faults(diagram: Diagram, called: Mapping[str, Diagram]) -> list[Finding]:
    """All of them, located."""
    found = [
        finding(code, diagram.file, n.line, n.id, subject(n.kind + ' "{}": ', n.label) + text)
        for n in diagram.nodes.values()
        for code, text in _of_node(n, diagram, called)
    ]
    found += [
        finding(code, diagram.file, f.line, f.id, subject('flow "{}": ', f.name or f.id) + text)
        for f in diagram.flows.values()
        for code, text in _of_flow(f, diagram)
    ]
    if not starts(diagram, None):
        text = subject('process "{}": it has no start event', diagram.name or diagram.id)
        found.append(finding("E510", diagram.file, 1, diagram.id, text))
    return found


Fault = tuple[str, AnyText]


def _of_node(node: FlowNode, diagram: Diagram, called: Mapping[str, Diagram]) -> Iterator[Fault]:
    for rule in RULES:
        yield from rule(node, diagram)
    if node.kind is NodeKind.CALL_ACTIVITY and node.called not in called:
        yield "E514", quoting('the called process "{}" does not exist', node.called)
    for place, text in node.expressions():
        if text and (error := feel.parse_error(text)) is not None:
            yield "E520", place + f" is no FEEL ({error}): {text[:80]}"


def _of_flow(flow: Flow, diagram: Diagram) -> Iterator[Fault]:
    source, target = diagram.nodes.get(flow.source), diagram.nodes.get(flow.target)
    if source is None or target is None:
        yield "E511", "it leads from or to an element that is not run"
    elif source.parent != target.parent:
        yield "E512", "it crosses the border of a sub-process"
    elif target.kind in (NodeKind.BOUNDARY, NodeKind.EVENT_SUB_PROCESS, NodeKind.START):
        yield "E513", f"nothing may lead to a {target.kind}"
    if flow.condition and (error := feel.parse_error(flow.condition)) is not None:
        yield "E520", f"the condition is no FEEL ({error}): {flow.condition[:80]}"


def _work(node: FlowNode, diagram: Diagram) -> Iterator[Fault]:
    if node.kind is NodeKind.RULE_TASK and not (node.decision or node.service):
        yield "E515", "it names no decision"
    if node.kind is NodeKind.SERVICE_TASK and not node.service:
        yield "E516", "without a task type no worker would take it"
    if node.kind is NodeKind.SCRIPT_TASK and not node.script:
        yield "E517", "it has no FEEL expression"


def _event(node: FlowNode, diagram: Diagram) -> Iterator[Fault]:
    kind = node.event.kind if node.event is not None else EventKind.NONE
    if node.kind is NodeKind.CATCH and kind not in WAKES:
        yield "E530", f"an intermediate event cannot wait for {kind}"
    if node.kind is NodeKind.BOUNDARY and kind not in CATCHING:
        yield "E530", f"a boundary event cannot wait for {kind}"
    if kind not in THROWING.get(node.kind, set(EventKind)):
        yield "E531", f"it cannot throw {kind}"
    if node.kind is NodeKind.BOUNDARY and not _can_host(node, diagram):
        yield "E532", "it is attached to nothing that waits"
    if kind is EventKind.ERROR and not node.interrupting:
        yield "E533", "an error always interrupts"


def _can_host(node: FlowNode, diagram: Diagram) -> bool:
    host = diagram.nodes.get(node.attached_to)
    return host is not None and host.kind in LOOPED and host.parent == node.parent


def _waits(node: FlowNode, diagram: Diagram) -> Iterator[Fault]:
    event = node.event
    if node.kind is NodeKind.RECEIVE_TASK and (event is None or not event.name):
        yield "E534", "without a message it would wait for ever"
    starts_inside = node.kind is NodeKind.START and _in_event_sub_process(node, diagram)
    if node.kind not in (NodeKind.CATCH, NodeKind.BOUNDARY) and not starts_inside:
        return
    if event is None or event.kind not in CATCHING:
        if starts_inside:
            yield "E535", "the start of an event sub-process must wait for something"
    elif event.kind in (EventKind.MESSAGE, EventKind.SIGNAL) and not event.name:
        yield "E534", f"without a {event.kind} name it would wait for ever"
    elif event.kind is EventKind.TIMER and not event.timer:
        yield "E536", "the timer has no time"


def _in_event_sub_process(node: FlowNode, diagram: Diagram) -> bool:
    parent = diagram.nodes.get(node.parent or "")
    return parent is not None and parent.kind is NodeKind.EVENT_SUB_PROCESS


def _inside(node: FlowNode, diagram: Diagram) -> Iterator[Fault]:
    if node.kind is NodeKind.SUB_PROCESS and not starts(diagram, node.id):
        yield "E510", "nothing starts inside"
    if node.kind is NodeKind.EVENT_SUB_PROCESS:
        events = [n for n in diagram.children(node.id) if n.kind is NodeKind.START]
        if len(events) != 1:
            yield "E537", "an event sub-process has exactly one start event"


def _loop(node: FlowNode, diagram: Diagram) -> Iterator[Fault]:
    if node.loop is None:
        return
    if node.kind not in LOOPED:
        yield "E540", "it cannot be repeated"
    if not node.loop.collection and not node.loop.cardinality:
        yield "E541", "multi-instance needs a collection or a number"


def _race(node: FlowNode, diagram: Diagram) -> Iterator[Fault]:
    if node.kind is not NodeKind.EVENT_GATEWAY:
        return
    targets = [diagram.nodes.get(f.target) for f in diagram.flows.values() if f.source == node.id]
    if not targets:
        yield "E542", "no event follows"
    for target in targets:
        if target is not None and target.kind not in (NodeKind.CATCH, NodeKind.RECEIVE_TASK):
            yield "E543", quoting('"{}" behind it is no event that waits', target.label)


RULES: tuple[Callable[[FlowNode, Diagram], Iterator[Fault]], ...] = (
    _work,
    _event,
    _waits,
    _inside,
    _loop,
    _race,
)
