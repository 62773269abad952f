"""What every use case needs at hand: the store, the settings and the office's own content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.definitions.calendars import Calendars, read_calendars
from engine.definitions.organisation import Organisation, read_agencies
from engine.definitions.roles import Role, read_roles
from engine.definitions.root import content_root
from engine.errors import BrokenContent, Severity
from engine.settings import Settings
from engine.storage import Store


@dataclass(frozen=True, slots=True)
class Office:
    """An installation as of its start: immutable, shared by all threads of a process."""

    store: Store
    settings: Settings
    calendars: Calendars
    organisation: Organisation
    roles: Mapping[str, Role]
    root: Path
    key: bytes = field(repr=False)  # seals stored states

    def role_name(self, role: str) -> str:
        """The role's name in Vietnamese, or its id where the content no longer has it."""
        found = self.roles.get(role)
        return found.name if found else role

    def unit_name(self, unit: str) -> str:
        """The unit's name, or its id where the content no longer has it."""
        found = self.organisation.units.get(unit)
        return found.name if found else unit


def open_office(settings: Settings, store: Store | None = None) -> Office:
    """Read calendars, units and roles, and connect to the database, or use `store`.

    Raises BrokenContent when any of them has an error: an office without a calendar must not run.
    """
    root = settings.content or content_root()
    organisation, found = read_agencies(_bytes(root, "agencies.yaml"), "processes/agencies.yaml")
    roles, more = read_roles(_bytes(root, "roles.yaml"), "processes/roles.yaml")
    errors = [f for f in (*found, *more) if f.severity is Severity.ERROR]
    if errors or organisation is None:
        raise BrokenContent(errors)
    return Office(
        store=store or Store(settings.database_url),
        settings=settings,
        calendars=read_calendars(root / "holidays"),
        organisation=organisation,
        roles=roles,
        root=root,
        key=settings.state_key(),
    )


def _bytes(root: Path, name: str) -> bytes:
    return (root / "processes" / name).read_bytes()
