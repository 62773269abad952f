"""The token game over one scope: every marking that matters, and the way to it.

Not every order of independent branches is played: where a token can move whatever the others do,
only its moves are followed (a persistent set), which reaches the same dead states. So parallel
branches cost the sum of their lengths, not the product. What this cannot decide within `bound`
markings is left undecided, with a finding.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from engine.review.soundness.net import Move, MoveEffect, Net
from engine.review.soundness.reach import reaches

Group = tuple[tuple[int, ...], tuple[Move, ...]]  # places whose tokens go, and the alternatives
Marking = tuple[int, ...]  # places that hold a token, sorted; twice when they hold two
DONE: Marking = ()
FAILED: Marking = (-1,)
BOUND = 20_000
TOKENS = 25  # that a marking of the bound may have on average: wide ones cost more to play
PILE = 3  # tokens on one place beyond which nothing new is learnt
_LONGEST_PAST = 2_000


@dataclass(slots=True)
class Played:
    """What the game showed. `came_from` tells for each marking the one before and the move."""

    came_from: dict[Marking, tuple[Marking | None, Move]] = field(default_factory=dict)
    following: dict[Marking, list[Marking]] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)
    dead: list[Marking] = field(default_factory=list)
    doubled: dict[int, Marking] = field(default_factory=dict)  # place → first marking with two
    growing: list[Marking] = field(default_factory=list)
    narrowed: set[Marking] = field(default_factory=set)  # not every order was played from here
    piled: list[Marking] = field(default_factory=list)  # too many tokens on a place to go on
    cut: bool = False  # the bound was reached

    def way_to(self, marking: Marking) -> list[Move]:
        """Return the moves from a start to `marking`, shortest first found."""
        moves: list[Move] = []
        at: Marking | None = marking
        while at is not None:
            at, move = self.came_from[at]
            moves.append(move)
        moves.reverse()
        return moves


def play(net: Net, bound: int = BOUND) -> Played:
    """Play from every start until nothing new appears or `bound` markings are known."""
    played = Played()
    todo: deque[Marking] = deque()
    for start in net.starts:
        marking = _normal(net, start.produces)
        played.ran.add(start.node)
        if marking not in played.came_from:
            played.came_from[marking] = (None, start)
            todo.append(marking)
    tokens = 0
    while not played.cut and todo:
        while todo:
            # Where there is too much to play, half of the bound goes broadly, half deep.
            marking = todo.popleft() if len(played.came_from) * 2 <= bound else todo.pop()
            tokens += len(marking)
            if len(played.came_from) > bound or tokens > TOKENS * bound:
                played.cut = True
                break
            if marking not in (DONE, FAILED) and not _stops_here(net, played, marking):
                _expand(net, played, marking, todo)
        _widen(net, played, todo)
    return played


def endless(played: Played) -> list[Marking]:
    """Find markings that can neither end nor come to anything else that was reported."""
    before: dict[Marking, list[Marking]] = {}
    for marking, following in played.following.items():
        for later in following:
            before.setdefault(later, []).append(marking)
    todo = [DONE, FAILED, *played.dead, *played.growing, *played.piled]
    seen = set(todo)
    while todo:
        for earlier in before.get(todo.pop(), ()):
            if earlier not in seen:
                seen.add(earlier)
                todo.append(earlier)
    return [marking for marking in played.came_from if marking not in seen]


def _widen(net: Net, played: Played, todo: deque[Marking]) -> None:
    """Play all orders where tokens only turn round: a loop must not hide what waits beside it."""
    if played.cut or not played.narrowed:
        return
    for marking in endless(played):
        if marking in played.narrowed:
            played.narrowed.discard(marking)
            _follow(net, played, marking, list(_enabled(net, marking)), todo)


def _expand(net: Net, played: Played, marking: Marking, todo: deque[Marking]) -> None:
    groups = list(_enabled(net, marking))
    if not groups:
        played.dead.append(marking)
        return
    chosen = _choose(groups)
    if len(chosen) < len(groups):
        played.narrowed.add(marking)
    _follow(net, played, marking, chosen, todo)


def _follow(
    net: Net, played: Played, marking: Marking, groups: list[Group], todo: deque[Marking]
) -> None:
    following = played.following.setdefault(marking, [])
    for taken, moves in groups:
        for move in moves:
            result = _fire(net, marking, taken, move)
            played.ran.add(move.node)
            following.append(result)
            if result not in played.came_from:
                played.came_from[result] = (marking, move)
                todo.append(result)


def _enabled(net: Net, marking: Marking) -> Iterator[Group]:
    """Everything that could happen next, the earliest place of the diagram first."""
    places = sorted(set(marking), key=lambda p: net.rank.get(p, p))
    waiting: list[str] = []
    moved = False
    joins: set[str] = set()
    for place in places:
        join = net.join_of.get(place)
        if join is None:
            if net.moves[place]:
                moved = True
                yield (place,), net.moves[place]
        elif join not in joins:
            joins.add(join)
            if _may_join(net, marking, join):
                moved = True
                yield net.join_places[join], net.join_moves[join]
            elif join in net.feeds:
                waiting.append(join)
    if not moved:
        yield from _untangled(net, marking, waiting)


def _may_join(net: Net, marking: Marking, join: str) -> bool:
    feeds = net.feeds.get(join)
    if feeds is not None:
        return feeds.isdisjoint(marking)
    return all(place in marking for place in net.join_places[join])


def _untangled(net: Net, marking: Marking, waiting: list[str]) -> Iterator[Group]:
    """Inclusive joins that wait for nothing but one another: one of them goes first."""
    own = {place for join in waiting for place in net.join_places[join]}
    for join in waiting:
        if own.issuperset(net.feeds[join].intersection(marking)):
            yield net.join_places[join], net.join_moves[join]


def _choose(groups: list[Group]) -> list[Group]:
    """One group suffices unless it can take away what the others hold."""
    for group in groups:
        if all(move.outcome is MoveEffect.GO_ON for move in group[1]):
            return [group]
    return groups


def _fire(net: Net, marking: Marking, taken: tuple[int, ...], move: Move) -> Marking:
    if move.outcome is MoveEffect.FINISH:
        return DONE
    if move.outcome is MoveEffect.FAIL:
        return FAILED
    left = list(marking)
    for place in taken:
        left.remove(place)
    return _normal(net, (*left, *move.produces))


def _normal(net: Net, places: tuple[int, ...]) -> Marking:
    """Sorted, without tokens that make no difference.

    An inclusive join takes all that wait at it, so they count as one; of those that only run
    aside to an end, two show all there is to see.
    """
    kept: list[int] = []
    for place in sorted(places):
        if place in net.quiet:
            superfluous = kept[-2:] == [place, place]
        else:
            superfluous = kept[-1:] == [place] and net.join_of.get(place) in net.feeds
        if not superfluous:
            kept.append(place)
    return tuple(kept)


def _stops_here(net: Net, played: Played, marking: Marking) -> bool:
    """Whether the tokens grow without end; notes where two are on one place."""
    doubles = {a for a, b in pairwise(marking) if a == b}
    if not doubles:
        return False
    for place in doubles:
        played.doubled.setdefault(place, marking)
    if _multiplies(net, played, marking):
        played.growing.append(marking)
        return True
    if any(marking.count(place) > PILE for place in doubles):
        played.piled.append(marking)
        return True
    return False


def _multiplies(net: Net, played: Played, marking: Marking) -> bool:
    """Whether an earlier marking comes back with more tokens, which can go round once more."""
    at = played.came_from[marking][0]
    for _ in range(_LONGEST_PAST):
        if at is None:
            return False
        surplus = _surplus(marking, at)
        turning = [place for place in at if place in net.turning]
        # A join that waits for whatever can still come may take all of the surplus together.
        gathered = any(
            not feeds.isdisjoint(surplus) or not set(net.join_places[join]).isdisjoint(surplus)
            for join, feeds in net.feeds.items()
        )
        goes_on = not gathered and any(reaches(net.after, place, turning) for place in surplus)
        if turning and goes_on:
            return True
        at = played.came_from[at][0]
    return False


def _surplus(more: Marking, fewer: Marking) -> list[int]:
    """Return what `more` has beyond `fewer`; empty unless it holds all of it."""
    if len(more) <= len(fewer):
        return []
    left = list(more)
    for place in fewer:
        if place not in left:
            return []
        left.remove(place)
    return left
