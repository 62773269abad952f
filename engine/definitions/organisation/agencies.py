"""`agencies.yaml`: the tree of agencies, divisions and one-stop desks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting, subject, suggestion
from engine.definitions.text.located import Located
from engine.definitions.text.report import FindingList
from engine.definitions.text.yaml_document import open_document
from engine.definitions.validity import (
    VALIDITY_KEYS,
    Validity,
    in_place_of,
    read_validity,
    wrong_successors,
)
from engine.errors import Finding, NotFound
from sla.calendar import local
from sla.receipt import ReceiptRule

UNIT_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
UNIT_CODE = re.compile(r"(?:[0-9]{3}\.)*H[0-9]{2}(?:\.[0-9]{1,3})*|(?:[0-9]{3}\.)+H[0-9]{2}")
_ONLINE = "online_out_of_hours"
_KEYS = (
    *("id", "code", "former_codes", "name", "short_name", "parent", "kind", "hours", _ONLINE),
    *("units", *VALIDITY_KEYS, "still_receives"),
)
_RULES = tuple(rule.value for rule in ReceiptRule if rule is not ReceiptRule.AS_RECEIVED)


class UnitKind(StrEnum):
    """What a unit is."""

    AGENCY = "agency"
    DIVISION = "division"
    ONE_STOP = "one_stop"


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency, a division of one, or a one-stop desk.

    `code` is the national one (H37.04); "" for what opens no dossiers that are numbered by it.
    `former_codes` are those before it, each with its last day. `still_receives`: dossiers are
    opened here after the end too, until the procedures are published under the successor.
    """

    id: str
    code: str
    name: str
    short_name: str
    parent: str | None
    kind: UnitKind
    hours: str  # id in office-hours.yaml; that of the parent where not given
    online_rule: ReceiptRule = ReceiptRule.NEXT_SESSION  # inherited like `hours`
    line: int = 0
    validity: Validity = field(default_factory=Validity)
    former_codes: tuple[tuple[date, str], ...] = ()  # by last day
    still_receives: bool = False

    def code_at(self, at: datetime) -> str:
        """The code that numbers what is opened at a moment."""
        day = _day(at)
        return next((code for last, code in self.former_codes if day <= last), self.code)

    def has_ended(self, at: datetime) -> bool:
        """Whether its last day is over."""
        return self.validity.ended(_day(at))

    def receives(self, at: datetime) -> bool:
        """Whether new dossiers are opened here at a moment."""
        after_end = self.still_receives and self.has_ended(at)
        return after_end or self.validity.covers(_day(at))


@dataclass(frozen=True, slots=True)
class Organisation:
    """All units by id, in the order of the file."""

    units: Mapping[str, Unit]

    def agency_of(self, unit_id: str) -> Unit:
        """Return the agency a unit belongs to: itself, or the nearest one above it."""
        unit = self.units.get(unit_id)
        while unit is not None and unit.kind is not UnitKind.AGENCY:
            unit = self.units.get(unit.parent or "")
        if unit is None:
            raise NotFound("unit", f'There is no agency above the unit "{unit_id}".', unit=unit_id)
        return unit

    def agencies_of(self, unit_ids: Iterable[str]) -> frozenset[str]:
        """Ids of the agencies that these units belong to; a unit that is gone belongs to none."""
        return frozenset(self.agency_of(unit).id for unit in unit_ids if unit in self.units)

    def reaches(self, above: str, unit_id: str) -> bool:
        """Whether a unit is `above` itself or stands somewhere below it."""
        at: str | None = unit_id
        while at is not None and at in self.units:
            if at == above:
                return True
            at = self.units[at].parent
        return False

    def one_stops(self, agency: str, at: datetime) -> tuple[Unit, ...]:
        """The desks of an agency, those that receive at a moment before those that do not."""
        desks = (unit for unit in self.units.values() if unit.kind is UnitKind.ONE_STOP)
        own = (desk for desk in desks if self.agency_of(desk.id).id == agency)
        return tuple(sorted(own, key=lambda desk: self.closed(desk.id, at) is not None))

    def closed(self, unit_id: str, at: datetime) -> Unit | None:
        """The unit, itself or one above, that opens no new dossiers at a moment, if one is."""
        unit = self.units.get(unit_id)
        line = [unit, *(_above(unit, self.units) or ())] if unit else []
        return next((one for one in line if not one.receives(at)), None)

    def successors(self, unit_id: str, at: datetime) -> tuple[Unit, ...]:
        """What there is in place of a unit that has ended; empty while it has not."""
        unit = self.units.get(unit_id)
        if unit is None or not unit.has_ended(at):
            return ()
        return tuple(self.units[key] for key in in_place_of(self.units, unit_id, _day(at)))

    def children(self, unit_id: str) -> tuple[Unit, ...]:
        """Return the units directly below one."""
        return tuple(unit for unit in self.units.values() if unit.parent == unit_id)


