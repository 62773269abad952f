"""What an administrator does about an incident: try again, close it, or answer for a service.

Each is one transaction with one journal row in the dossier, where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.access.permission import require
from engine.access.table import HANDLE_INCIDENT
from engine.accounts import Person
from engine.accounts.security_log import note as note_security
from engine.definitions.service_kinds import ServiceKind, services
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, OpenDossier, note_act, reopen, row_by_id
from engine.dossiers.record import Done, record
from engine.errors import BadState, Conflict, FieldProblem, Invalid, NotFound, Refused
from engine.installation import Installation
from engine.journal.events import (
    IncidentAnswered,
    IncidentResolved,
    IncidentRetried,
    OfIncident,
)
from engine.services.answers import answers_of, is_awaited
from engine.storage import Transaction
from engine.storage.services import incidents, outbox
from engine.storage.services.incidents import TroubleRow
from engine.timetables.recount import ACTION as RECOUNT

NOTE_LENGTH = 500
UNREADABLE = "state_unreadable"
"""The kind of incident about a dossier whose stored state cannot be read."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was done about an incident, and what its service would have answered, if anything."""

    note: str
    outputs: Mapping[str, object] | None = None


def retry_incident(
    installation: Installation, who: Person, number: int, *, at: datetime, address: str = ""
) -> None:
    """Try again what failed: its job goes back into the outbox, its dossier is counted anew.

    Raises Forbidden `not_administrator`, NotFound `no_incident`, Refused `incident_not_retried`
    for what trying again cannot mend, Conflict when somebody was first.
    """
    require(installation, who, HANDLE_INCIDENT)
    with installation.store.begin() as tx:
        trouble = taken(tx, who, number, at)
        if not may_retry(trouble):
            raise Refused("incident_not_retried", f"Incident {number} cannot be tried again.")
        if trouble.outbox_id is not None:
            outbox.revive(tx, trouble.outbox_id, at)
        elif trouble.kind == UNREADABLE:
            _require_readable(installation, tx, trouble)
        event = IncidentRetried(incident=trouble.kind)
        anew = trouble.kind == RECOUNT
        _journal(installation, tx, trouble, Act(who, at, address), event, anew=anew)
    _log("retry_incident", who, trouble, at, address)


@at_its_moment
def resolve_incident(
    installation: Installation,
    who: Person,
    number: int,
    done: Resolution,
    *,
    at: datetime,
    address: str = "",
) -> None:
    """Close an incident with a note on what was done about it.

    While its dossier waits for the service, the dossier goes on with the outputs. Raises as
    `retry_incident`, Invalid without a note or for outputs of another type, Refused
    `incident_awaited` when the dossier waits and nothing was answered.
    """
    require(installation, who, HANDLE_INCIDENT)
    note = _note(done.note)
    with installation.store.begin() as tx:
        trouble = taken(tx, who, number, at)
        act = Act(who, at, address)
        case = awaiting(installation, tx, trouble)
        if case is None:
            event = IncidentResolved(incident=trouble.kind, reason=note)
            _journal(installation, tx, trouble, act, event)
        elif done.outputs is None:
            raise Refused("incident_awaited", f"{case.row.code} still waits for the service.")
        else:
            _answer(case, act, trouble, done.outputs, note)
    _log("resolve_incident", who, trouble, at, address)


def may_retry(trouble: TroubleRow) -> bool:
    """Whether trying again can help: a job, a dossier not counted anew, a state not readable."""
    return trouble.outbox_id is not None or trouble.kind in {RECOUNT, UNREADABLE}


def awaiting(
    installation: Installation, tx: Transaction, trouble: TroubleRow
) -> OpenDossier | None:
    """The dossier, where it still waits for the service that failed. Raises BadState."""
    task = (trouble.payload or {}).get("task_id")
    if task is None or trouble.dossier_id is None:
        return None
    case = reopen(installation, tx, row_by_id(tx, trouble.dossier_id))
    return case if is_awaited(case, str(task)) else None


def kind_of(trouble: TroubleRow) -> ServiceKind | None:
    """The kind of service task behind it, where it is one that is known."""
    return services().kinds.get(trouble.kind) if "task_id" in (trouble.payload or {}) else None


def note_problems(text: str) -> tuple[FieldProblem, ...]:
    """What is wrong with a note."""
    note, label = " ".join(text.split()), "Đã xử lý thế nào"
    if not note:
        return (FieldProblem("note", "required", label),)
    if len(note) > NOTE_LENGTH:
        return (FieldProblem("note", "max_length", label, NOTE_LENGTH),)
    return ()


def _note(text: str) -> str:
    problems = note_problems(text)
    if problems:
        raise Invalid(problems)
    return " ".join(text.split())


def taken(tx: Transaction, who: Person, number: int, at: datetime) -> TroubleRow:
    """The open incident, closed by this person. Of two at once only one gets it."""
    trouble = incidents.load(tx, number)
    if trouble is None:
        raise NotFound("no_incident", f"There is no incident {number}.")
    if not incidents.resolve(tx, number, who.id, at):
        raise Conflict("incident_closed", f"Incident {number} is closed already.")
    return trouble


def _require_readable(installation: Installation, tx: Transaction, trouble: TroubleRow) -> None:
    try:
        reopen(installation, tx, row_by_id(tx, trouble.dossier_id))
    except BadState as error:
        raise Refused("still_unreadable", str(error), dossier=trouble.dossier_code) from error


def _journal(
    installation: Installation,
    tx: Transaction,
    trouble: TroubleRow,
    act: Act,
    event: OfIncident,
    *,
    anew: bool = False,
) -> None:
    """The journal row of the dossier, where there is one; `anew`: it is to be counted anew."""
    if trouble.dossier_id is not None:
        row = row_by_id(tx, trouble.dossier_id)
        after = replace(row, timetable_id=0) if anew else row
        note_act(installation, tx, row, act, event, after)


def _answer(
    case: OpenDossier, act: Act, trouble: TroubleRow, outputs: Mapping[str, object], note: str
) -> None:
    payload, kind = trouble.payload or {}, kind_of(trouble)
    ports = {port.name: port for port in kind.outputs} if kind is not None else {}
    wrong = [
        FieldProblem(port.name, "type", port.label)
        for port in ports.values()
        if not port.takes(outputs.get(port.name))
    ]
    if wrong:
        raise Invalid(wrong)
    given, task = {name: outputs.get(name) for name in ports}, str(payload["task_id"])
    case.run.complete(task, given)
    node = str(payload["node"])
    event = IncidentAnswered(incident=trouble.kind, reason=note, task=task, node=node)
    record(case, act, event, Done(answers_of(case, node, given)))


def _log(action: str, who: Person, trouble: TroubleRow, at: datetime, address: str) -> None:
    fields = {"account": who.username, "incident": trouble.id, "address": address}
    note_security(action, "done", at, **fields, dossier=trouble.dossier_code)
