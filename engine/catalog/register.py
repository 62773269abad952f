"""The register of procedures: those in force and the historical lists, ready to be searched.

Each process keeps one for its database. It is made anew only when what is in force has changed,
and a version's facts are read once: versions never change.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.catalog.facts import Facts, facts_of
from engine.catalog.word_index import Text, WordIndex
from engine.definitions.catalogue import FOLDER, HistoricalList, read_catalogues
from engine.definitions.slug import slug
from engine.errors import BadState, MotcuaError
from engine.storage import Store, Transaction, versions

LOOK_SECONDS = 5.0
IN_FORCE = ""
"""The name of the list of what is in force; historical lists have names of their own."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
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
    limit: str = ""
    fileable: bool = False
    number: str = ""
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list with its index; `about` is None for what is in force."""

    entries: tuple[Entry, ...]
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


@dataclass(slots=True)
class _Live:
    """The register of one database, as this process knows it: at most a few seconds old."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    current: Register | None = None
    looked: float = 0.0
    ids: frozenset[int] = frozenset()
    facts: dict[int, Facts] = field(default_factory=dict)
    files: tuple[tuple[str, int, int], ...] = ()
    historical: dict[str, Listing] = field(default_factory=dict)


# By store: its versions have ids of their own, and go when the store goes.
_kept: weakref.WeakKeyDictionary[Store, _Live] = weakref.WeakKeyDictionary()
_making = threading.Lock()


def current_register(store: Store, root: Path, agency_name: AgencyName) -> Register:
    """The register of a database and of the lists below a content's root.

    One thread looks for what changed, the others do not wait but the first time.
    """
    with _making:
        live = _kept.setdefault(store, _Live())
    stale = live.current is None or time.monotonic() - live.looked >= LOOK_SECONDS
    if stale and live.lock.acquire(blocking=live.current is None):
        try:
            if live.current is None or time.monotonic() - live.looked >= LOOK_SECONDS:
                _look(live, store, root, agency_name)
        finally:
            live.lock.release()
    if live.current is None:
        raise BadState("no_register", "The register of procedures could not be read.")
    return live.current


def facts_in_force(store: Store) -> Mapping[int, Facts]:
    """What each version in force says of itself, by its id, as of now; internal ones too."""
    with _making:
        live = _kept.setdefault(store, _Live())
    with store.read() as tx:
        facts = _facts(live, tx, versions.active_ids(tx))
    if facts is not live.facts:
        with live.lock:
            live.facts = facts
    return facts


def _look(live: _Live, store: Store, root: Path, agency_name: AgencyName) -> None:
    try:
        changed = _look_for_lists(live, root) | (live.current is None)
        with store.read() as tx:
            ids = versions.active_ids(tx)
            if ids != live.ids or changed:
                live.facts = _facts(live, tx, ids)
                live.ids = ids
                live.current = _register(live, agency_name)
    except MotcuaError as error:
        if live.current is None:
            raise
        log.warning("the register of procedures could not be looked up: %s", error)
    finally:
        live.looked = time.monotonic()


def _facts(live: _Live, tx: Transaction, ids: frozenset[int]) -> dict[int, Facts]:
    """The facts of these versions; only of those that are new is anything read."""
    known = live.facts
    if ids == known.keys():
        return known
    read = {key: facts_of(data) for key, data in versions.bundles(tx, ids - known.keys())}
    return {key: read[key] if key in read else known[key] for key in ids}


def _look_for_lists(live: _Live, root: Path) -> bool:
    """Read the historical lists where their files changed; whether they did."""
    found = sorted(p for p in (root / FOLDER).glob("*") if p.is_file())
    files = tuple((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in found)
    if files == live.files:
        return False
    live.files = files
    live.historical = {one.name: _listing(one) for one in read_catalogues(root)[0]}
    return True


def _register(live: _Live, agency_name: AgencyName) -> Register:
    """Internal procedures are the offices' own: no citizen files them, none reads of them here."""
    public = [facts for facts in live.facts.values() if not facts.internal]
    entries = tuple(sorted((_entry(f, agency_name) for f in public), key=_order))
    listing = Listing(entries, _index(entries))
    results = {code: Giver(f.code, f.name, told) for f in public for code, told in f.results}
    codes = frozenset(entry.code for entry in entries)
    return Register({IN_FORCE: listing, **live.historical}, codes, results)


def _order(entry: Entry) -> tuple[str, str, str]:
    return slug(entry.agency_name), entry.field_key, slug(entry.name)


def _entry(facts: Facts, agency_name: AgencyName) -> Entry:
    return Entry(
        code=facts.code,
        name=facts.name,
        agency=facts.agency,
        agency_name=agency_name(facts.agency),
        field=facts.field,
        field_key=slug(facts.field),
        level=facts.level,
        portal=facts.portal,
        limit=facts.limit,
        fileable=facts.fileable,
    )


def _listing(one: HistoricalList) -> Listing:
    entries = tuple(
        Entry(
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


def _index(entries: tuple[Entry, ...]) -> WordIndex:
    return WordIndex([Text(e.name, f"{e.agency_name} {e.field}", e.code) for e in entries])
