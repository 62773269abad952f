"""Who may let running dossiers of an agency go on under another version."""

from __future__ import annotations

from engine.access.designers import concerned
from engine.accounts import Person
from engine.definitions.organisation.roles import LEADER
from engine.errors import Forbidden
from engine.installation import Installation


def may_move(installation: Installation, who: Person, agency: str) -> bool:
    """Whether the person designs or publishes the agency's procedures, or leads the agency."""
    return agency in moved_by(installation, who)


def moved_by(installation: Installation, who: Person) -> tuple[str, ...]:
    """Ids of the agencies whose dossiers the person may move."""
    led = {grant.unit for grant in who.grants if grant.role == LEADER}
    return tuple(sorted(led.union(concerned(installation, who))))


def require_mover(installation: Installation, who: Person, agency: str) -> None:
    """Refuse anybody else. Raises Forbidden `not_mover`."""
    if not may_move(installation, who, agency):
        raise Forbidden("not_mover", f"{who.username} may not move dossiers of {agency}.")
