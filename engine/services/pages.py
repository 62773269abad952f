"""Incidents as an administrator sees them: what failed, how often, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.access.permission import may, require
from engine.access.rules import DossierAccess
from engine.access.table import HANDLE_INCIDENT, READ_DOSSIER
from engine.accounts import Person
from engine.definitions.service_kinds import Port
from engine.dossiers.open_dossier import row_by_id
from engine.errors import BadState, Conflict, MotcuaError, NotFound
from engine.installation import Installation
from engine.installation.paging import page_of
from engine.procedures.version import load_version
from engine.services.incidents import UNREADABLE, awaiting, kind_of, may_retry
from engine.storage import Transaction
from engine.storage.services import incidents
from engine.storage.services.incidents import TroubleRow

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class IncidentItem:
    """One open incident. `service` is the kind's Vietnamese name, `step` the step's, or "".

    `code` and `details` are of the error: a word for pages, an English sentence for
    operators; neither holds secrets or form contents.
    """

    id: int
    kind: str
    service: str
    step: str
    dossier: str
    readable: bool  # this reader may open the dossier
    procedure: str
    procedure_name: str
    opened_at: datetime
    attempts: int
    code: str
    details: str
    may_retry: bool


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One page of open incidents, newest first."""

    items: tuple[IncidentItem, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident to be closed. `awaited`: the dossier waits until somebody answers.

    `broken`: the dossier cannot be opened, so that nothing can be answered for it.
    """

    item: IncidentItem
    awaited: bool
    broken: bool
    rebuildable: bool  # its state may be made again from the journal
    outputs: tuple[Port, ...]


def incident_count(installation: Installation, who: Person) -> int | None:
    """How many are open; None for whoever is no administrator."""
    if not may(installation, who, HANDLE_INCIDENT):
        return None
    with installation.store.read() as tx:
        return incidents.open_count(tx)


def open_incidents(installation: Installation, who: Person, *, page: int) -> IncidentPage:
    """One page; past the end the last. Raises Forbidden `not_administrator`."""
    require(installation, who, HANDLE_INCIDENT)
    with installation.store.read() as tx:
        total = incidents.open_count(tx)
        here, pages = page_of(page, total, PAGE_SIZE)
        found = incidents.open_page(tx, here, PAGE_SIZE)
        items = tuple(_item(installation, tx, who, row) for row in found)
    return IncidentPage(items, total, here, pages)


def incident(installation: Installation, who: Person, number: int) -> IncidentView:
    """One open incident. Raises Forbidden, NotFound `no_incident`, Conflict `incident_closed`."""
    require(installation, who, HANDLE_INCIDENT)
    with installation.store.read() as tx:
        row = incidents.load(tx, number)
        if row is None:
            raise NotFound("no_incident", f"There is no incident {number}.")
        if row.resolved_at is not None:
            raise Conflict("incident_closed", f"Incident {number} is closed already.")
        try:
            awaited, broken = awaiting(installation, tx, row) is not None, False
        except BadState:
            awaited, broken = True, True
        kind = kind_of(row)
        outputs = kind.outputs if kind is not None and awaited else ()
        rebuildable = row.kind == UNREADABLE
        return IncidentView(
            _item(installation, tx, who, row), awaited, broken, rebuildable, outputs
        )


def _item(
    installation: Installation, tx: Transaction, who: Person, row: TroubleRow
) -> IncidentItem:
    kind = kind_of(row)
    return IncidentItem(
        id=row.id,
        kind=row.kind,
        service=kind.name_vi if kind is not None else "",
        step=_step(tx, row),
        dossier=row.dossier_code or "",
        readable=row.dossier_id is not None
        and may(installation, who, READ_DOSSIER, DossierAccess(tx, row_by_id(tx, row.dossier_id))),
        procedure=row.procedure or "",
        procedure_name=row.procedure_name or "",
        opened_at=row.opened_at,
        attempts=row.attempts or 0,
        code=row.code,
        details=row.details,
        may_retry=may_retry(row),
    )


def _step(tx: Transaction, row: TroubleRow) -> str:
    node = (row.payload or {}).get("node")
    if node is None or row.version_id is None:
        return ""
    try:
        return load_version(tx, row.version_id).node(str(node)).label
    except MotcuaError:  # a version that cannot be opened is no reason to hide the incident
        return ""
