"""A sandbox: the real use cases on a store of its own in memory, with a clock of its own.

No mail, webhook or call leaves it: there is no worker, and its settings name nobody outside.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from engine.accounts import AccountKind, Grant, Person
from engine.definitions.organisation.alert_rules import HOLDER
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.errors import Conflict
from engine.installation import Installation
from engine.installation.timetable import Timetable
from engine.installation.timetable_in_force import Timetables
from engine.publishing.deployment import new_version
from engine.storage.accounts import users
from engine.storage.accounts.users import NewUser
from engine.storage.dossiers import dossiers, steps
from engine.storage.memory import memory_store
from engine.storage.procedures import versions
from engine.trial.player import Player
from engine.trial.trial_content import Candidate
from engine.workflow import feel

CANNOT_SIGN_IN = "!"
"""In place of a password's hash: no password has it."""


class Sandbox(Player):
    """A player on an installation that has this one version, and whom the player needs."""

    def __init__(self, candidate: Candidate, now: datetime) -> None:
        """Make an office with this one version in force; whoever alerts name is in it."""
        context = candidate.context
        self.candidate = candidate
        self.moments = 0  # at which something went by itself
        self.faults: dict[str, str] = {}  # what should have gone by itself and failed: where → why
        store = memory_store()
        feel.allow(context.settings.feel_milliseconds / 1000)
        installation = Installation(
            store=store,
            settings=context.settings,
            timetables=_Fixed(context.timetable),
            organisation=context.organisation,
            roles=context.roles,
            root=context.root,
            places=context.places,
            code_lists=context.code_lists,
            key=secrets.token_bytes(32),
        )
        super().__init__(installation, candidate.procedure, now)
        self._people: dict[tuple[str, str], Person] = {}
        self._staffed: set[str] = set()
        with store.begin() as tx:
            versions.insert(tx, new_version(candidate.procedure, candidate.bundle, now, ""))
        self._staff_agency(self.procedure.agency)

    def close(self) -> None:
        """Forget everything."""
        self.installation.store.close()

    def person(self, role: str, unit: str) -> Person:
        """Somebody with a role in a unit; the account is made when first needed, never signs in."""
        if (role, unit) not in self._people:
            self._people[role, unit] = self._hire(role, unit)
            self._staff_agency(unit)
        return self._people[role, unit]

    def staff_steps(self) -> None:
        """Make accounts for whoever could do an open step, so that alerts find them."""
        with self.installation.store.read() as tx:
            row = dossiers.load(tx, self.code)
            opened = steps.open_of(tx, row.id) if row is not None else ()
        for step in opened:
            self.person(ONE_STOP if step.role == APPLICANT else step.role, step.unit)

    def name_of(self, user_id: int) -> str:
        """The name of a player's account."""
        return next((p.name for p in self._people.values() if p.id == user_id), "")

    def _hire(self, role: str, unit: str) -> Person:
        here = self.installation
        known = here.organisation.units.get(unit)
        name = f"{here.role_name(role)} – {(known and known.short_name) or here.unit_name(unit)}"
        username = f"{role}@{unit}"
        new = NewUser(
            username=username,
            name=name,
            kind=AccountKind.STAFF,
            password_hash=CANNOT_SIGN_IN,
            created_at=self.now,
        )
        with here.store.begin() as tx:
            user_id = users.insert(tx, new)
            if user_id is None:
                raise Conflict("user_exists", f"There is an account {username!r} already.")
            users.set_grants(tx, user_id, [(role, unit)])
        return Person(user_id, username, name, AccountKind.STAFF, (Grant(role, unit),))

    def _staff_agency(self, unit: str) -> None:
        """Make accounts for whoever the alert rules name, in the units where alerts seek them."""
        agency = self.installation.organisation.agency_of(unit).id
        if agency in self._staffed:
            return
        self._staffed.add(agency)
        own = agency == self.procedure.agency
        named = {role for rule in self.installation.timetable.alerts.rules for role in rule.to}
        for role in sorted(named - {HOLDER, APPLICANT, ONE_STOP}):
            place = self.procedure.units.get(role, agency) if own else agency
            self.person(role, place)


class _Fixed(Timetables):
    """The timetable that the sandbox began with counts to its end."""

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable
        self.problem = ""

    def current(self) -> Timetable:
        """The one there is."""
        return self._timetable

    def refresh(self) -> None:
        """There is no other."""
