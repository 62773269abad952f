"""Reading for designers: procedures and their versions, what was proposed, what it would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.access.permission import agencies, may, require, role_names
from engine.access.table import (
    APPROVE,
    DESIGN,
    DROP_PUBLICATION,
    PUBLISH,
    READ_PUBLICATION,
    READ_VERSIONS,
)
from engine.accounts import Person
from engine.errors import Finding, NotFound, Severity
from engine.installation import Installation
from engine.procedures.bundle import Parts, open_bundle
from engine.procedures.heads import chosen, heads_of
from engine.procedures.version import Version, load_version
from engine.review.difference import difference
from engine.review.difference.items import Difference, DifferenceKind, DifferenceSubject
from engine.review.version_lines import VersionLine, version_lines
from engine.storage import Transaction
from engine.storage.procedures import versions
from engine.storage.procedures.versions import WaitingRow
from engine.storage.publishing import publications
from engine.storage.publishing.publications import (
    EventRow,
    PublicationItemHead,
    PublicationItemRow,
    PublicationRow,
    PublicationState,
)


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A procedure in force: `running` dossiers of all its versions, `pending` publications."""

    code: str
    name: str
    agency: str
    agency_name: str
    field: str
    version_id: int
    number: int
    since: datetime
    origin: str
    running: int
    pending: int


@dataclass(frozen=True, slots=True)
class PublicationLine:
    """A publication in a list."""

    row: PublicationRow
    items: tuple[PublicationItemHead, ...]


@dataclass(frozen=True, slots=True)
class GoneStep:
    """A step at which dossiers wait now and which the new version does not have.

    `number` is the version they run on; `instead` the id of a step drawn anew in its place.
    """

    node: str
    name: str
    number: int
    dossiers: int
    instead: str


@dataclass(frozen=True, slots=True)
class RenamedKey:
    """A field of a form whose answers would be stored under another key."""

    form: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One procedure of a publication: over which version, what differs, what it does to dossiers.

    `base` and `became` are numbers of versions, 0 for none. `running` are the dossiers under way,
    which keep their versions until somebody moves them.
    """

    head: PublicationItemHead
    base: int
    became: int
    old: Version | None
    new: Parts
    difference: Difference
    gone: tuple[GoneStep, ...]
    renamed: tuple[RenamedKey, ...]
    running: int


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides about a publication, by name, and what this person may do about it.

    `blocked` is the code of why they cannot approve it, "" when they can.
    """

    roles: tuple[str, ...]
    agencies: tuple[str, ...]
    blocked: str
    may_reject: bool
    may_drop: bool
    may_design: bool  # all of its procedures


@dataclass(frozen=True, slots=True)
class PublicationView:
    """One publication, what it would do, and who decides about it."""

    row: PublicationRow
    items: tuple[ItemView, ...]
    findings: tuple[Finding, ...]
    events: tuple[EventRow, ...]
    decides: Deciding


def procedures(installation: Installation, who: Person) -> tuple[ProcedureLine, ...]:
    """The procedures in force that the person designs or publishes, by name.

    Raises Forbidden `not_designer`.
    """
    require(installation, who, READ_VERSIONS)
    theirs = agencies(installation, who, READ_VERSIONS)
    with installation.store.read() as tx:
        heads = [h for h in versions.active_list(tx) if h.agency in theirs]
        running, waiting = versions.under_way(tx), publications.pending_counts(tx)
    return tuple(
        ProcedureLine(
            code=h.procedure,
            name=h.name,
            agency=h.agency,
            agency_name=installation.unit_name(h.agency),
            field=h.field,
            version_id=h.id,
            number=h.number,
            since=h.deployed_at,
            origin=h.origin,
            running=running.get(h.procedure, 0),
            pending=waiting.get(h.procedure, 0),
        )
        for h in heads
    )


def versions_of(installation: Installation, who: Person, code: str) -> tuple[VersionLine, ...]:
    """The versions of a procedure, newest first.

    Raises NotFound `no_procedure`, Forbidden `not_designer`.
    """
    with installation.store.read() as tx:
        heads = heads_of(tx, code)
        require(installation, who, READ_VERSIONS, chosen(heads).agency)
        return version_lines(tx, code, heads)


def recent(installation: Installation, who: Person) -> tuple[PublicationLine, ...]:
    """The newest publications of the person's agencies, newest first. Raises Forbidden."""
    require(installation, who, READ_VERSIONS)
    with installation.store.read() as tx:
        rows = publications.recent(tx, agencies(installation, who, READ_VERSIONS))
        items = publications.items(tx, [row.id for row in rows])
    return tuple(
        PublicationLine(row, tuple(i for i in items if i.publication_id == row.id)) for row in rows
    )


