"""What moves of dossiers to another version leave to the scheduler."""

from __future__ import annotations

import time
from datetime import datetime

from engine.installation import Installation
from engine.instance_migration.work import work_batch
from engine.storage.instance_migration import moves

SLICE_SECONDS = 1.5
CHUNK = 50
"""Dossiers between two readings of the clock."""


def work_moves(installation: Installation, at: datetime, *, seconds: float = SLICE_SECONDS) -> bool:
    """Go on with the oldest batch for a moment; whether there is more. Any number may do so."""
    end = time.monotonic() + seconds
    while True:
        with installation.store.read() as tx:
            row = moves.to_do(tx)
        if row is None:
            return False
        work_batch(installation, row.id, at=at, most=CHUNK)
        if time.monotonic() >= end:
            return True
