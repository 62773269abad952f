"""The security log: one JSON line an event, apart from the dossiers' journal.

No passwords, tokens or form contents. JSON escapes line breaks and control characters, so that
nobody can write a line of their own into it.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path

LOG = logging.getLogger("motcua.security")
LONGEST = 300
"""More of a client's own words than this is cut off."""


def note(action: str, result: str, at: datetime, **fields: object) -> None:
    """Write one event: what was tried, how it ended, by whom (`account`, `kind`), from where."""
    line: dict[str, object] = {
        "at": at.astimezone(UTC).isoformat(),
        "action": action,
        "result": result,
    }
    line |= {name: _short(value) for name, value in fields.items() if value not in (None, "")}
    level = logging.INFO if result == "done" else logging.WARNING
    LOG.log(level, "%s", json.dumps(line, ensure_ascii=True))


def open_security_log(file: Path | None) -> None:
    """Send the events to the end of a file, or to standard output without one.

    For servers, once at their start; nothing is written before.
    """
    handler: logging.Handler = logging.StreamHandler(sys.stdout)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Reopens by itself when logrotate has moved the file away.
        handler = WatchedFileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    for old in LOG.handlers[:]:
        LOG.removeHandler(old)
        old.close()
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def _short(value: object) -> object:
    return value if isinstance(value, bool | int) else str(value)[:LONGEST]
