"""A player: one dossier on an installation, at moments that the player chooses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime

from engine.accounts import Person
from engine.definitions.bpmn.graph import FlowNode
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.organisation.agencies import Unit
from engine.definitions.organisation.roles import ONE_STOP
from engine.dossiers.open_dossier import OpenDossier, reopen
from engine.errors import Conflict, Refused
from engine.installation import Installation
from engine.procedures.version import active_version
from engine.storage import Transaction
from engine.storage.dossiers import dossiers
from engine.storage.dossiers.dossiers import DossierRow
from sla.calendar import WorkCalendar


class Player(ABC):
    """Plays at most one dossier of a procedure in force. Not for two threads at once.

    `now` is the moment of the next act, `code` the dossier's, "" before it is opened.
    """

    def __init__(self, installation: Installation, procedure: Procedure, now: datetime) -> None:
        self.installation = installation
        self.procedure = procedure
        self.now = now
        self.code = ""

    @abstractmethod
    def person(self, role: str, unit: str) -> Person:
        """Somebody who has this role in this unit."""

    @property
    def one_stop(self) -> Unit:
        """The one-stop of the procedure's agency. Raises Refused where it has none."""
        agency = self.procedure.agency
        desks = self.installation.organisation.one_stops(agency, self.now)
        if not desks:
            raise Refused("no_one_stop", f"{agency} has no one-stop.", agency=agency)
        return desks[0]

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the office hours by which the player's clock is moved."""
        units, procedure = self.installation.organisation.units, self.procedure
        hours = units[procedure.agency].hours if procedure.internal else self.one_stop.hours
        return self.installation.calendars.get(hours)

    @property
    def first_step(self) -> FlowNode:
        """The step that a new dossier comes to first. Raises Refused where there is none."""
        with self.installation.store.read() as tx:
            return active_version(tx, self.procedure.code).first_step

    def opener(self, unit: str = "") -> Person:
        """Who opens a dossier: the one-stop, or whoever does the first step of an internal one."""
        procedure = self.procedure
        if not procedure.internal:
            return self.person(ONE_STOP, self.one_stop.id)
        first = self.first_step
        default = first.unit or procedure.units.get(first.role) or procedure.agency
        return self.person(first.role, unit or default)

    def row(self, tx: Transaction) -> DossierRow:
        """The dossier. Raises Conflict before it is opened."""
        found = dossiers.load(tx, self.code)
        if found is None:
            raise Conflict("not_opened", "No dossier has been opened yet.")
        return found

    def case(self, tx: Transaction) -> OpenDossier:
        """The dossier with its running workflow."""
        return reopen(self.installation, tx, self.row(tx))
