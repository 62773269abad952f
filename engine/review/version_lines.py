"""The versions of a procedure as lines of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.storage import Transaction
from engine.storage.procedures import versions
from engine.storage.procedures.versions import VersionHead


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version, how it came into force, and how many open dossiers run on it."""

    id: int
    number: int
    active: bool
    deployed_at: datetime
    deployed_by: str
    origin: str
    dossiers: int


def version_lines(
    tx: Transaction, procedure: str, heads: Iterable[VersionHead]
) -> tuple[VersionLine, ...]:
    """The versions of one procedure, newest first."""
    running = versions.running(tx, procedure)
    return tuple(
        VersionLine(
            id=head.id,
            number=head.number,
            active=head.active,
            deployed_at=head.deployed_at,
            deployed_by=head.deployed_by,
            origin=head.origin,
            dossiers=running.get(head.id, 0),
        )
        for head in sorted(heads, key=lambda head: -head.number)
    )
