"""From when until when something counts, and what took its place: units, places, codes of lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import AnyText, quoting, suggestion

VALIDITY_KEYS = ("valid_from", "valid_to", "successors")


@dataclass(frozen=True, slots=True)
class Validity:
    """Both days belong to it: `valid_to` is the last one. None: no limit. Successors are ids."""

    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether it counts on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and not self.ended(day)

    def ended(self, day: date) -> bool:
        """Whether a day lies after the last one."""
        return self.valid_to is not None and day > self.valid_to


class Dated(Protocol):
    """What has a validity."""

    @property
    def validity(self) -> Validity:
        """Its dates and successors."""


def read_validity(entries: Entries, valid_from: date | None = None) -> Validity:
    """Read the keys of VALIDITY_KEYS; `valid_from` counts where the mapping has none of its own."""
    first, last = entries.day("valid_from") or valid_from, entries.day("valid_to")
    if first and last and last < first:
        entries.add("E412", "valid_to", f"it ends on {last}, before it begins on {first}")
    successors = entries.texts("successors")
    if successors and last is None:
        entries.add("E122", "successors", quoting('successors need the key "{}"', "valid_to"))
    return Validity(first, last, successors)


def wrong_successors(items: Mapping[str, Dated]) -> Iterator[tuple[str, str, AnyText]]:
    """Yield key, code and sentence of each successor that is none, and of each circle."""
    for key, item in items.items():
        for successor in item.validity.successors:
            if successor not in items:
                text = quoting('the successor "{}" does not exist', successor)
                yield key, "E413", text + suggestion(successor, items)
        if key in _all_after(items, key):
            yield key, "E414", "its successors lead round in a circle"


def in_place_of(items: Mapping[str, Dated], key: str, day: date) -> tuple[str, ...]:
    """What counts on a day where `key` did: itself until its end, then its successors' line.

    Empty where it ended without a successor, or nothing of its line counts on that day.
    """
    if not items[key].validity.ended(day):
        return (key,)
    line = (k for k in _all_after(items, key) if k in items)
    return tuple(k for k in line if items[k].validity.covers(day))


def _all_after(items: Mapping[str, Dated], key: str) -> list[str]:
    """Successors, theirs and so on, nearest first."""
    found: dict[str, None] = {}
    todo = list(items[key].validity.successors)
    while todo:
        successor = todo.pop(0)
        if successor not in found:
            found[successor] = None
            todo += items[successor].validity.successors if successor in items else ()
    return list(found)
