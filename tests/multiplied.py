"""A large database of the release before: the rows of `last-release.sqlite.gz`, many times over.

Each copy of a dossier has an id, a code, a state and a journal of its own, sealed and chained as
that release did it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.storage.types import canonical
from tests.last_release import unpacked

Row = dict[str, Any]
TABLES = (
    "dossiers",
    "journal",
    "outbox",
    "papers",
    "pauses",
    "steps",
    "supplements",
    "timers",
    "incidents",
    "alerts",
    "apologies",
    "drafts",
    "version_move_dossiers",
)
_HEAD = b"mc\x01"
_SEAL = 3 + 32


def multiplied(file: Path, count: int, key: bytes) -> Path:
    """The database in this file, with as many dossiers or up to a copy more."""
    unpacked(file)
    with sqlite3.connect(file) as found:
        found.row_factory = sqlite3.Row
        found.execute("PRAGMA synchronous=OFF")
        rows = {name: _rows(found, name) for name in TABLES}
        copies = _Copies(rows, _serials(found), key)
        for number in range(1, -(-count // len(rows["dossiers"]))):
            for name in TABLES:
                _insert(found, name, list(copies.of(name, number)))
        found.executemany(
            "UPDATE serials SET last = ? WHERE agency = ? AND day = ?",
            [(last, *which) for which, last in copies.serials.items()],
        )
    found.close()
    return file


def _rows(found: sqlite3.Connection, name: str) -> list[Row]:
    return [dict(row) for row in found.execute(f"SELECT * FROM {name}")]  # noqa: S608


def _serials(found: sqlite3.Connection) -> Counter[tuple[str, str]]:
    rows = found.execute("SELECT agency, day, last FROM serials")
    return Counter({(row["agency"], row["day"]): row["last"] for row in rows})


def _insert(found: sqlite3.Connection, name: str, rows: Sequence[Row]) -> None:
    if rows:
        names = ", ".join(rows[0])
        marks = ", ".join("?" * len(rows[0]))
        values = [tuple(row.values()) for row in rows]
        found.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", values)  # noqa: S608


class _Copies:
    """Makes the rows of one copy; dossiers first, whose states and journals the others name."""

    def __init__(
        self, rows: dict[str, list[Row]], serials: Counter[tuple[str, str]], key: bytes
    ) -> None:
        self.serials = serials
        self._rows = rows
        self._key = key
        self._stride = {
            name: max((row["id"] for row in rows[name]), default=0)
            for name in TABLES
            if name != "version_move_dossiers"
        }
        self._codes: dict[int, str] = {}
        self._states: dict[int, tuple[bytes, bytes]] = {}
        self._journals: dict[int, list[Row]] = {}
        for row in rows["journal"]:
            self._journals.setdefault(row["dossier_id"], []).append(row)

    def of(self, name: str, number: int) -> Iterator[Row]:
        """The rows of a table in this copy."""
        if name == "journal":
            for dossier in self._rows["dossiers"]:
                yield from self._chained(dossier["id"], number)
            return
        for row in self._rows[name]:
            copy = {**row}
            if "id" in copy:
                copy["id"] += number * self._stride[name]
            for link in ("dossier_id", "step_id", "outbox_id"):
                if copy.get(link) is not None:
                    copy[link] += number * self._stride[_TARGETS[link]]
            yield {**copy, **self._own(name, row, number)}

    def _own(self, name: str, row: Row, number: int) -> Row:
        if name == "dossiers":
            return self._dossier(row, number)
        if name in ("outbox", "alerts"):
            return {"key": f"{row['key']}/{number}"}
        if name == "version_move_dossiers" and row["before"] is not None:
            return self._move(row)
        return {}

    def _dossier(self, row: Row, number: int) -> Row:
        agency, day, _ = row["code"].rsplit("-", 2)
        which = (agency, f"20{day[:2]}-{day[2:4]}-{day[4:]}")
        self.serials[which] += 1
        code = f"{agency}-{day}-{self.serials[which]:04d}"
        self._codes[row["id"]] = code
        state = self._resealed(row["state"], row["code"], code)
        self._states[row["id"]] = (row["state"], state)
        head = list(self._chained(row["id"], number))[-1]["hash"]
        own = {"code": code, "state": state, "journal_head": head}
        # Nine of ten copies are of people of their own.
        if row["applicant_id_number"] and number % 10:
            own["applicant_id_number"] = f"{number * 1000 + row['id']:012d}"
        return own

    def _resealed(self, state: bytes, before: str, code: str) -> bytes:
        text = zlib.decompress(state[_SEAL:])
        body = zlib.compress(text.replace(before.encode(), code.encode()), 6)
        return _HEAD + hmac.digest(self._key, b"motcua state" + _HEAD + body, "sha256") + body

    def _chained(self, dossier_id: int, number: int) -> Iterator[Row]:
        before = ""
        for row in self._journals[dossier_id]:
            copy = {
                **row,
                "id": row["id"] + number * self._stride["journal"],
                "dossier_id": dossier_id + number * self._stride["dossiers"],
                "prev_hash": before,
            }
            before = copy["hash"] = _digest(copy)
            yield copy

    def _move(self, row: Row) -> Row:
        old, new = self._states[row["dossier_id"]]
        code = next(d["code"] for d in self._rows["dossiers"] if d["id"] == row["dossier_id"])
        body = json.loads(zlib.decompress(row["before"]))
        kept = self._resealed(b64decode(body["state"]), code, self._codes[row["dossier_id"]])
        body["state"] = b64encode(kept).decode()
        as_moved = hashlib.sha256(old).hexdigest() == row["after"]
        return {
            "before": zlib.compress(json.dumps(body).encode(), 6),
            "after": hashlib.sha256(new).hexdigest() if as_moved else row["after"],
        }


_TARGETS = {"dossier_id": "dossiers", "step_id": "steps", "outbox_id": "outbox"}
_PROVEN = ("dossier_id", "seq", "actor", "actor_name", "action", "address", "prev_hash")


def _digest(row: Row) -> str:
    at = datetime.fromisoformat(row["at"]).replace(tzinfo=UTC)
    plain = {name: row[name] for name in _PROVEN} | {"at": at, "fields": json.loads(row["fields"])}
    return hashlib.sha256(canonical(plain).encode()).hexdigest()
