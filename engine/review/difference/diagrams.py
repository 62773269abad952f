"""What differs between the diagrams of two versions: which belong together, and what they draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from engine.definitions.bpmn.graph import Diagram
from engine.definitions.text.xml import parse_xml
from engine.review.difference.flows import flows_of
from engine.review.difference.items import (
    Area,
    DifferenceItem,
    DifferenceKind,
    DifferenceSubject,
    Published,
)
from engine.review.difference.nodes import Matched, match, nodes_of

_DRAWING = "http://www.omg.org/spec/BPMN/20100524/DI"


@dataclass(slots=True)
class DiagramDifference:
    """What was found: items, the drawings to lay side by side, and the steps drawn anew."""

    items: list[DifferenceItem] = field(default_factory=list)
    pairs: tuple[tuple[str, str], ...] = ()
    recreated: dict[str, str] = field(default_factory=dict)


def compare(old: Published | None, new: Published) -> DiagramDifference:
    """Compare the main diagrams with each other, and those they call by process id."""
    before = old.diagrams if old else {}
    found = DiagramDifference(pairs=_pairs(old, new))
    for old_id, new_id in found.pairs:
        one, other = before.get(old_id), new.diagrams.get(new_id)
        if one is not None and other is not None:
            _pair(one, other, found)
        else:
            found.items += _of_one_side(one, other)
    return found


def _pairs(old: Published | None, new: Published) -> tuple[tuple[str, str], ...]:
    before, after = old.diagrams if old else {}, new.diagrams
    old_main = old.procedure.diagram if old and old.procedure.diagram in before else ""
    new_main = new.procedure.diagram if new.procedure.diagram in after else ""
    main = [(old_main, new_main)] if old_main or new_main else []
    both = [key for key in after if key in before and old_main != key != new_main]
    gone = [key for key in before if key not in after and key != old_main]
    come = [key for key in after if key not in before and key != new_main]
    return (*main, *((k, k) for k in both), *((k, "") for k in gone), *(("", k) for k in come))


def _pair(old: Diagram, new: Diagram, found: DiagramDifference) -> None:
    matched = match(old, new)
    items = [*_process(old, new), *nodes_of(matched), *flows_of(matched), *_lanes(matched)]
    if not items and old.digest != new.digest:
        items = [_saved(old, new)]
    other = old.id if old.id != new.id else ""
    found.items += [replace(item, process=new.id, old_process=other) for item in items]
    found.recreated |= matched.recreated


def _of_one_side(old: Diagram | None, new: Diagram | None) -> list[DifferenceItem]:
    """A diagram that came or went as a whole, and its steps."""
    known = new or old
    if known is None:
        return []
    kind = DifferenceKind.ADDED if new else DifferenceKind.REMOVED
    whole = DifferenceItem(
        area=Area.STEPS,
        kind=kind,
        subject=DifferenceSubject.PROCESS,
        name=known.name or known.id,
        process=known.id,
    )
    empty = replace(known, nodes={}, flows={}, lanes={})
    matched = match(empty if new else known, known if new else empty)
    items = [*nodes_of(matched), *flows_of(matched)]
    return [whole, *(replace(item, process=known.id) for item in items)]


def _process(old: Diagram, new: Diagram) -> list[DifferenceItem]:
    if (old.name, old.dialect) == (new.name, new.dialect):
        return []
    aspect = "name" if old.name != new.name else "dialect"
    return [
        DifferenceItem(
            area=Area.STEPS,
            kind=DifferenceKind.RENAMED if aspect == "name" else DifferenceKind.CHANGED,
            subject=DifferenceSubject.PROCESS,
            name=new.name,
            aspect=aspect,
            before=getattr(old, aspect),
            after=getattr(new, aspect),
        )
    ]


def _lanes(matched: Matched) -> list[DifferenceItem]:
    old, new = matched.old.lanes, matched.new.lanes
    found = [_lane(key, DifferenceKind.REMOVED, old[key]) for key in old if key not in new]
    found += [_lane(key, DifferenceKind.ADDED, new[key]) for key in new if key not in old]
    for key in old:
        if key in new and old[key] != new[key]:
            item = _lane(key, DifferenceKind.RENAMED, new[key])
            found.append(replace(item, before=old[key], after=new[key]))
    return found


def _lane(element: str, kind: DifferenceKind, name: str) -> DifferenceItem:
    return DifferenceItem(
        area=Area.ROLES,
        kind=kind,
        subject=DifferenceSubject.LANE,
        name=name or element,
        element=element,
    )


def _saved(old: Diagram, new: Diagram) -> DifferenceItem:
    """A file that runs as before: only its drawing, its remarks or its writing are other."""
    one, other = (_skeletons(diagram.xml, diagram.file) for diagram in (old, new))
    if one["whole"] == other["whole"]:
        aspect = "saved"
    else:
        aspect = "layout" if one["model"] == other["model"] else "remarks"
    return DifferenceItem(
        area=Area.STEPS,
        kind=DifferenceKind.CHANGED,
        subject=DifferenceSubject.PROCESS,
        name=new.name or new.id,
        aspect=aspect,
    )


def _skeletons(xml: bytes, file: str) -> Mapping[str, bytes]:
    """The file without what only its writing tells: whole, and without the shapes' places."""
    root = parse_xml(xml, file)
    for element in root.iter():
        element.text = (element.text or "").strip() or None
        element.tail = None
    whole = etree.tostring(root, method="c14n")
    for drawing in root.findall(f"{{{_DRAWING}}}BPMNDiagram"):
        root.remove(drawing)
    return {"whole": whole, "model": etree.tostring(root, method="c14n")}
