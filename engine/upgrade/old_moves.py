"""What moves to another version keep for undo, sealed anew and with limits as values."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from engine.errors import BadState
from engine.instance_migration.snapshot import Kept
from engine.storage.limits import amount_of, unit_of
from engine.workflow.seal import StateKey, reseal
from sla.limits import Limit

KEPT_REVISION = 0
"""To which revision the states that moves keep are bound: one that no dossier has."""


def kept_anew(packed: bytes, key: bytes, code: str, limits: Mapping[str, Limit]) -> bytes | None:
    """The same in the shape of this release; None where it is not read, or was changed outside."""
    try:
        body = json.loads(zlib.decompress(packed))
        state = reseal(b64decode(body["state"]), StateKey(key, code, KEPT_REVISION))
        body |= {"state": b64encode(state).decode(), "state_revision": KEPT_REVISION}
        for name in ("steps", "timers"):
            body[name] = [_with_limit(row, limits) for row in body[name]]
        again = zlib.compress(json.dumps(body).encode(), 6)
        Kept.unpacked(again)
    except (zlib.error, BadState, ValueError, LookupError, TypeError, AttributeError):
        return None
    return again


def _with_limit(row: Mapping[str, Any], limits: Mapping[str, Limit]) -> dict[str, Any]:
    limit = limits.get(row["limit_text"])
    left = {key: value for key, value in row.items() if key != "limit_text"}
    return {**left, "limit_amount": amount_of(limit), "limit_unit": unit_of(limit)}
