"""`agencies.yaml`: the tree of agencies, divisions and one-stop desks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Finding, NotFound


class UnitKind(StrEnum):
    """What a unit is."""

    AGENCY = "agency"
    DIVISION = "division"
    ONE_STOP = "one_stop"


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency, a division of one, or a one-stop desk; `code` is the national one (H37.04)."""

    id: str
    code: str
    name: str
    short_name: str
    parent: str | None
    kind: UnitKind
    hours: str  # id in office-hours.yaml; inherited from the parent where not given
    line: int = 0


@dataclass(frozen=True, slots=True)
class Organisation:
    """All units by id, in the order of the file."""

    units: Mapping[str, Unit]

    def agency_of(self, unit_id: str) -> Unit:
        """The agency a unit belongs to: itself, or the nearest one above it."""
        raise NotImplementedError

    def children(self, unit_id: str) -> tuple[Unit, ...]:
        """The units directly below one."""
        return tuple(unit for unit in self.units.values() if unit.parent == unit_id)


def read_agencies(data: bytes, file: str) -> tuple[Organisation, list[Finding]]:
    raise NotImplementedError
