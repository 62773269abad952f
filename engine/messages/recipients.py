"""Who receives an alert: the holder of the open step, and roles, nearest unit first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.definitions.organisation.agencies import UnitKind
from engine.definitions.organisation.alert_rules import HOLDER, AlertRule
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.installation import Installation
from engine.storage import Transaction
from engine.storage.alerts import watched
from engine.storage.alerts.watched import OpenStep


@dataclass(frozen=True, slots=True)
class Staff:
    """Accounts in use: by role and unit, and the address of each."""

    emails: Mapping[int, str]
    roles: Mapping[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)


def staff_for(
    installation: Installation,
    tx: Transaction,
    agencies: Iterable[str],
    steps: Iterable[OpenStep],
    more: Iterable[str] = (),
) -> Staff:
    """All whom these deadlines may concern, by two queries; `more` are roles no rule names."""
    waiting = tuple(steps)
    units = {unit for s in waiting for unit in line_of(installation, s.unit)}
    units |= {unit for agency in agencies for unit in line_of(installation, agency)}
    named = {role for rule in installation.timetable.alerts.rules for role in rule.to} | set(more)
    roles = {done_by(s) for s in waiting} | (named - {HOLDER})
    emails = dict(watched.emails(tx, {s.assignee for s in waiting if s.assignee is not None}))
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for hearer in watched.hearers(tx, roles, units):
        place = hearer.role, hearer.unit
        found[place] = (*found.get(place, ()), hearer.id)
        emails[hearer.id] = hearer.email
    return Staff(emails, found)


def recipients(
    installation: Installation,
    rule: AlertRule,
    agency: str,
    steps: Sequence[OpenStep],
    staff: Staff,
) -> tuple[int, ...]:
    """The accounts to alert, each once; a dossier that waits for nobody has no holder."""
    found: set[int] = set()
    units = {step.unit for step in steps} or {agency}
    for named in rule.to:
        if named == HOLDER:
            found.update(user for step in steps for user in _holders(step, staff))
        else:
            found.update(
                user for unit in units for user in _nearest(installation, named, unit, staff)
            )
    return tuple(sorted(found))


def done_by(step: OpenStep) -> str:
    """The role that answers for a step: for the applicant's own, the one-stop."""
    return ONE_STOP if step.role == APPLICANT else step.role


def line_of(installation: Installation, unit: str) -> tuple[str, ...]:
    """A unit and those above it, up to its agency."""
    units, line = installation.organisation.units, [unit]
    here = units.get(unit)
    while here is not None and here.kind is not UnitKind.AGENCY and here.parent is not None:
        line.append(here.parent)
        here = units.get(here.parent)
    return tuple(line)


def _holders(step: OpenStep, staff: Staff) -> tuple[int, ...]:
    """Its assignee; where nobody has claimed it or that account is off, all who may claim it."""
    if step.assignee is not None and step.assignee in staff.emails:
        return (step.assignee,)
    return staff.roles.get((done_by(step), step.unit), ())


def _nearest(installation: Installation, role: str, unit: str, staff: Staff) -> tuple[int, ...]:
    places = (staff.roles.get((role, above), ()) for above in line_of(installation, unit))
    return next((found for found in places if found), ())