def publication(installation: Installation, who: Person, publication_id: int) -> PublicationView:
    """One publication with all that it would do.

    Raises NotFound `no_publication`, Forbidden `not_designer`.
    """
    with installation.store.read() as tx:
        row = publications.load(tx, publication_id)
        if row is None:
            raise NotFound("no_publication", f"There is no publication {publication_id}.")
        items = publications.items_with_data(tx, publication_id)
        require(installation, who, READ_PUBLICATION, frozenset(i.agency for i in items))
        events = publications.events(tx, publication_id)
        effects = _Effects(tx, items)
        views = tuple(effects.view(item) for item in items)
    return PublicationView(
        row=row,
        items=views,
        findings=_findings(events),
        events=events,
        decides=_deciding(installation, who, row, items),
    )


class _Effects:
    """What items would do to the dossiers under way, counted once for all of them."""

    def __init__(self, tx: Transaction, items: Iterable[PublicationItemRow]) -> None:
        codes = [item.procedure for item in items]
        self._tx = tx
        self._waiting = versions.waiting(tx, codes)
        self._running = versions.under_way(tx)

    def view(self, item: PublicationItemRow) -> ItemView:
        old = load_version(self._tx, item.base_id) if item.base_id else None
        made = load_version(self._tx, item.version_id) if item.version_id else None
        new = open_bundle(item.data)
        found = difference(old, new)
        waiting = [row for row in self._waiting if row.procedure == item.procedure]
        return ItemView(
            head=item,
            base=old.number if old else 0,
            became=made.number if made else 0,
            old=old,
            new=new,
            difference=found,
            gone=tuple(self._gone(waiting, new, found)),
            renamed=tuple(_renamed(found)),
            running=self._running.get(item.procedure, 0),
        )

    def _gone(
        self, waiting: Iterable[WaitingRow], new: Parts, found: Difference
    ) -> Iterable[GoneStep]:
        known = {node for d in new.diagrams.values() for node in d.nodes}
        for row in waiting:
            if row.node not in known:
                version = load_version(self._tx, row.version_id)
                name = version.node(row.node).label
                instead = found.recreated.get(row.node, "")
                yield GoneStep(row.node, name, version.number, row.dossiers, instead)


def _renamed(found: Difference) -> Iterable[RenamedKey]:
    for item in found.items:
        key = item.kind is DifferenceKind.RENAMED and item.subject is DifferenceSubject.FIELD
        if key and item.aspect == "path":
            yield RenamedKey(item.within, item.name, str(item.before), str(item.after))


def _deciding(
    installation: Installation,
    who: Person,
    row: PublicationRow,
    items: Iterable[PublicationItemHead],
) -> Deciding:
    all_of = {item.agency for item in items}
    publisher = all_of.issubset(agencies(installation, who, PUBLISH))
    pending = row.state in publications.PENDING
    return Deciding(
        roles=role_names(installation, PUBLISH),
        agencies=tuple(sorted(map(installation.unit_name, all_of))),
        blocked=_blocked(installation, who, row, publisher),
        may_reject=pending and publisher,
        may_drop=pending and may(installation, who, DROP_PUBLICATION, row),
        may_design=all_of.issubset(agencies(installation, who, DESIGN)),
    )


def _blocked(installation: Installation, who: Person, row: PublicationRow, publisher: bool) -> str:
    if row.state is not PublicationState.PROPOSED:
        return "publication_decided"
    if not publisher:
        return PUBLISH.code
    return "" if may(installation, who, APPROVE, row) else APPROVE.code


def _findings(events: Iterable[EventRow]) -> tuple[Finding, ...]:
    """The warnings that were found when it was proposed."""
    stored = next((e.fields.get("findings") for e in events if e.action == "proposed"), None)
    return tuple(map(_finding, stored)) if isinstance(stored, list) else ()


def _finding(plain: Mapping[str, Any]) -> Finding:
    return Finding(
        file=str(plain["file"]),
        line=int(plain["line"]),
        severity=Severity(plain["severity"]),
        code=str(plain["code"]),
        element=str(plain["element"]),
        message=str(plain["message"]),
        name=str(plain.get("name", "")),
        values=tuple(plain.get("values", ())),
        suggestion=str(plain.get("suggestion", "")),
        known=tuple(plain.get("known", ())),
    )
