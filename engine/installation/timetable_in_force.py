"""Which timetable this process counts by: read again every few seconds, opened once."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from engine.errors import BadState, BrokenContent, MotcuaError
from engine.installation.timetable import Timetable, content_source, opened, unpacked
from engine.storage import Store
from engine.storage.timetables import timetables

REFRESH_SECONDS = 5.0
log = logging.getLogger(__name__)


class Timetables:
    """The timetable in force, as this process knows it: at most a few seconds old.

    Where none is stored it is that of the content files, with id 0. One that cannot be opened
    leaves the last good one in force; `problem` says so.
    """

    def __init__(self, store: Store, root: Path) -> None:
        """Read the content files; raises BrokenContent unless a stored timetable is good."""
        self._store = store
        self._lock = threading.Lock()
        self._refreshed: float | None = None
        self.problem = ""
        try:
            self._current = opened(0, content_source(root))
        except BrokenContent as error:
            self._current = self._instead(error)

    def current(self) -> Timetable:
        """The timetable in force. One thread reads a newer one, the others do not wait."""
        if self._is_stale() and self._lock.acquire(blocking=self._refreshed is None):
            try:
                if self._is_stale():
                    self._refresh()
            finally:
                self._lock.release()
        return self._current

    def refresh(self) -> None:
        """Read at once: after a change of our own."""
        with self._lock:
            self._refresh()

    def _is_stale(self) -> bool:
        return self._refreshed is None or time.monotonic() - self._refreshed >= REFRESH_SECONDS

    def _refresh(self) -> None:
        try:
            found = timetables.in_force(self._store)
            if found not in {0, self._current.id}:
                self._current = self._open(found)
                self.problem = ""
                log.info("timetable %s is in force", found)
        except (BadState, BrokenContent) as error:
            if self.problem != str(error):
                log.error("a stored timetable cannot be opened, the last good one stays: %s", error)
            self.problem = str(error)
        except MotcuaError as error:
            # The caller is about to meet the same error itself; the old timetable counts till then.
            log.warning("the timetable in force could not be looked up: %s", error)
        finally:
            self._refreshed = time.monotonic()

    def _open(self, timetable_id: int) -> Timetable:
        with self._store.read() as tx:
            row = timetables.load(tx, timetable_id)
        if row is None:
            raise BadState("bad_timetable", f"There is no timetable {timetable_id}.")
        return opened(timetable_id, unpacked(row.data))

    def _instead(self, broken: BrokenContent) -> Timetable:
        """What is stored, for files that are broken."""
        try:
            found = timetables.in_force(self._store)
            stored = self._open(found) if found else None
        except MotcuaError:
            stored = None
        if stored is None:
            raise broken
        log.error("the content's calendars are broken, the stored ones count: %s", broken)
        self.problem = str(broken)
        return stored
