"""When a dossier can be resolved at the earliest, if each step takes the time it is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush

from engine.definitions.bpmn.graph import NodeKind
from engine.definitions.status import Milestone
from engine.procedures.structure.token_flow import Place, TokenFlow, places
from engine.procedures.version import Version
from sla.calendar import WorkCalendar
from sla.due import due
from sla.remaining import Remaining, remaining


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the diagram still needs against what is left, in working time at `at`.

    `needed` is a least: the shortest way on, what the open step's limit leaves of it (nothing once
    it is overdue), then the whole limit of each later step; steps without a limit count nothing.
    `steps` are the names on that way, the open one first.
    """

    at: datetime
    ready_at: datetime
    due_at: datetime
    needed: Remaining
    left: Remaining
    steps: tuple[str, ...]

    @property
    def late(self) -> bool:
        """Whether the dossier cannot be resolved in time any more."""
        return self.ready_at > self.due_at


def forecast(
    version: Version,
    opened: Mapping[str, datetime | None],
    due_at: datetime,
    calendar: WorkCalendar,
    at: datetime,
) -> Forecast | None:
    """Forecast from the open steps (node → its own due moment, None without limit).

    None where no open step leads to the milestone `resolved`. Raises `OutsideCalendar`.
    """
    walk = _Walk(version.ways, calendar)
    arrival = walk.to(Milestone.RESOLVED, {n: max(d or at, at) for n, d in opened.items()})
    if arrival is None:
        return None
    ready_at, steps = arrival
    return Forecast(
        at=at,
        ready_at=ready_at,
        due_at=due_at,
        needed=remaining(calendar, at, ready_at),
        left=remaining(calendar, at, due_at),
        steps=steps,
    )


@dataclass(slots=True)
class _Walk:
    """Earliest arrivals, place by place in the order of their moments (Dijkstra).

    A later start never ends a limit earlier, so the first arrival at a place is the one that
    counts. A parallel join is left with the last of the tokens that can come to it.
    """

    ways: TokenFlow
    calendar: WorkCalendar
    queue: list[tuple[datetime, Place, Place, Place]] = field(default_factory=list)
    came_from: dict[Place, Place] = field(default_factory=dict)
    awaited: dict[Place, set[Place]] = field(default_factory=dict)

    def to(
        self, milestone: Milestone, leaving: Mapping[str, datetime]
    ) -> tuple[datetime, tuple[str, ...]] | None:
        """First moment at the milestone, and the steps passed; None when it is never reached."""
        starts = {p: leaving[p[1]] for p in places(self.ways, leaving)}
        for place, moment in starts.items():
            self._leave(place, moment)
        while self.queue:
            moment, place, before, source = heappop(self.queue)
            if place in self.came_from or not self._complete(place, before, starts):
                continue
            self.came_from[place] = source
            node = self.ways.node(place)
            if node.milestone is milestone:
                return moment, self._passed(place, starts)
            timed = node.limit is not None and node.kind is NodeKind.USER_TASK
            limit = node.limit if timed else None
            self._leave(place, due(self.calendar, moment, limit).at if limit else moment)
        return None

    def _leave(self, place: Place, moment: datetime) -> None:
        for later, before in self.ways.after(place):
            heappush(self.queue, (moment, later, before, place))

    def _complete(self, place: Place, before: Place, starts: Mapping[Place, datetime]) -> bool:
        """Note an arrival; whether a token can leave now."""
        if self.ways.node(place).kind is not NodeKind.PARALLEL:
            return True
        if place not in self.awaited:
            coming = self.ways.reached(starts, past=place)
            self.awaited[place] = set(self.ways.before(place) & coming)
        self.awaited[place].discard(before)
        return not self.awaited[place]

    def _passed(self, place: Place, starts: Mapping[Place, datetime]) -> tuple[str, ...]:
        way = [place]
        while way[-1] in self.came_from and way[-1] not in starts:
            way.append(self.came_from[way[-1]])
        nodes = map(self.ways.node, reversed(way))
        return tuple(n.label for n in nodes if n.kind is NodeKind.USER_TASK)
