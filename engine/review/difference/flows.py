"""What differs between the flows of two diagrams: the order of steps, and the conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.definitions.bpmn.graph import Diagram, Flow, FlowNode, NodeKind
from engine.review.difference.items import (
    Area,
    DifferenceItem,
    DifferenceKind,
    DifferenceSubject,
    Value,
    kind_of,
)
from engine.review.difference.near import after_it, before_it
from engine.review.difference.nodes import Matched, subject_of

HANDLED = frozenset({"id", "name", "source", "target", "condition"})
_Sides = tuple[str, str]
_CHOOSE = (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE)


def flows_of(matched: Matched) -> Iterator[DifferenceItem]:
    """Items of all flows, and of what gateways choose by."""
    old, new = matched.old.flows, matched.new.flows
    tied = _tied(matched)
    for key, flow in old.items():
        if key not in tied:
            yield _whole(matched, flow, DifferenceKind.REMOVED)
    for key, flow in new.items():
        if key not in tied.values():
            yield _whole(matched, flow, DifferenceKind.ADDED)
    for key, other in tied.items():
        yield from _same(matched, old[key], new[other])
    for key, node in matched.old.nodes.items():
        later = matched.new.nodes.get(matched.now(key))
        if later is not None and later.kind in _CHOOSE:
            yield from _choice(matched, node, later, tied)


def _tied(matched: Matched) -> dict[str, str]:
    """Which flow of the later diagram each one is: of the same id, else between the same nodes."""
    old, new = matched.old.flows, matched.new.flows
    tied = {key: key for key in old if key in new}
    free = {(f.source, f.target): key for key, f in new.items() if key not in old}
    for key, flow in old.items():
        place = (matched.now(flow.source), matched.now(flow.target))
        if key not in tied and place in free:
            tied[key] = free.pop(place)
    return tied


def _whole(matched: Matched, flow: Flow, kind: DifferenceKind) -> DifferenceItem:
    """A flow that came or went; reported only where no step did, or where it has a condition."""
    diagram = matched.new if kind is DifferenceKind.ADDED else matched.old
    others = {n.id for n in (matched.added if kind is DifferenceKind.ADDED else matched.removed)}
    item = _item(diagram, flow, Area.ORDER, kind)
    if flow.condition:
        sides = ("", flow.condition) if kind is DifferenceKind.ADDED else (flow.condition, "")
        item = replace(item, area=Area.CONDITIONS, before=sides[0], after=sides[1])
    quiet = not flow.condition and bool({flow.source, flow.target} & others)
    return replace(item, quiet=quiet)


def _same(matched: Matched, old: Flow, new: Flow) -> Iterator[DifferenceItem]:
    before = (matched.now(old.source), matched.now(old.target))
    if before != (new.source, new.target):
        added, removed = ({n.id for n in found} for found in (matched.added, matched.removed))
        follows = bool({new.source, new.target} & added or {old.source, old.target} & removed)
        ends = (_ends(matched.old, old), _ends(matched.new, new))
        moved = _item(matched.new, new, Area.ORDER, DifferenceKind.MOVED, "ends", ends)
        yield replace(moved, quiet=follows, old_element=_other(old, new))
    for aspect, area in (("name", Area.ORDER), ("condition", Area.CONDITIONS)):
        was, becomes = getattr(old, aspect), getattr(new, aspect)
        if was != becomes:
            kind = DifferenceKind.RENAMED if aspect == "name" else kind_of(was, becomes)
            found = _item(matched.new, new, area, kind, aspect, (was, becomes))
            yield replace(found, old_element=_other(old, new))


def _other(old: Flow, new: Flow) -> str:
    return old.id if old.id != new.id else ""


def _choice(
    matched: Matched, old: FlowNode, new: FlowNode, tied: dict[str, str]
) -> Iterator[DifferenceItem]:
    """The way that is taken where no condition holds, and in which order conditions are tried."""
    if tied.get(old.default, "") != new.default:
        ways = (_target(matched.old, old.default), _target(matched.new, new.default))
        yield _gateway(matched, new, "default", *ways)
    was = [tied[key] for key in old.outgoing if tied.get(key) in new.outgoing]
    becomes = [key for key in new.outgoing if key in was]
    if new.kind is NodeKind.EXCLUSIVE and was != becomes:
        sides = ("; ".join(_target(matched.new, key) for key in keys) for keys in (was, becomes))
        yield replace(_gateway(matched, new, "outgoing", *sides), kind=DifferenceKind.MOVED)


def _gateway(
    matched: Matched, node: FlowNode, aspect: str, before: Value, after: Value
) -> DifferenceItem:
    return DifferenceItem(
        area=Area.CONDITIONS,
        kind=kind_of(before, after),
        subject=subject_of(node),
        name=node.name,
        aspect=aspect,
        element=node.id,
        beside=before_it(matched.new, node),
        before=before,
        after=after,
    )


def _item(
    diagram: Diagram,
    flow: Flow,
    area: Area,
    kind: DifferenceKind,
    aspect: str = "",
    sides: _Sides = ("", ""),
) -> DifferenceItem:
    return DifferenceItem(
        area=area,
        kind=kind,
        subject=DifferenceSubject.FLOW,
        name=_ends(diagram, flow),
        aspect=aspect,
        element=flow.id,
        beside=flow.name,
        before=sides[0],
        after=sides[1],
    )


def _ends(diagram: Diagram, flow: Flow) -> str:
    """`Kiểm tra → Phân công`, by the names that people know."""
    source = diagram.nodes.get(flow.source)
    name = (source.name or before_it(diagram, source)) if source else ""
    return f"{name or flow.source} → {_called(diagram, flow.target)}"


def _target(diagram: Diagram, key: str) -> str:
    flow = diagram.flows.get(key)
    return _called(diagram, flow.target) if flow else ""


def _called(diagram: Diagram, key: str) -> str:
    node = diagram.nodes.get(key)
    return ((node.name or after_it(diagram, node)) if node else "") or key
