"""A permission as a value, and the four questions that are put to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from engine.accounts import Person
from engine.definitions.organisation.agencies import UnitKind
from engine.definitions.organisation.roles import Role
from engine.errors import Forbidden
from engine.installation import Installation

S = TypeVar("S")


class Reach(StrEnum):
    """How far a role reaches from the unit in which it is granted."""

    UNIT = "unit"
    AGENCY = "agency"  # that the unit belongs to
    BELOW = "below"  # the agency of the unit, and every agency below the unit
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class PermissionRule:
    """Roles that give a permission, and how far."""

    roles: Callable[[Role], bool]
    reach: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission(Generic[S]):
    """One act: who may do it to which subject, and what the refusal says.

    The subject's unit or agency (`where`) must be reached by a grant; a `rule` decides instead
    where that is not enough. `text`, `general` (no subject) and `fields` are format strings of
    `who` and `subject`. A permission without a `code` only shows or hides a page.
    """

    name: str
    en: str
    vi: str
    ways: tuple[PermissionRule, ...]
    where: Callable[[S], str] | None = None
    rule: Callable[[Installation, Person, S], bool] | None = None
    code: str = ""
    text: str = ""
    general: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def may(
    installation: Installation, who: Person, permission: Permission[S], subject: S | None = None
) -> bool:
    """Whether the person may do this to the subject; without one, whether to anything at all."""
    if subject is None:
        return bool(agencies(installation, who, permission))
    if permission.rule is not None:
        return permission.rule(installation, who, subject)
    return bool(units(installation, who, permission, subject))


def require(
    installation: Installation, who: Person, permission: Permission[S], subject: S | None = None
) -> None:
    """Raise Forbidden with the permission's code, unless the person may."""
    if not may(installation, who, permission, subject):
        raise refusal(who, permission, subject)


def refusal(who: Person, permission: Permission[S], subject: S | None = None) -> Forbidden:
    """What `require` raises."""
    text = permission.text if subject is not None else permission.general or permission.text
    named = {"who": who, "subject": "" if subject is None else subject}
    fields = {key: value.format(**named) for key, value in permission.fields.items()}
    return Forbidden(permission.code, text.format(**named), **fields)


def agencies(installation: Installation, who: Person, permission: Permission[S]) -> tuple[str, ...]:
    """Ids of the agencies (of the units, where it reaches no further) of the permission."""
    found = (ids for _, ids in _reached(installation, who, permission))
    return tuple(sorted(frozenset[str]().union(*found)))


def units(
    installation: Installation, who: Person, permission: Permission[S], subject: S
) -> tuple[str, ...]:
    """Units of the grants that reach the subject, in the order of the grants."""
    where = permission.where(subject) if permission.where else subject
    return tuple(unit for unit, ids in _reached(installation, who, permission) if where in ids)


def role_names(installation: Installation, permission: Permission[S]) -> tuple[str, ...]:
    """The names of the roles that give the permission."""
    roles = installation.roles.values()
    return tuple(r.name for r in roles if any(way.roles(r) for way in permission.ways))


def _reached(
    installation: Installation, who: Person, permission: Permission[S]
) -> list[tuple[str, frozenset[str]]]:
    """Each grant that gives the permission: its unit, and the ids that it reaches from there."""
    roles = installation.roles
    return [
        (grant.unit, _ids(installation, way.reach, grant.unit))
        for grant in who.grants
        for way in permission.ways
        if way.roles(roles.get(grant.role) or Role(grant.role, grant.role))
    ]


def _ids(installation: Installation, reach: Reach, unit: str) -> frozenset[str]:
    if reach in (Reach.UNIT, Reach.ANYWHERE):
        return frozenset((unit,))
    tree = installation.organisation
    own = tree.agencies_of((unit,))
    if reach is Reach.AGENCY:
        return own
    below = (u.id for u in tree.units.values() if u.kind is UnitKind.AGENCY)
    return own.union(agency for agency in below if tree.reaches(unit, agency))
