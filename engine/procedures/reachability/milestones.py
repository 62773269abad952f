"""Which milestones can still come."""

from __future__ import annotations

from collections.abc import Iterable

from engine.definitions.status import Milestone
from engine.procedures.structure.token_flow import places
from engine.procedures.version import Version


def leads_to(version: Version, nodes: Iterable[str], milestone: Milestone) -> bool:
    """Whether a milestone can still come after these nodes, or is at one of them."""
    return milestone in remaining_milestones(version, nodes)


def remaining_milestones(version: Version, nodes: Iterable[str]) -> frozenset[Milestone]:
    """The milestones that can still come after these nodes, or are at one of them."""
    ways = version.ways
    coming = ways.reached(places(ways, nodes), events=True)
    found = (ways.node(place).milestone for place in coming)
    return frozenset(milestone for milestone in found if milestone is not None)
