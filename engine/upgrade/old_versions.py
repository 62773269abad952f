"""The versions that rows of the release before speak of, by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.errors import BadState
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.upgrade import bundles_before
from engine.upgrade.report import UpgradeProblem, UpgradeReport

_MOVES = frozenset({"version_moved", "version_restored"})


@dataclass(frozen=True, slots=True)
class OldRow:
    """A journal row of format 1 with its fields as JSON values."""

    seq: int
    action: str
    fields: Mapping[str, object]


@dataclass(slots=True)
class OldVersions:
    """Finds versions within one transaction."""

    tx: Transaction
    report: UpgradeReport
    _ids: dict[tuple[str, int], int] = field(default_factory=dict)
    _unreadable: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read which versions there are."""
        self._ids = bundles_before.numbers(self.tx)

    def course(
        self, procedure: str, version_id: int, rows: Sequence[OldRow]
    ) -> Iterator[tuple[OldRow, int]]:
        """Each row with the id of the version it ran under; `version_id` is the one of today."""
        moves = [row for row in rows if row.action in _MOVES]
        now = self._id(procedure, moves[0].fields.get("from"), version_id) if moves else version_id
        for row in rows:
            if row.action in _MOVES:
                now = self._id(procedure, row.fields.get("to"), now)
            yield row, now

    def open(self, version_id: int) -> Version | None:
        """The version; None for one that does not open any more."""
        if version_id in self._unreadable:
            return None
        try:
            return load_version(self.tx, version_id)
        except BadState as error:
            self._unreadable.add(version_id)
            self.report.note(UpgradeProblem.BUNDLE, f"{version_id}: {error}")
            return None

    def _id(self, procedure: str, number: object, otherwise: int) -> int:
        found = self._ids.get((procedure, number)) if isinstance(number, int) else None
        return found or otherwise