def _day(at: datetime) -> date:
    return local(at).date()


def read_agencies(data: bytes, file: str) -> tuple[Organisation, list[Finding]]:
    """Read `units:`, a list of units; a unit may hold its own under `units:` or name a parent."""
    root, report = open_document(data, file)
    units: dict[str, Unit] = {}
    if root is None:
        return Organisation(units), report.findings
    top = Entries(root, report, "agencies")
    top.refuse_unknown(("units", "hours", _ONLINE))
    rules = {"": top.choice(_ONLINE, _RULES)}
    stack: list[tuple[Located, str | None]] = [(n, None) for n in reversed(top.mappings("units"))]
    while stack:
        node, above = stack.pop()
        entries = Entries(node, report, subject('unit "{}"', node.label))
        unit = _unit(entries, above)
        if entries.is_new("id", unit.id, units):
            units[unit.id] = unit
            rules[unit.id] = entries.choice(_ONLINE, _RULES)
        stack.extend((inner, unit.id or None) for inner in reversed(entries.mappings("units")))
    if not units and not report.broken:
        top.add("E122", "units", quoting('key "{}" names no unit', "units"))
    _check_parents(units, report)
    for key, code, text in wrong_successors(units):
        report.add(code, units[key].line, key, subject('unit "{}": ', key) + text)
    return Organisation(_with_inherited(units, top.text("hours"), rules)), report.findings


def _unit(entries: Entries, above: str | None) -> Unit:
    entries.refuse_unknown(_KEYS)
    name = entries.text("name", required=True)
    return Unit(
        id=entries.written_like("id", UNIT_ID, "so-khcn", required=True),
        code=entries.written_like("code", UNIT_CODE, "H37.04"),
        name=name,
        short_name=entries.text("short_name") or name,
        parent=entries.text("parent") or above,
        kind=entries.member("kind", UnitKind, required=True) or UnitKind.DIVISION,
        hours=entries.text("hours"),
        line=entries.node.line,
        validity=read_validity(entries),
        former_codes=tuple(sorted(_former_codes(entries))),
        still_receives=entries.flag("still_receives", False),
    )


def _former_codes(entries: Entries) -> Iterator[tuple[date, str]]:
    for node in entries.mappings("former_codes"):
        former = entries.of(node, "former_codes", ("code", "valid_to"))
        code = former.written_like("code", UNIT_CODE, "H37.04", required=True)
        former.text("valid_to", required=True)
        last = former.day("valid_to")
        if last is not None:
            yield last, code


def _check_parents(units: Mapping[str, Unit], report: FindingList) -> None:
    for unit in units.values():
        name = subject('unit "{}"', unit.id)
        if unit.parent is not None and unit.parent not in units:
            message = name + quoting(': parent "{}" does not exist', unit.parent)
            hint = suggestion(unit.parent, units)
            report.add("E404", unit.line, unit.id, message + hint)
        elif _above(unit, units) is None:
            report.add("E404", unit.line, unit.id, name + ": its parents lead round in a circle")
        elif unit.kind is not UnitKind.AGENCY and unit.parent is None:
            report.add("E404", unit.line, unit.id, name + ": belongs to no agency; give its parent")


def _above(unit: Unit, units: Mapping[str, Unit]) -> list[Unit] | None:
    """Return the units above one, nearest first; None where they lead round in a circle."""
    result: list[Unit] = []
    seen = {unit.id}
    found = units.get(unit.parent or "")
    while found is not None:
        if found.id in seen:
            return None
        seen.add(found.id)
        result.append(found)
        found = units.get(found.parent or "")
    return result


def _with_inherited(
    units: Mapping[str, Unit], hours: str, rules: Mapping[str, str]
) -> dict[str, Unit]:
    """Give each unit what the nearest unit above says, and the whole file last.

    `rules` are those of the units that have one of their own, under "" that of the file.
    """
    result: dict[str, Unit] = {}
    for unit in units.values():
        line = [unit, *(_above(unit, units) or [])]
        rule = next((rules[found.id] for found in line if rules[found.id]), rules[""])
        result[unit.id] = replace(
            unit,
            hours=next((found.hours for found in line if found.hours), hours),
            online_rule=ReceiptRule(rule) if rule else ReceiptRule.NEXT_SESSION,
        )
    return result
