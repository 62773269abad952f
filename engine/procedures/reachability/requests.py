"""Which steps of a diagram may ask the applicant for more."""

from __future__ import annotations

from engine.definitions.bpmn.graph import NodeKind
from engine.definitions.status import Status
from engine.procedures.structure.token_flow import places
from engine.procedures.version import Version


def may_ask(version: Version, node: str) -> bool:
    """Whether completing this step can lead to a request, before any other step of a person."""
    ways = version.ways
    todo = [later for place in places(ways, [node]) for later, _ in ways.after(place)]
    seen = set(todo)
    while todo:
        place = todo.pop()
        found = ways.node(place)
        if found.status is Status.SUPPLEMENT and found.kind is not NodeKind.END:
            return True
        if found.kind is NodeKind.USER_TASK:
            continue
        fresh = [later for later, _ in ways.after(place) if later not in seen]
        seen.update(fresh)
        todo += fresh
    return False
