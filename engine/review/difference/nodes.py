"""What differs between the flow nodes of two diagrams, attribute by attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from engine.definitions.bpmn.graph import Diagram, EventDefinition, FlowNode, Loop, NodeKind
from engine.review.difference.items import (
    Area,
    DifferenceItem,
    DifferenceKind,
    DifferenceSubject,
    Value,
    kind_of,
)
from engine.review.difference.near import before_it
from sla.errors import BadLimit
from sla.limits import Limit, parse_duration

_AREAS: Mapping[str, Area] = {
    "limit": Area.LIMITS,
    "timer": Area.LIMITS,
    "working": Area.LIMITS,
    "event": Area.STEPS,
    "kind": Area.STEPS,
    "parent": Area.STEPS,
    "attached_to": Area.STEPS,
    "interrupting": Area.STEPS,
    "service": Area.STEPS,
    "inputs": Area.STEPS,
    "outputs": Area.STEPS,
    "script": Area.STEPS,
    "result": Area.STEPS,
    "decision": Area.STEPS,
    "decision_result": Area.STEPS,
    "called": Area.STEPS,
    "loop": Area.STEPS,
    "documentation": Area.STEPS,
    "properties": Area.STEPS,
    "role": Area.ROLES,
    "role_from": Area.ROLES,
    "unit": Area.ROLES,
    "unit_from": Area.ROLES,
    "lane": Area.ROLES,
    "status": Area.STATUS,
    "stops_clock": Area.STATUS,
    "milestone": Area.STATUS,
    "form": Area.FORMS,
}
HANDLED = frozenset({*_AREAS, "id", "name", "default", "outgoing", "incoming"})
"""Fields of a node that are compared here or with its flows; `line` is only its place."""

_SUBJECTS: Mapping[NodeKind, DifferenceSubject] = {
    NodeKind.USER_TASK: DifferenceSubject.STEP,
    NodeKind.MANUAL_TASK: DifferenceSubject.STEP,
    NodeKind.TASK: DifferenceSubject.STEP,
    NodeKind.EXCLUSIVE: DifferenceSubject.GATEWAY,
    NodeKind.PARALLEL: DifferenceSubject.GATEWAY,
    NodeKind.INCLUSIVE: DifferenceSubject.GATEWAY,
    NodeKind.EVENT_GATEWAY: DifferenceSubject.GATEWAY,
    NodeKind.START: DifferenceSubject.EVENT,
    NodeKind.END: DifferenceSubject.EVENT,
    NodeKind.THROW: DifferenceSubject.EVENT,
    NodeKind.CATCH: DifferenceSubject.EVENT,
    NodeKind.BOUNDARY: DifferenceSubject.EVENT,
    NodeKind.SUB_PROCESS: DifferenceSubject.SUB_PROCESS,
    NodeKind.EVENT_SUB_PROCESS: DifferenceSubject.SUB_PROCESS,
}


@dataclass(frozen=True, slots=True)
class Matched:
    """Two diagrams and which of their nodes belong together; `recreated`: old id → new id."""

    old: Diagram
    new: Diagram
    recreated: dict[str, str] = field(default_factory=dict)

    @property
    def removed(self) -> list[FlowNode]:
        """Nodes that are no longer there in any form."""
        kept = self.new.nodes.keys() | self.recreated.keys()
        return [node for key, node in self.old.nodes.items() if key not in kept]

    @property
    def added(self) -> list[FlowNode]:
        """Nodes that were not there in any form."""
        kept = self.old.nodes.keys() | set(self.recreated.values())
        return [node for key, node in self.new.nodes.items() if key not in kept]

    def now(self, old_id: str) -> str:
        """The id by which a node of the earlier version goes in the later one."""
        return self.recreated.get(old_id, old_id)


def match(old: Diagram, new: Diagram) -> Matched:
    """Tie nodes together by id, then those left over by kind and name where that is clear."""
    gone = [node for key, node in old.nodes.items() if key not in new.nodes]
    come = [node for key, node in new.nodes.items() if key not in old.nodes]
    recreated = {}
    for node in gone:
        alike = [other for other in come if _telling(other) == _telling(node)]
        rivals = [other for other in gone if _telling(other) == _telling(node)]
        if node.name and len(alike) == len(rivals) == 1:
            recreated[node.id] = alike[0].id
    return Matched(old, new, recreated)


def _telling(node: FlowNode) -> tuple[NodeKind, str]:
    return node.kind, " ".join(node.name.casefold().split())


def nodes_of(matched: Matched) -> Iterator[DifferenceItem]:
    """Items of all nodes: gone, new, drawn anew, and other in something."""
    for node in matched.removed:
        yield _item(matched.old, node, DifferenceKind.REMOVED)
    for node in matched.added:
        yield _item(matched.new, node, DifferenceKind.ADDED, after=node.role)
        if node.limit is not None:  # shown with the other limits
            yield _item(matched.new, node, DifferenceKind.ADDED, "limit", "", node.limit)
    for key, node in matched.old.nodes.items():
        other = matched.new.nodes.get(matched.now(key))
        if other is not None:
            yield from _same(matched, node, other)


def _same(matched: Matched, old: FlowNode, new: FlowNode) -> Iterator[DifferenceItem]:
    anew = {"old_element": old.id} if old.id != new.id else {}
    if anew:
        yield _item(matched.new, new, DifferenceKind.RECREATED, "", old.id, new.id, **anew)
    if old.name != new.name:
        yield _item(matched.new, new, DifferenceKind.RENAMED, "name", old.name, new.name, **anew)
    for aspect, before, after in _attributes(matched, old, new):
        if before == after or _shown_elsewhere(matched, aspect, old, new):
            continue
        kind = (
            DifferenceKind.MOVED
            if aspect in {"parent", "lane", "attached_to"}
            else kind_of(before, after)
        )
        yield _item(matched.new, new, kind, aspect, before, after, **anew)


def _attributes(
    matched: Matched, old: FlowNode, new: FlowNode
) -> Iterator[tuple[str, Value, Value]]:
    for aspect in _AREAS:
        read = _READ.get(aspect)
        if read is None:
            before, after = getattr(old, aspect), getattr(new, aspect)
            yield aspect, "" if before is None else before, "" if after is None else after
        else:
            yield aspect, read(matched.old, old, matched.now), read(matched.new, new, str)


def _shown_elsewhere(matched: Matched, aspect: str, old: FlowNode, new: FlowNode) -> bool:
    """Whether another item says it: a role its lane, a timer its time, a name who has it."""
    if aspect == "lane":
        same_role = (old.role, old.role_from) == (new.role, new.role_from)
        return old.lane == new.lane or not same_role
    if aspect == "parent":
        return matched.now(old.parent or "") == (new.parent or "")
    if aspect == "attached_to":
        return matched.now(old.attached_to) == new.attached_to
    return aspect == "working" and _time(old) != _time(new)


_Now = Callable[[str], str]


def _name_of(diagram: Diagram, key: str, now: _Now) -> str:
    """What a node refers to by id, under the id of the later version."""
    found = diagram.nodes.get(key)
    return (found.name or now(key)) if found else now(key)


def _parent(diagram: Diagram, node: FlowNode, now: _Now) -> str:
    return _name_of(diagram, node.parent, now) if node.parent else ""


def _host(diagram: Diagram, node: FlowNode, now: _Now) -> str:
    return _name_of(diagram, node.attached_to, now) if node.attached_to else ""


def _lane(diagram: Diagram, node: FlowNode, _now: _Now) -> str:
    return diagram.lanes.get(node.lane, node.lane)


def _event(_diagram: Diagram, node: FlowNode, _now: _Now) -> str:
    return f"{node.event.kind.value} {node.event.name}".strip() if node.event else ""


def _timer(_diagram: Diagram, node: FlowNode, _now: _Now) -> Value:
    return _time(node)


def _working(_diagram: Diagram, node: FlowNode, _now: _Now) -> Value:
    return bool(node.event and node.event.working)


def _time(node: FlowNode) -> Value:
    """A timer's text; a duration as the limit that it is, where it is one."""
    event = node.event
    if event is None or not event.timer:
        return ""
    return _duration(event) or f"{'=' if event.feel else ''}{event.timer}"


