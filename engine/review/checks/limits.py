"""The limits of a procedure's steps, added up along the longest way from receipt to the result."""

from __future__ import annotations

from engine.definitions.bpmn.graph import FlowNode
from engine.definitions.content import Content
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.status import Milestone
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.procedures.structure.closure import called_by
from engine.procedures.structure.token_flow import Place, TokenFlow
from sla.limits import Limit, LimitUnit

HOURS_A_DAY = 8
# Working hours that a unit stands for: 5 of 7 days are worked, and 21 days of a month.
_HOURS = {
    LimitUnit.WORKING_HOURS: 1.0,
    LimitUnit.WORKING_DAYS: float(HOURS_A_DAY),
    LimitUnit.CALENDAR_DAYS: HOURS_A_DAY * 5 / 7,
    LimitUnit.MONTHS: HOURS_A_DAY * 21.0,
    LimitUnit.SAME_DAY: float(HOURS_A_DAY),
}
_MOST_NAMED = 12


def check_limits(procedure: Procedure, content: Content) -> list[Finding]:
    """Warn where the steps of one way have more time together than the procedure's limit gives."""
    main = content.diagrams.get(procedure.diagram)
    if main is None or not procedure.cases:
        return []
    longest = max(procedure.cases, key=lambda case: hours(case.limit))
    ways = TokenFlow({d.id: d for d in called_by(main, content.diagrams)})
    total, steps = _longest(ways, main.id)
    if total <= hours(longest.limit):
        return []
    names = [f"{n.label} ({_amount(n.limit)})" for n in steps if n.limit]
    names = names if len(names) <= _MOST_NAMED else [*names[: _MOST_NAMED - 1], "…"]
    text = (
        f"{procedure.code}: the limits of its steps add up to {_days(total)}, more than the "
        f"{longest.text} of the procedure: {' → '.join(names)}"
    )
    line = procedure.key_lines.get("time_limit", procedure.line)
    return [finding("W624", procedure.file, line, procedure.code, text)]


def hours(limit: Limit) -> float:
    """Working hours that a limit comes to, at 8 a day."""
    return limit.amount * _HOURS[limit.unit]


def _longest(ways: TokenFlow, main: str) -> tuple[float, list[FlowNode]]:
    """The way with the most time, each loop gone through once; no time before receipt counts."""
    starts = [
        (main, n.id) for n in ways.diagrams[main].children(None) if not n.incoming and n.outgoing
    ]
    order, back = _order(ways, starts)
    received = [p for p in order if ways.node(p).milestone is Milestone.RECEIVED]
    counted = ways.reached(received, events=True) if received else frozenset(order)
    best: dict[Place, tuple[float, Place | None]] = {}
    for place in order:  # what comes later first
        after = [p for p in _after(ways, place) if (place, p) not in back and p in best]
        most = max(after, key=lambda p: best[p][0], default=None)
        own = _own(ways.node(place)) if place in counted else 0.0
        best[place] = (own + (best[most][0] if most else 0.0), most)
    at = max((s for s in starts if s in best), key=lambda p: best[p][0], default=None)
    total = best[at][0] if at else 0.0
    steps: list[FlowNode] = []
    while at is not None:
        if at in counted and _own(ways.node(at)):
            steps.append(ways.node(at))
        at = best[at][1]
    return total, steps


def _own(node: FlowNode) -> float:
    return 0.0 if node.limit is None or node.stops_clock else hours(node.limit)


def _after(ways: TokenFlow, place: Place) -> list[Place]:
    return [later for later, _ in ways.after(place)] + list(ways.beside(place))


def _order(ways: TokenFlow, starts: list[Place]) -> tuple[list[Place], set[tuple[Place, Place]]]:
    """Places so that what follows comes before, and the steps that lead back into a loop."""
    order: list[Place] = []
    back: set[tuple[Place, Place]] = set()
    open_, done = set[Place](), set[Place]()
    for start in starts:
        stack = [(start, iter(_after(ways, start)))]
        open_.add(start)
        while stack:
            place, following = stack[-1]
            later = next(following, None)
            if later is None:
                stack.pop()
                open_.discard(place)
                done.add(place)
                order.append(place)
            elif later in open_:
                back.add((place, later))
            elif later not in done:
                open_.add(later)
                stack.append((later, iter(_after(ways, later))))
    return order, back


def _amount(limit: Limit) -> str:
    return f"{limit.amount} {limit.unit.replace('_', ' ')}"


def _days(total: float) -> str:
    days = total / HOURS_A_DAY
    return f"{days:g} working days" if days == round(days) else f"{days:.1f} working days"
