"""Which page of a list is shown."""

from __future__ import annotations


def page_of(wanted: int, total: int, size: int) -> tuple[int, int]:
    """The page nearest to the one wanted, and how many there are; both count from 1."""
    pages = max(1, -(-total // size))
    return min(max(1, wanted), pages), pages
