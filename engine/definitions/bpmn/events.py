"""Event definitions: what an event waits for or throws, and where each kind may stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.elements import attribute, bpmn_children, local
from engine.definitions.bpmn.expressions import is_juel
from engine.definitions.bpmn.graph import EventDefinition, EventKind, NodeKind, TimerKind
from engine.definitions.bpmn.timers import read_timer
from engine.definitions.text.finding_text import quoting

_KINDS = {f"{kind.value}EventDefinition": kind for kind in EventKind if kind is not EventKind.NONE}
_ROOTS = {kind.value: kind for kind in EventKind if f"{kind.value}EventDefinition" in _KINDS}
_K = EventKind
_ALLOWED: Mapping[NodeKind, frozenset[EventKind]] = {
    NodeKind.START: frozenset({_K.NONE}),
    NodeKind.END: frozenset(
        {_K.NONE, _K.MESSAGE, _K.SIGNAL, _K.ERROR, _K.ESCALATION, _K.TERMINATE}
    ),
    NodeKind.THROW: frozenset({_K.NONE, _K.MESSAGE, _K.SIGNAL, _K.ESCALATION}),
    NodeKind.CATCH: frozenset({_K.MESSAGE, _K.TIMER, _K.SIGNAL}),
    NodeKind.BOUNDARY: frozenset({_K.MESSAGE, _K.TIMER, _K.SIGNAL, _K.ERROR, _K.ESCALATION}),
}
_TRIGGERS = frozenset({_K.MESSAGE, _K.TIMER, _K.SIGNAL, _K.ERROR, _K.ESCALATION})
_INSTEAD = {
    "compensateEventDefinition": "draw what undoes a step as a step",
    "cancelEventDefinition": "end with an error, and catch it at the sub-process",
    "conditionalEventDefinition": "decide at a gateway, or wait for a message or signal",
    "linkEventDefinition": "draw the sequence flow",
}
_CATCHES_ALL = frozenset({NodeKind.START, NodeKind.BOUNDARY})


@dataclass(frozen=True, slots=True)
class EventNames:
    """Messages, signals, errors and escalations of a file: id → the name they go by."""

    names: Mapping[tuple[EventKind, str], str]

    def resolve(
        self, element: etree._Element, kind: EventKind, remarks: Remarks, required: bool
    ) -> str:
        """Return the name that `<kind>Ref` of an element refers to."""
        reference = attribute(element, f"{kind.value}Ref").rpartition(":")[2]
        if not reference:
            if required:
                message = f"names no {kind.value}; choose one in the Modeler's properties panel"
                remarks.on(element, "E211", message)
            return ""
        if (kind, reference) not in self.names:
            remarks.on(
                element, "E210", kind.value + quoting(' "{}" does not exist in the file', reference)
            )
            return ""
        return self.names[kind, reference]


def read_named(root: etree._Element, remarks: Remarks) -> EventNames:
    """Read the root elements that events refer to. Errors and escalations go by their code."""
    names: dict[tuple[EventKind, str], str] = {}
    for element in bpmn_children(root):
        kind = _ROOTS.get(local(element))
        if kind is None:
            continue
        code = attribute(element, f"{kind.value}Code")
        name = code or attribute(element, "name") or attribute(element, "id")
        if name.startswith("=") or is_juel(name):
            remarks.on(element, "E212", f"its name must be plain text: {name}")
        names[kind, attribute(element, "id")] = name
    return EventNames(names)


def read_event(
    element: etree._Element,
    kind: NodeKind,
    scope: tuple[bool, bool],
    reading: tuple[EventNames, Remarks],
) -> EventDefinition:
    """Read an event node's definition. `scope`: (starts an event sub-process, working time)."""
    (trigger, working), (named, remarks) = scope, reading
    definitions = [e for e in bpmn_children(element) if local(e).endswith("EventDefinition")]
    for reference in bpmn_children(element, "eventDefinitionRef"):
        remarks.on(reference, "E219", "event definitions must stand inside the event")
    if len(definitions) > 1:
        remarks.on(element, "E219", "has several event definitions; draw an event for each")
    event_kind = _KINDS.get(local(definitions[0])) if definitions else EventKind.NONE
    allowed = _TRIGGERS if trigger else _ALLOWED[kind]
    if event_kind is None or event_kind not in allowed:
        what = local(definitions[0]) if definitions else "without a trigger"
        remedy = _INSTEAD.get(what, "")
        message = f"an event of this kind cannot be run here ({what}){remedy and ': '}{remedy}"
        remarks.on(element, "E219", message)
        return EventDefinition(event_kind or EventKind.NONE)
    if event_kind is EventKind.TIMER:
        event = read_timer(definitions[0], working, remarks)
        _refuse_cycle(element, kind, event, remarks)
        return event
    if event_kind in (EventKind.NONE, EventKind.TERMINATE):
        return EventDefinition(event_kind)
    lax = kind in _CATCHES_ALL and event_kind in (EventKind.ERROR, EventKind.ESCALATION)
    return EventDefinition(event_kind, named.resolve(definitions[0], event_kind, remarks, not lax))


def _refuse_cycle(
    element: etree._Element, kind: NodeKind, event: EventDefinition, remarks: Remarks
) -> None:
    """Refuse a cycle that does not beat beside something that goes on."""
    if event.timer_kind is TimerKind.CYCLE and interrupts(element, kind):
        remarks.on(element, "E213", "a cycle needs a non-interrupting event")


def interrupts(element: etree._Element, kind: NodeKind) -> bool:
    """Whether an event ends what it is attached to or stands in."""
    key = {NodeKind.BOUNDARY: "cancelActivity", NodeKind.START: "isInterrupting"}.get(kind)
    return key is None or attribute(element, key) not in ("false", "0")
