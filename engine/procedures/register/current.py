"""The register of procedures as it is now: what is in force and the historical lists.

Each process keeps one for its database. It is made anew only when what is in force has changed,
and a version's facts are read once: versions never change.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.definitions.manifests.historical_catalogue import FOLDER, read_catalogues
from engine.errors import BadState, MotcuaError
from engine.procedures.register.facts import ListedFacts, facts_of
from engine.procedures.register.listings import (
    AgencyName,
    Listing,
    Register,
    listing_of,
    register_of,
)
from engine.storage import Store, Transaction
from engine.storage.procedures import versions

REFRESH_SECONDS = 5.0
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Live:
    """The register of one database, as this process knows it: at most a few seconds old."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    current: Register | None = None
    refreshed: float = 0.0
    ids: frozenset[int] = frozenset()
    facts: dict[int, ListedFacts] = field(default_factory=dict)
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
    stale = live.current is None or time.monotonic() - live.refreshed >= REFRESH_SECONDS
    if stale and live.lock.acquire(blocking=live.current is None):
        try:
            if live.current is None or time.monotonic() - live.refreshed >= REFRESH_SECONDS:
                _refresh(live, store, root, agency_name)
        finally:
            live.lock.release()
    if live.current is None:
        raise BadState("no_register", "The register of procedures could not be read.")
    return live.current


def facts_in_force(store: Store) -> Mapping[int, ListedFacts]:
    """What each version in force says of itself, by its id, as of now; internal ones too."""
    with _making:
        live = _kept.setdefault(store, _Live())
    with store.read() as tx:
        facts = _facts(live, tx, versions.active_ids(tx))
    if facts is not live.facts:
        with live.lock:
            live.facts = facts
    return facts


def _refresh(live: _Live, store: Store, root: Path, agency_name: AgencyName) -> None:
    try:
        changed = _refresh_lists(live, root) | (live.current is None)
        with store.read() as tx:
            ids = versions.active_ids(tx)
            if ids != live.ids or changed:
                live.facts = _facts(live, tx, ids)
                live.ids = ids
                live.current = register_of(live.facts.values(), live.historical, agency_name)
    except MotcuaError as error:
        if live.current is None:
            raise
        log.warning("the register of procedures could not be looked up: %s", error)
    finally:
        live.refreshed = time.monotonic()


def _facts(live: _Live, tx: Transaction, ids: frozenset[int]) -> dict[int, ListedFacts]:
    """The facts of these versions; only of those that are new is anything read."""
    known = live.facts
    if ids == known.keys():
        return known
    read = {key: facts_of(data) for key, data in versions.bundles(tx, ids - known.keys())}
    return {key: read[key] if key in read else known[key] for key in ids}


def _refresh_lists(live: _Live, root: Path) -> bool:
    """Read the historical lists where their files changed; whether they did."""
    found = sorted(p for p in (root / FOLDER).glob("*") if p.is_file())
    files = tuple((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in found)
    if files == live.files:
        return False
    live.files = files
    live.historical = {one.name: listing_of(one) for one in read_catalogues(root)[0]}
    return True