def _duration(event: EventDefinition) -> Limit | None:
    if event.feel or (event.timer_kind and event.timer_kind.value != "timeDuration"):
        return None
    try:
        return parse_duration(event.timer, working=event.working)
    except BadLimit:
        return None


def _mappings(side: str) -> Callable[[Diagram, FlowNode, _Now], str]:
    def read(_diagram: Diagram, node: FlowNode, _now: _Now) -> str:
        return "; ".join(f"{m.target} = {m.source}" for m in getattr(node, side))

    return read


def _loop(_diagram: Diagram, node: FlowNode, _now: _Now) -> str:
    return _listed(asdict(node.loop)) if isinstance(node.loop, Loop) else ""


def _properties(_diagram: Diagram, node: FlowNode, _now: _Now) -> str:
    """Properties of other tools; ours are read into fields of their own."""
    return _listed({k: v for k, v in node.properties.items() if not k.startswith("motcua:")})


def _listed(values: Mapping[str, object]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in sorted(values.items()) if value != "")


_READ: Mapping[str, Callable[[Diagram, FlowNode, _Now], Value]] = {
    "parent": _parent,
    "attached_to": _host,
    "lane": _lane,
    "event": _event,
    "timer": _timer,
    "working": _working,
    "inputs": _mappings("inputs"),
    "outputs": _mappings("outputs"),
    "loop": _loop,
    "properties": _properties,
}


def _item(  # noqa: PLR0913 - an item has these sides
    diagram: Diagram,
    node: FlowNode,
    kind: DifferenceKind,
    aspect: str = "",
    before: Value = "",
    after: Value = "",
    *,
    old_element: str = "",
) -> DifferenceItem:
    return DifferenceItem(
        area=_AREAS.get(aspect, Area.STEPS),
        kind=kind,
        subject=subject_of(node),
        name=node.name,
        aspect=aspect,
        element=node.id,
        old_element=old_element,
        beside=before_it(diagram, node),
        before=before,
        after=after,
    )


def subject_of(node: FlowNode) -> DifferenceSubject:
    """What people call such a node."""
    return _SUBJECTS.get(node.kind, DifferenceSubject.SYSTEM)
