"""What a designer may try: what is in force, what was before, what is proposed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.access.permission import agencies, require
from engine.access.table import DESIGN
from engine.accounts import Person
from engine.installation import Installation
from engine.procedures.heads import chosen, heads_of
from engine.procedures.version import Version, active_procedures, load_version
from engine.storage import Transaction
from engine.storage.accounts import users
from engine.storage.procedures import versions
from engine.storage.procedures.versions import VersionHead
from engine.storage.publishing import publications
from engine.storage.publishing.publications import PENDING
from engine.trial.sources import source_of_publication, source_of_version


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version that can still be tried."""

    source: str
    number: int
    deployed_at: datetime


@dataclass(frozen=True, slots=True)
class ProcedureInForce:
    """A procedure in force, with its versions before the present one, newest first."""

    source: str
    procedure: str
    name: str
    field: str
    agency_name: str
    internal: bool
    number: int
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A version that somebody proposed and that is not in force yet."""

    source: str
    procedure: str
    name: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class TrialSubjects:
    """Everything that a person may try."""

    in_force: tuple[ProcedureInForce, ...]
    proposed: tuple[Proposed, ...]


def choices(installation: Installation, who: Person) -> TrialSubjects:
    """The versions that a person may try, by field and name. Raises Forbidden `not_designer`."""
    require(installation, who, DESIGN)
    theirs = agencies(installation, who, DESIGN)
    with installation.store.read() as tx:
        active = [v for v in active_procedures(tx, theirs) if v.procedure.fileable]
        heads = versions.history(tx, [v.procedure.code for v in active])
        found = [_choice(installation, tx, v, heads[v.procedure.code]) for v in active]
        waiting = tuple(_proposed(tx, theirs))
    return TrialSubjects(tuple(sorted(found, key=lambda c: (c.field, c.name))), waiting)


def source_in_force(installation: Installation, who: Person, procedure: str) -> str:
    """The source of a procedure's version in force. Raises NotFound, Forbidden."""
    require(installation, who, DESIGN)
    with installation.store.read() as tx:
        head = chosen(heads_of(tx, procedure))
    require(installation, who, DESIGN, head.agency)
    return source_of_version(head.id)


def _choice(
    installation: Installation, tx: Transaction, version: Version, heads: Sequence[VersionHead]
) -> ProcedureInForce:
    p = version.procedure
    before = [head for head in reversed(heads) if head.id != version.id]
    return ProcedureInForce(
        source=source_of_version(version.id),
        procedure=p.code,
        name=p.name,
        field=p.field,
        agency_name=installation.unit_name(p.agency),
        internal=p.internal,
        number=version.number,
        earlier=tuple(
            Earlier(source_of_version(h.id), h.number, h.deployed_at)
            for h in before
            if load_version(tx, h.id).procedure.fileable
        ),
    )


def _proposed(tx: Transaction, agencies: tuple[str, ...]) -> Iterator[Proposed]:
    rows = [row for row in publications.recent(tx, agencies) if row.state in PENDING]
    items = publications.items(tx, [row.id for row in rows])
    people = users.names(tx, {row.made_by for row in rows})
    for row in rows:
        for item in items:
            if item.publication_id == row.id and item.agency in agencies:
                source = source_of_publication(row.id)
                who = people.get(row.made_by, row.made_by_name)
                yield Proposed(source, item.procedure, item.name, who, row.made_at)
