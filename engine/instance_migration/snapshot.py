"""What bringing a dossier back needs of how it stood before a move, as bytes."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from engine.definitions.status import Status
from engine.dossiers.open_dossier import OpenDossier
from engine.storage.dossiers import timers
from engine.storage.instance_migration import moved_rows
from engine.storage.instance_migration.moved_rows import StepAs, TimerAs
from sla.limits import LimitUnit

_MOMENTS = ("claimed_at", "due_at", "alert_at")


@dataclass(frozen=True, slots=True)
class Kept:
    """The sealed state, the status, the open steps and timers; `released` by the move itself."""

    state: bytes
    state_revision: int
    status: Status
    steps: tuple[StepAs, ...]
    timers: tuple[TimerAs, ...]
    released: frozenset[int] = frozenset()  # ids of steps

    @classmethod
    def of(cls, case: OpenDossier) -> Kept:
        """How a dossier stands now."""
        running = timers.open_of(case.tx, case.row.id)
        return cls(
            state=case.row.state,
            state_revision=case.row.state_revision,
            status=case.row.status,
            steps=moved_rows.steps_of(case.tx, case.row.id),
            timers=tuple(
                TimerAs(
                    id=timer.id,
                    limit_amount=timer.limit_amount,
                    limit_unit=timer.limit_unit,
                    runs_in_pause=timer.runs_in_pause,
                    due_at=timer.due_at,
                )
                for timer in running
            ),
        )

    def releasing(self, steps: Collection[StepAs]) -> Kept:
        """The same, knowing which of its holders do not hold their steps as they are now."""
        now = {step.id: step.assignee for step in steps}
        freed = {s.id for s in self.steps if s.id in now and s.assignee != now[s.id]}
        return replace(self, released=frozenset(freed))

    def packed(self) -> bytes:
        """As bytes."""
        body = {
            "state": b64encode(self.state).decode(),
            "state_revision": self.state_revision,
            "status": self.status.value,
            "steps": [asdict(step) for step in self.steps],
            "timers": [asdict(timer) for timer in self.timers],
            "released": sorted(self.released),
        }
        return zlib.compress(json.dumps(body, default=datetime.isoformat).encode(), 6)

    @classmethod
    def unpacked(cls, data: bytes) -> Kept:
        """What was packed."""
        body = json.loads(zlib.decompress(data))
        return cls(
            state=b64decode(body["state"]),
            state_revision=body["state_revision"],
            status=Status(body["status"]),
            steps=tuple(_step(row) for row in body["steps"]),
            timers=tuple(TimerAs(**_values(row)) for row in body["timers"]),
            released=frozenset(body["released"]),
        )


def _step(row: Mapping[str, Any]) -> StepAs:
    return StepAs(**{**_values(row), "status": Status(row["status"])})


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    moments = {key: row[key] for key in _MOMENTS if row.get(key) is not None}
    unit = {"limit_unit": LimitUnit(row["limit_unit"]) if row["limit_unit"] else None}
    return {**row} | unit | {key: datetime.fromisoformat(text) for key, text in moments.items()}
