"""Lists of procedures as values: those in force and the historical ones, each with its index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.definitions.manifests.historical_catalogue import HistoricalList
from engine.definitions.text.slug import slug
from engine.l10n.limits import limit_words
from engine.procedures.register.facts import ListedFacts
from engine.procedures.register.word_index import IndexedText, WordIndex
from sla.limits import Limit

IN_FORCE = ""
"""The name of the list of what is in force; historical lists have names of their own."""


@dataclass(frozen=True, slots=True)
class ListedProcedure:
    """One line of a list. What its source does not say is empty.

    `agency` and `field_key` are what lists are narrowed by: a unit's id or a name without its
    accents. `number` and `resolution` are of historical lists alone.
    """

    code: str
    name: str
    agency: str
    agency_name: str
    field: str
    field_key: str
    level: str = ""
    portal: str = ""
    limits: tuple[tuple[str, Limit], ...] = ()
    fileable: bool = False
    number: str = ""
    resolution: str = ""

    @property
    def limit(self) -> str:
        """All limits in words, each with the name of its case where it has one."""
        words = ((name, limit_words(limit)) for name, limit in self.limits)
        return "; ".join(f"{name}: {text}" if name else text for name, text in words)


@dataclass(frozen=True, slots=True)
class Listing:
    """One list with its index; `about` is None for what is in force."""

    entries: tuple[ListedProcedure, ...]
    index: WordIndex
    about: HistoricalList | None = None


@dataclass(frozen=True, slots=True)
class Giver:
    """A procedure in force that gives a result, and what the result is called."""

    code: str
    name: str
    result: str


@dataclass(frozen=True, slots=True)
class Register:
    """All lists by name, what is in force first.

    `in_force` holds the codes of what is in force, `results` who gives a result by its code.
    """

    listings: Mapping[str, Listing]
    in_force: frozenset[str]
    results: Mapping[str, Giver]


AgencyName = Callable[[str], str]


def register_of(
    facts: Iterable[ListedFacts], historical: Mapping[str, Listing], agency_name: AgencyName
) -> Register:
    """A register of what is in force and of the historical lists.

    Internal procedures are the offices' own: no citizen files them, none reads of them here.
    """
    public = [one for one in facts if not one.internal]
    entries = tuple(sorted((_entry(f, agency_name) for f in public), key=_order))
    listing = Listing(entries, _index(entries))
    results = {code: Giver(f.code, f.name, names) for f in public for code, names in f.results}
    codes = frozenset(entry.code for entry in entries)
    return Register({IN_FORCE: listing, **historical}, codes, results)


def _order(entry: ListedProcedure) -> tuple[str, str, str]:
    return slug(entry.agency_name), entry.field_key, slug(entry.name)


def _entry(facts: ListedFacts, agency_name: AgencyName) -> ListedProcedure:
    return ListedProcedure(
        code=facts.code,
        name=facts.name,
        agency=facts.agency,
        agency_name=agency_name(facts.agency),
        field=facts.field,
        field_key=slug(facts.field),
        level=facts.level,
        portal=facts.portal,
        limits=facts.limits,
        fileable=facts.fileable,
    )


def listing_of(one: HistoricalList) -> Listing:
    """A historical list, ready to be searched."""
    entries = tuple(
        ListedProcedure(
            code=row.code,
            name=row.name,
            agency=slug(row.agency),
            agency_name=row.agency,
            field=row.field,
            field_key=slug(row.field),
            number=row.number,
            resolution=row.resolution,
        )
        for row in one.rows
    )
    return Listing(entries, _index(entries), one)


def _index(entries: tuple[ListedProcedure, ...]) -> WordIndex:
    return WordIndex([IndexedText(e.name, f"{e.agency_name} {e.field}", e.code) for e in entries])
