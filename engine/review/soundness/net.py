"""One scope of a diagram (the process, or one sub-process) as places, moves and reach.

A place is a sequence flow with a token on it, which stands for the node at its end being about
to run. A few places are of our own: a start, an activity with some of its non-interrupting
boundary events already fired, a branch of an inclusive split that is not decided yet, and the
one place that all flows into an inclusive join share (the join waits for whatever can still come,
so it does not matter which of them the tokens lie on).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from engine.definitions.bpmn.graph import (
    Diagram,
    EventDefinition,
    EventKind,
    Flow,
    FlowNode,
    NodeKind,
)
from engine.review.soundness import reach

GATEWAYS = frozenset(
    {NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.EVENT_GATEWAY}
)
_ONE_OF = frozenset({NodeKind.EXCLUSIVE, NodeKind.EVENT_GATEWAY})


class MoveEffect(IntEnum):
    """What a move does beyond moving tokens."""

    GO_ON = 0
    FINISH = 1  # a terminate end takes all tokens of its scope away
    FAIL = 2  # an error end leaves the scope by its error


@dataclass(frozen=True, slots=True)
class Move:
    """One way a token can go on: the node that ran, the flow it chose, and where tokens appear."""

    node: str
    flow: str
    produces: tuple[int, ...]
    outcome: MoveEffect = MoveEffect.GO_ON


@dataclass(slots=True)
class Net:
    """Places by number, in an order that finishes a branch before what comes after its join.

    `moves` of a place are its alternatives; a place that belongs to a join has none there but is
    listed in `join_of`. `feeds[j]` are the places from which a token can still reach the
    inclusive join `j` without passing it.
    """

    starts: tuple[Move, ...] = ()
    moves: dict[int, tuple[Move, ...]] = field(default_factory=dict)
    join_of: dict[int, str] = field(default_factory=dict)
    join_places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    join_moves: dict[str, tuple[Move, ...]] = field(default_factory=dict)
    feeds: dict[str, frozenset[int]] = field(default_factory=dict)
    rank: dict[int, int] = field(default_factory=dict)
    after: dict[int, frozenset[int]] = field(default_factory=dict)
    node_at: dict[int, str] = field(default_factory=dict)
    turning: frozenset[int] = frozenset()  # places on a loop
    quiet: frozenset[int] = frozenset()  # places from which a token only runs aside to an end


class NetBuilder:
    """Builds the net of one scope."""

    def __init__(self, diagram: Diagram, scope: str | None, dead_ends: frozenset[str]) -> None:
        """Take a scope of a diagram; `dead_ends` are nodes that never complete."""
        self._diagram = diagram
        self._nodes = {n.id: n for n in diagram.children(scope)}
        self._dead_ends = dead_ends
        self._numbers: dict[tuple[str, ...], int] = {}
        self._net = Net()
        self._todo: list[tuple[int, tuple[str, ...]]] = []
        self._boundaries: dict[str, list[FlowNode]] = {}
        for node in self._nodes.values():
            if node.kind is NodeKind.BOUNDARY:
                self._boundaries.setdefault(node.attached_to, []).append(node)

    def build(self, tokens_at: Iterable[tuple[str, str]] = ()) -> Net:
        """Follow the flows from every start; what they do not reach gets no place.

        With `tokens_at` tokens (node, and the flow it came by or "") it begins there instead.
        """
        tokens = tuple(self._place_of(self._nodes[node], flow) for node, flow in tokens_at)
        self._net.starts = (
            ((Move("", "", tokens),) if tokens else ())
            or tuple(Move(node.id, "", self._all(node)) for node in start_nodes(self._nodes))
            or self._implicit_start()
        )
        while self._todo:
            number, place = self._todo.pop()
            self._open(number, place)
        self._relate()
        return self._net

    def _implicit_start(self) -> tuple[Move, ...]:
        """Begin a scope without a start event at every node that nothing leads to."""
        first = [n for n in self._nodes.values() if is_implicit_start(n)]
        places = tuple(self._place("enter", n.id) for n in first)
        return (Move("", "", places),) if places else ()

    def _place_of(self, node: FlowNode, flow: str) -> int:
        """The place of a token that is at a node already."""
        came = self._flow(flow or next(iter(node.incoming), ""))
        return self._place("enter", node.id) if came is None else came

    def _place(self, *key: str) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._todo.append((number, key))
        return number

    def _flow(self, flow_id: str) -> int | None:
        flow = self._diagram.flows.get(flow_id)
        node = self._nodes.get(flow.target) if flow else None
        if flow is None or node is None:
            return None
        if node.kind is NodeKind.INCLUSIVE and len(node.incoming) > 1:
            return self._place("join", node.id)
        return self._place("flow", flow.id)

    def _all(self, node: FlowNode) -> tuple[int, ...]:
        return tuple(p for p in map(self._flow, node.outgoing) if p is not None)

    def _open(self, number: int, place: tuple[str, ...]) -> None:
        kind, key, *fired = place
        if kind == "maybe":
            taken = self._flow(key)
            self._net.moves[number] = (
                Move("", key, () if taken is None else (taken,)),
                Move("", "", ()),
            )
            self._net.node_at[number] = self._diagram.flows[key].source
            return
        node = self._nodes[self._diagram.flows[key].target if kind == "flow" else key]
        self._net.node_at[number] = node.id
        if kind == "join" or (node.kind is NodeKind.PARALLEL and len(node.incoming) > 1):
            self._join(number, node)
        else:
            self._net.moves[number] = self._run(node, number, frozenset(fired))

    def _join(self, number: int, node: FlowNode) -> None:
        self._net.join_of[number] = node.id
        if node.id not in self._net.join_moves:
            inclusive = node.kind is NodeKind.INCLUSIVE
            places = (number,) if inclusive else self._incoming(node)
            self._net.join_places[node.id] = places
            self._net.join_moves[node.id] = self._leave(node)

    def _incoming(self, node: FlowNode) -> tuple[int, ...]:
        return tuple(p for p in map(self._flow, node.incoming) if p is not None)

    def _run(self, node: FlowNode, place: int, fired: frozenset[str]) -> tuple[Move, ...]:
        if node.kind is NodeKind.END and node.id not in self._dead_ends:
            return (Move(node.id, "", (), _end_outcome(node.event)),)
        moves: list[Move] = []
        if node.id not in self._dead_ends:
            moves += self._leave(node)
        for boundary in self._boundaries.get(node.id, ()):
            if boundary.interrupting:
                moves.append(Move(boundary.id, "", self._all(boundary)))
            elif boundary.id not in fired:
                # Once per activation: firing again would only repeat the same side branch.
                still = self._place("during", node.id, *sorted({*fired, boundary.id}))
                moves.append(Move(boundary.id, "", (still, *self._all(boundary))))
        return tuple(moves)

    def _leave(self, node: FlowNode) -> tuple[Move, ...]:
        flows = [self._diagram.flows[f] for f in node.outgoing if f in self._diagram.flows]
        if node.kind in _ONE_OF and flows:
            return tuple(
                Move(node.id, f.id, () if p is None else (p,))
                for f in flows
                for p in (self._flow(f.id),)
            )
        conditional = [f for f in flows if f.condition and f.id != node.default]
        if node.kind is NodeKind.PARALLEL or not conditional:
            return (Move(node.id, "", self._all(node)),)
        return tuple(self._some(node, flows, conditional))

    def _some(self, node: FlowNode, flows: list[Flow], conditional: list[Flow]) -> Iterable[Move]:
        """Ways out of an inclusive split: by the first branch taken, the later ones undecided."""
        default = self._flow(node.default)
        always = [
            p
            for f in flows
            if f not in conditional and f.id != node.default
            if (p := self._flow(f.id)) is not None
        ]
        for at, first in enumerate(conditional):
            taken = [p for p in (self._flow(first.id),) if p is not None]
            later = [self._place("maybe", f.id) for f in conditional[at + 1 :]]
            yield Move(node.id, first.id, tuple(always + taken + later))
        if default is not None:
            yield Move(node.id, node.default, (*always, default))
        elif always:
            yield Move(node.id, "", tuple(always))

    def _relate(self) -> None:
        net = self._net
        for place in self._numbers.values():
            join = net.join_of.get(place)
            moves = net.join_moves[join] if join else net.moves[place]
            net.after[place] = frozenset(p for move in moves for p in move.produces)
        before = reach.turned(net.after)
        roots = [place for move in net.starts for place in move.produces]
        net.turning = reach.on_loops(net.after, before, roots)
        loud = {p for p in net.after if p in net.turning or self._touches_others(p)}
        net.quiet = frozenset(net.after) - loud - reach.upstream(loud, before)
        net.rank = reach.ranks(net.after, roots, net.quiet)
        for join, places in net.join_places.items():
            if self._nodes[join].kind is NodeKind.INCLUSIVE:
                net.feeds[join] = reach.upstream(places, before)

    def _touches_others(self, place: int) -> bool:
        """Whether a token here waits for others, takes others away, or can never leave."""
        moves = self._net.moves.get(place)
        return not moves or any(move.outcome is not MoveEffect.GO_ON for move in moves)


def start_nodes(nodes: Mapping[str, FlowNode]) -> list[FlowNode]:
    """Start events of one scope's nodes."""
    return [n for n in nodes.values() if n.kind is NodeKind.START]


def is_implicit_start(node: FlowNode) -> bool:
    """Whether a scope without start events would begin here."""
    sources = {NodeKind.BOUNDARY, NodeKind.EVENT_SUB_PROCESS, NodeKind.START}
    return not node.incoming and node.kind not in sources


def _end_outcome(event: EventDefinition | None) -> MoveEffect:
    if event is None:
        return MoveEffect.GO_ON
    ends = {EventKind.TERMINATE: MoveEffect.FINISH, EventKind.ERROR: MoveEffect.FAIL}
    return ends.get(event.kind, MoveEffect.GO_ON)
