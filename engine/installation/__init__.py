"""What every use case needs at hand: the store, the settings and the office's own content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from engine.definitions.calendars.calendar_folder import Calendars
from engine.definitions.code_lists import CodeList, read_code_lists
from engine.definitions.content_root import content_root
from engine.definitions.organisation.agencies import Organisation, read_agencies
from engine.definitions.organisation.roles import Role, read_roles
from engine.definitions.places.gazetteer import Places
from engine.definitions.places.place_files import read_places
from engine.errors import BrokenContent, Severity
from engine.installation.timetable import Timetable
from engine.installation.timetable_in_force import Timetables
from engine.l10n.text import _
from engine.settings import Settings
from engine.storage import Store
from engine.workflow import feel


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation: shared by all threads of a process. Only its timetable can change."""

    store: Store
    settings: Settings
    timetables: Timetables
    organisation: Organisation
    roles: Mapping[str, Role]
    root: Path
    places: Places
    code_lists: Mapping[str, CodeList]
    key: bytes = field(repr=False)  # seals stored states

    @property
    def timetable(self) -> Timetable:
        """What counts now: days off, office hours and alert rules."""
        return self.timetables.current()

    @property
    def calendars(self) -> Calendars:
        """The calendars that count now."""
        return self.timetable.calendars

    def role_name(self, role: str) -> str:
        """The role's name in Vietnamese, or its id where the content no longer has it."""
        found = self.roles.get(role)
        return found.name if found else role

    def unit_name(self, unit: str, at: datetime | None = None) -> str:
        """The unit's name, or its id where the content no longer has it.

        Of a unit that has ended `at` a moment, with what it is now where the content says that.
        """
        found = self.organisation.units.get(unit)
        name = found.name if found else unit
        after = self.successor_names(unit, at) if at else ""
        return _("%(unit)s (nay là %(successors)s)", unit=name, successors=after) if after else name

    def successor_names(self, unit: str, at: datetime) -> str:
        """What a unit that has ended is at a moment; "" while it has not, or nothing is known."""
        after = self.organisation.successors(unit, at)
        return ", ".join(successor.name for successor in after)


def open_installation(settings: Settings, store: Store | None = None) -> Installation:
    """Read calendars, units, roles, places and codes, and connect to the database, or use `store`.

    Raises BrokenContent when any of them has an error: an office without a calendar must not run.
    """
    root = settings.content or content_root()
    organisation, found = read_agencies(_bytes(root, "agencies.yaml"), "processes/agencies.yaml")
    roles, more = read_roles(_bytes(root, "roles.yaml"), "processes/roles.yaml")
    places, of_places = read_places(root)
    code_lists, of_lists = read_code_lists(root)
    all_found = (*found, *more, *of_places, *of_lists)
    errors = [f for f in all_found if f.severity is Severity.ERROR]
    if errors or organisation is None:
        raise BrokenContent(errors)
    opened = store or Store(settings.database_url)
    feel.allow(settings.feel_milliseconds / 1000)
    return Installation(
        store=opened,
        settings=settings,
        timetables=Timetables(opened, root),
        organisation=organisation,
        roles=roles,
        root=root,
        places=places,
        code_lists=code_lists,
        key=settings.state_key(),
    )


def _bytes(root: Path, name: str) -> bytes:
    return (root / "processes" / name).read_bytes()
