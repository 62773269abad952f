"""Who may design procedures of an agency, and who may put them in force."""

from __future__ import annotations

from collections.abc import Callable

from engine.accounts import Person
from engine.definitions.organisation.agencies import UnitKind
from engine.definitions.organisation.roles import Role
from engine.errors import Forbidden
from engine.installation import Installation


def designs(installation: Installation, who: Person) -> tuple[str, ...]:
    """Ids of the agencies whose procedures the person may design (try, upload, propose)."""
    return _agencies(installation, who, lambda role: role.designs)


def publishes(installation: Installation, who: Person) -> tuple[str, ...]:
    """Ids of the agencies whose versions the person may put in force."""
    return _agencies(installation, who, lambda role: role.publishes)


def may_design(installation: Installation, who: Person, agency: str) -> bool:
    """Whether the person may design the agency's procedures."""
    return agency in designs(installation, who)


def may_publish(installation: Installation, who: Person, agency: str) -> bool:
    """Whether the person may put the agency's versions in force."""
    return agency in publishes(installation, who)


def concerned(installation: Installation, who: Person) -> tuple[str, ...]:
    """Ids of the agencies whose versions the person may see: who designs or publishes them."""
    return _agencies(installation, who, lambda role: role.designs or role.publishes)


def publishing_roles(installation: Installation) -> tuple[str, ...]:
    """The names of the roles that put versions in force."""
    return tuple(role.name for role in installation.roles.values() if role.publishes)


def require_designer(installation: Installation, who: Person, agency: str = "") -> None:
    """Refuse whoever designs nothing, or not this agency's. Raises Forbidden `not_designer`."""
    found = designs(installation, who)
    if not found or (agency and agency not in found):
        raise Forbidden("not_designer", f"{who.username} does not design procedures {agency}.")


def require_publisher(installation: Installation, who: Person, agency: str) -> None:
    """Refuse whoever may not put the agency's versions in force. Forbidden `not_publisher`."""
    if not may_publish(installation, who, agency):
        raise Forbidden("not_publisher", f"{who.username} does not publish for {agency}.")


def require_concerned(installation: Installation, who: Person, agency: str = "") -> None:
    """Refuse whoever neither designs nor publishes there. Raises Forbidden `not_designer`."""
    found = concerned(installation, who)
    if not found or (agency and agency not in found):
        raise Forbidden("not_designer", f"{who.username} does not design procedures {agency}.")


def _agencies(
    installation: Installation, who: Person, holds: Callable[[Role], bool]
) -> tuple[str, ...]:
    """The agencies that a grant reaches: the one of its unit and all below the unit."""
    units = {
        g.unit
        for g in who.grants
        if g.role in installation.roles and holds(installation.roles[g.role])
    }
    if not units:
        return ()
    tree = installation.organisation
    known = units & tree.units.keys()
    own = tree.agencies_of(known)
    below = {
        unit.id
        for unit in tree.units.values()
        if unit.kind is UnitKind.AGENCY and any(tree.reaches(held, unit.id) for held in known)
    }
    return tuple(sorted(own | below))
