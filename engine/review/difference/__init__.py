"""What differs between two versions of a procedure, as values that pages and commands put in words.

Steps are known by their ids: a step of another id but the same kind and name was drawn anew, and
dossiers that wait there need a step to go to.
"""

from __future__ import annotations

from engine.review.difference import decisions, diagrams, facts, forms
from engine.review.difference.items import Area, Difference, Published

_ORDER = tuple(Area)


def difference(old: Published | None, new: Published) -> Difference:
    """What is other in `new`, most important first. No items where nothing is.

    Without an earlier version everything is added.
    """
    drawn = diagrams.compare(old, new)
    items = [
        *facts.compare(old.procedure if old else None, new.procedure),
        *drawn.items,
        *forms.compare(old, new),
        *decisions.compare(old, new),
    ]
    items.sort(key=lambda item: _ORDER.index(item.area))
    return Difference(tuple(items), drawn.pairs, old is None, drawn.recreated)
