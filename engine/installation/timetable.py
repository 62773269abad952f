"""The timetable in force: calendars and alert rules, as of one decision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.definitions.calendars.calendar_folder import Calendars, calendar_files, calendars_of
from engine.definitions.calendars.entered_days import EnteredDay, entered_day, still_needed
from engine.definitions.organisation.alert_rules import ALERTS, Alerts, read_alerts
from engine.errors import BadState, BrokenContent, Severity
from engine.storage import Store
from engine.storage.database import Transaction
from engine.storage.timetables import timetables
from engine.storage.timetables.timetables import NewTimetable, TimetableRow, TimetableState

FORMAT = 1
FOLDER = "holidays"
DEPLOYED = "deploy"
"""The note of a timetable that came with the content."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """What says when something is due and who hears of it. `id` 0: the content files themselves."""

    id: int
    calendars: Calendars
    alerts: Alerts


@dataclass(frozen=True, slots=True)
class TimetableSource:
    """What a timetable is made of: files as they are, by name, and the days entered on top."""

    files: Mapping[str, bytes]
    entered: tuple[EnteredDay, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the files: what a deployment compares."""
        digest = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            for part in (name.encode(), data):
                digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()

    def packed(self) -> bytes:
        """The bytes that are stored."""
        body = {
            "format": FORMAT,
            "files": {name: data.decode() for name, data in self.files.items()},
            "entered": [day.plain() for day in self.entered],
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()


def content_source(root: Path) -> TimetableSource:
    """What the content's own files say. Raises BrokenContent for one that cannot be opened."""
    files = calendar_files(root / FOLDER)
    path = root / ALERTS
    return TimetableSource(files | {ALERTS: path.read_bytes()} if path.is_file() else files)


def unpacked(data: bytes) -> TimetableSource:
    """Read stored bytes back. Raises BadState for a format that is not read."""
    try:
        body = json.loads(data)
        if body["format"] != FORMAT:
            raise ValueError(f"format {body['format']!r}")
        files = {str(name): str(text).encode() for name, text in body["files"].items()}
        return TimetableSource(files, tuple(entered_day(day) for day in body["entered"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadState("bad_timetable", f"A stored timetable cannot be read: {error}") from error


def opened(timetable_id: int, source: TimetableSource) -> Timetable:
    """Read the files through the same readers, whatever came with them. Raises BrokenContent."""
    files = {name: data for name, data in source.files.items() if name != ALERTS}
    calendars = calendars_of(files, source.entered)
    return Timetable(timetable_id, calendars, _alerts(source.files.get(ALERTS)))


def load_source(tx: Transaction, timetable_id: int) -> TimetableSource | None:
    """What a stored timetable is made of. Raises BadState."""
    row = timetables.load(tx, timetable_id)
    return None if row is None else unpacked(row.data)


def next_source(store: Store, root: Path) -> TimetableSource:
    """What a deployment of these files puts in force, entered days included.

    Raises BrokenContent, with what is located in the files, when they cannot be counted by.
    """
    with store.read() as tx:
        found = _carried(content_source(root), timetables.active(tx))
    opened(0, found)
    return found


def deploy_timetable(store: Store, root: Path, *, at: datetime, by: str) -> int:
    """Put the files in force where they are new; the id of the timetable in force then.

    Days that were entered stay on top, but those that the files now say themselves. Raises
    BrokenContent, and the one in force stays so.
    """
    with store.begin() as tx:
        timetables.lock(tx)
        return deploy_in(tx, root, at=at, by=by)


def deploy_in(tx: Transaction, root: Path, *, at: datetime, by: str) -> int:
    """The same inside a transaction that holds `timetables.lock`."""
    base = timetables.active(tx)
    files = content_source(root)
    if base is not None and base.digest == files.digest:
        return base.id
    source = _carried(files, base)
    opened(0, source)
    if base is not None:
        timetables.retire(tx, base.id)
    timetables.outdate(tx)
    new = NewTimetable(
        base_id=base.id if base else 0,
        digest=source.digest,
        data=source.packed(),
        note=DEPLOYED,
        state=TimetableState.DEPLOYED,
        active=True,
        made_at=at,
        made_by=by,
        applied_at=at,
        applied_by=by,
    )
    return timetables.insert(tx, new)


def _carried(files: TimetableSource, base: TimetableRow | None) -> TimetableSource:
    if base is None:
        return files
    own = opened(0, files).calendars.years
    return TimetableSource(files.files, still_needed(own, unpacked(base.data).entered))


def _alerts(data: bytes | None) -> Alerts:
    if data is None:
        return Alerts()
    found, findings = read_alerts(data, ALERTS)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors:
        raise BrokenContent(errors)
    return found
