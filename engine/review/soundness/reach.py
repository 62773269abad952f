"""Walks over places: what follows what. None recurses, for diagrams can be long."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

After = Mapping[int, frozenset[int]]


def turned(after: After) -> dict[int, frozenset[int]]:
    """Turn all arrows round."""
    before: dict[int, set[int]] = {}
    for place, following in after.items():
        for later in following:
            before.setdefault(later, set()).add(place)
    return {place: frozenset(earlier) for place, earlier in before.items()}


def reaches(after: After, place: int, targets: Iterable[int]) -> bool:
    """Whether a token on `place` could, by the arrows alone, come to one of `targets`."""
    wanted, seen, todo = set(targets), {place}, [place]
    while todo:
        for following in after.get(todo.pop(), frozenset()):
            if following in wanted:
                return True
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return False


def upstream(places: Collection[int], before: After) -> frozenset[int]:
    """Find the places from which `places` can be reached without passing them."""
    seen: set[int] = set()
    todo = list(places)
    while todo:
        for earlier in before.get(todo.pop(), ()):
            if earlier not in seen and earlier not in places:
                seen.add(earlier)
                todo.append(earlier)
    return frozenset(seen)


def ranks(after: After, roots: Iterable[int], first: Collection[int] = ()) -> dict[int, int]:
    """Return places in reverse post-order: a whole branch, then what follows its join.

    Where a way parts, branches that begin in `first` come before the others.
    """
    order: list[int] = []
    seen: set[int] = set()
    for root in roots:
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(sorted(after[root], key=lambda p: (p in first, p))))]
        while stack:
            place, following = stack[-1]
            fresh = next((p for p in following if p not in seen), None)
            if fresh is None:
                stack.pop()
                order.append(place)
            else:
                seen.add(fresh)
                later = sorted(after[fresh], key=lambda p: (p in first, p))
                stack.append((fresh, iter(later)))
    return {place: at for at, place in enumerate(reversed(order))}


def on_loops(after: After, before: After, roots: Iterable[int]) -> frozenset[int]:
    """Find the places that a token can come back to (Kosaraju's components)."""
    taken: set[int] = set()
    loops: set[int] = set()
    for root in ranks(after, roots):
        component, todo = {root}, [root]
        while todo and root not in taken:
            for earlier in before.get(todo.pop(), ()):
                if earlier not in taken and earlier not in component:
                    component.add(earlier)
                    todo.append(earlier)
        taken |= component
        if len(component) > 1 or root in after.get(root, ()):
            loops |= component
    return frozenset(loops)
