"""Persons: who acts, with which roles in which units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.storage import Transaction
from engine.storage.accounts import users
from engine.storage.accounts.users import UserRow


class AccountKind(StrEnum):
    """Kinds of account, kept apart; one person each."""

    STAFF = "staff"  # officers who work on dossiers
    ADMINISTRATOR = "administrator"  # accounts, roles, incidents
    OPERATOR = "operator"  # the machine: backups, workers
    TECHNICAL = "technical"  # content: diagrams, forms, deployment
    SERVICE = "service"  # other systems
    CITIZEN = "citizen"  # applicants


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A role in a unit."""

    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Person:
    """An account that may act, with its rights as of this request."""

    id: int
    username: str
    name: str
    kind: AccountKind
    grants: tuple[Grant, ...] = ()

    def has_role(self, role: str, unit: str | None = None) -> bool:
        """Whether the person has the role: in that unit, or in any when none is named."""
        return any(g.role == role and unit in (None, g.unit) for g in self.grants)


def person_of(tx: Transaction, row: UserRow) -> Person:
    """The person behind a stored account."""
    grants = tuple(Grant(role, unit) for role, unit in users.grants(tx, row.id))
    return Person(row.id, row.username, row.name, AccountKind(row.kind), grants)
