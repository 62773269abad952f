"""Subjects of which more than their unit or agency decides, and the rules about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.accounts import Person
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.installation import Installation
from engine.storage import Transaction
from engine.storage.dossiers import steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.steps import StepRow
from engine.storage.publishing.publications import PublicationRow


@dataclass(frozen=True, slots=True)
class DossierAccess:
    """A dossier as access reads it: the units of its steps are looked up only where they decide."""

    tx: Transaction
    row: DossierRow


@dataclass(frozen=True, slots=True)
class OpenSteps:
    """A dossier with its open steps."""

    row: DossierRow
    steps: tuple[StepRow, ...]


class RoleOfUnit(Protocol):
    """A step, stored or yet to be: the role that does it, in which unit."""

    @property
    def role(self) -> str:
        """Id of the role."""

    @property
    def unit(self) -> str:
        """Id of the unit."""

    @property
    def name(self) -> str:
        """What the diagram calls it."""


def reads(installation: Installation, who: Person, subject: DossierAccess) -> bool:
    """A unit of another agency that has or had a step of the dossier may read it too."""
    row, own = subject.row, {grant.unit for grant in who.grants}
    if own & {row.agency, row.one_stop} or row.agency in installation.organisation.agencies_of(own):
        return True
    return bool(own) and not steps.units_of(subject.tx, row.id).isdisjoint(own)


def has_a_step(_: Installation, who: Person, subject: OpenSteps) -> bool:
    """One of the open steps is the person's; the one-stop does the applicant's."""
    own = {(s.role, s.unit) for s in subject.steps if s.role != APPLICANT}
    if any(s.role == APPLICANT for s in subject.steps):
        own.add((ONE_STOP, subject.row.one_stop))
    return any(who.has_role(role, unit) for role, unit in own)


def is_second_person(installation: Installation, who: Person, row: PublicationRow) -> bool:
    """Not the one who proposed it, where two people decide."""
    return installation.settings.publish_approval != "two" or row.made_by != who.id
