"""The table as rows: what each role may do, and how far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.permission import Permission, Reach
from engine.access.table import PERMISSIONS
from engine.definitions.organisation.roles import APPLICANT, Role


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One permission. `roles` has each role's reach by its id, none where it is refused."""

    name: str
    en: str
    vi: str
    code: str
    roles: Mapping[str, tuple[Reach, ...]]


def officers(roles: Iterable[Role]) -> tuple[Role, ...]:
    """The roles that accounts are granted; the applicant's belongs to no account."""
    return tuple(role for role in roles if role.id != APPLICANT)


def access_rows(roles: Iterable[Role]) -> tuple[AccessRow, ...]:
    """All permissions over these roles, in the order of the table."""
    kept = officers(roles)
    return tuple(
        AccessRow(p.name, p.en, p.vi, p.code, {role.id: _reaches(p, role) for role in kept})
        for p in PERMISSIONS
    )


def _reaches(permission: Permission[Any], role: Role) -> tuple[Reach, ...]:
    return tuple(way.reach for way in permission.ways if way.roles(role))
