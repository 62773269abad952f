"""What the diagram island gets: the drawing, the way so far, what remains where, and marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.deadlines.marks import TimeState
from engine.desk.rows import DossierView
from webui.labels import OUTCOME
from webui.times import mark


def picture(view: DossierView) -> dict[str, object]:
    """JSON for the island: `xml`, `done`, `current` and `notes` by node id."""
    notes: dict[str, dict[str, str]] = {}
    for step in view.steps:
        if not step.cancelled and step.time.state is not TimeState.NOT_RUNNING:
            badge = mark(step.time)
            # What is over gets a short note: a long one would hide the words of the way on.
            words = OUTCOME.get(step.outcome or "", badge.text)
            notes[step.node] = {"text": f"{badge.shape} {words}", "state": badge.state}
    return {
        "xml": view.diagram_xml.decode("utf-8"),
        "done": list(view.done_nodes),
        "current": list(view.current_nodes),
        "notes": notes,
    }


@dataclass(frozen=True, slots=True)
class NodeMark:
    """What a drawing says beside one node or flow; `text` is what the sign is called."""

    state: str  # "added", "removed", "changed", "error" or "warning"
    text: str


def marked(
    xml: bytes, marks: Mapping[str, NodeMark], current: Iterable[str] = ()
) -> dict[str, object]:
    """JSON for the island where no dossier runs: `marks` by node or flow id."""
    plain = {id_: {"state": mark.state, "text": mark.text} for id_, mark in marks.items()}
    return {"xml": xml.decode("utf-8-sig"), "current": list(current), "marks": plain}
