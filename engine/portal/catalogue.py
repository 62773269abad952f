"""The public catalogue: what a few words and filters find in a list of procedures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine.definitions.manifests.historical_catalogue import HistoricalList
from engine.definitions.text.slug import slug
from engine.errors import NotFound
from engine.installation import Installation
from engine.installation.paging import page_of
from engine.procedures.register.current import current_register
from engine.procedures.register.listings import IN_FORCE, ListedProcedure, Listing, Register
from engine.procedures.register.word_index import MatchMode

SIZE = 25
_FACETS = {"agency": "agency_name", "field_key": "field", "level": "level"}


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """What a reader searches for; an empty filter keeps everything.

    `listed` names a historical list, empty for what is in force. `agency`, `field` and `level` are
    keys as `Facet.key`.
    """

    words: str = ""
    listed: str = IN_FORCE
    agency: str = ""
    field: str = ""
    level: str = ""
    page: int = 1
    size: int = SIZE


@dataclass(frozen=True, slots=True)
class FilterOption:
    """A value to narrow by, and how many of the hits have it; an empty name is not known."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ListName:
    """A list, and how many of its entries the words find; `about` is None for what is in force."""

    name: str
    count: int
    about: HistoricalList | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. The counts of each facet add up to the hits under the other filters."""

    query: CatalogueQuery
    items: tuple[ListedProcedure, ...]
    total: int
    page: int
    pages: int
    reading: MatchMode
    agencies: tuple[FilterOption, ...]
    fields: tuple[FilterOption, ...]
    levels: tuple[FilterOption, ...]
    lists: tuple[ListName, ...]
    about: HistoricalList | None
    near: tuple[ListedProcedure, ...]  # suggestions, where nothing is found
    also_in_force: frozenset[str]  # codes of what is in force


def register_of(installation: Installation) -> Register:
    """The register of this office."""
    return current_register(installation.store, installation.root, installation.unit_name)


def listing_of(register: Register, name: str) -> Listing:
    """One list. Raises NotFound `no_catalogue`."""
    found = register.listings.get(name)
    if found is None:
        raise NotFound("no_catalogue", f"There is no list {name!r}.", name=name)
    return found


def find(installation: Installation, query: CatalogueQuery) -> Found:
    """Look for procedures. Raises NotFound for a list that does not exist."""
    register = register_of(installation)
    listing = listing_of(register, query.listed)
    hits = listing.index.find(query.words)
    entries = [listing.entries[place] for place in hits.places]
    wanted = {"agency": query.agency, "field_key": query.field, "level": query.level}
    kept = _narrowed(entries, wanted)
    page, pages = page_of(query.page, len(kept), query.size)
    near = () if entries else listing.index.nearest(query.words)
    counts = {
        key: _counted(_narrowed(entries, {**wanted, key: ""}), key, name)
        for key, name in _FACETS.items()
    }
    return Found(
        query=query,
        items=tuple(kept[(page - 1) * query.size : page * query.size]),
        total=len(kept),
        page=page,
        pages=pages,
        reading=hits.reading,
        agencies=counts["agency"],
        fields=counts["field_key"],
        levels=counts["level"],
        lists=_lists(register, query, len(entries)),
        about=listing.about,
        near=tuple(listing.entries[place] for place in near),
        also_in_force=register.in_force,
    )


def _narrowed(entries: list[ListedProcedure], wanted: dict[str, str]) -> list[ListedProcedure]:
    for key, value in wanted.items():
        if value:
            known = "" if value == UNKNOWN else value
            entries = [entry for entry in entries if getattr(entry, key) == known]
    return entries


UNKNOWN = "-"
"""The key of what the list does not say."""


def _counted(entries: Iterable[ListedProcedure], key: str, name: str) -> tuple[FilterOption, ...]:
    """The values by name, what is not known last."""
    counts = Counter((getattr(e, key), getattr(e, name)) for e in entries)
    merged: dict[str, FilterOption] = {}
    for (value, label), count in counts.items():
        before = merged.get(value)
        merged[value] = FilterOption(
            value or UNKNOWN, label, count + (before.count if before else 0)
        )
    return tuple(sorted(merged.values(), key=lambda c: (not c.name, slug(c.name), c.name)))


def _lists(register: Register, query: CatalogueQuery, here: int) -> tuple[ListName, ...]:
    return tuple(
        ListName(
            name,
            here if name == query.listed else len(listing.index.find(query.words).places),
            listing.about,
        )
        for name, listing in register.listings.items()
    )
