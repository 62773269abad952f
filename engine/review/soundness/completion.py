"""Whether tokens that stand somewhere in a diagram can all come out of it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.definitions.bpmn.graph import Diagram
from engine.review.soundness.game import play
from engine.review.soundness.net import NetBuilder

WaitingToken = tuple[str, str]
"""A token: its node and, at a join, the flow it came by."""

_BOUND = 5_000


def waits_for_ever(
    diagram: Diagram, scope: str | None, tokens_at: Sequence[WaitingToken]
) -> tuple[str, ...]:
    """Labels of the nodes where a token of these could be left waiting; none where all is well.

    Every branch of a choice is possible, as in `check`. What cannot be decided within its bound
    is taken as well.
    """
    net = NetBuilder(diagram, scope, frozenset()).build(tokens_at)
    played = play(net, _BOUND)
    at = {net.node_at[place] for marking in played.dead for place in marking}
    return tuple(node.label for node in diagram.nodes.values() if node.id in at)
