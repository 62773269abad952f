"""What an administrator does about an incident: try again, close it, or answer for a service.

Each is one transaction with one journal row in the dossier, where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.access.permission import require
from engine.access.table import HANDLE_INCIDENT
from engine.accounts import Person
from engine.accounts.security_log import note as note_security
from engine.definitions.service_kinds import ServiceKind, services
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, OpenDossier, reopen, row_by_id
from engine.dossiers.record import record
from engine.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from engine.installation import Installation
from engine.services.answers import is_awaited
from engine.storage import Transaction
from engine.storage.dossiers import dossiers
from engine.storage.services import incidents, outbox
from engine.storage.services.incidents import TroubleRow
from engine.timetables.recount import ACTION as RECOUNT

NOTE_LENGTH = 500


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
        trouble = _taken(tx, who, number, at)
        if not may_retry(trouble):
            raise Refused("incident_not_retried", f"Incident {number} cannot be tried again.")
        if trouble.outbox_id is not None:
            outbox.revive(tx, trouble.outbox_id, at)
        columns = {} if trouble.outbox_id is not None else {"timetable_id": 0}
        act = Act(who, at, address)
        _journal(installation, tx, trouble, act, "incident_retried", {}, **columns)
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
        trouble = _taken(tx, who, number, at)
        act = Act(who, at, address)
        case = awaiting(installation, tx, trouble)
        if case is None:
            _journal(installation, tx, trouble, act, "incident_resolved", {"reason": note})
        elif done.outputs is None:
            raise Refused("incident_awaited", f"{case.row.code} still waits for the service.")
        else:
            _answer(case, act, trouble, done.outputs, note)
    _log("resolve_incident", who, trouble, at, address)


def may_retry(trouble: TroubleRow) -> bool:
    """Whether trying again can help: a job, or a dossier that could not be counted anew."""
    return trouble.outbox_id is not None or trouble.kind == RECOUNT


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


def _taken(tx: Transaction, who: Person, number: int, at: datetime) -> TroubleRow:
    """The open incident, closed by this person. Of two at once only one gets it."""
    trouble = incidents.load(tx, number)
    if trouble is None:
        raise NotFound("no_incident", f"There is no incident {number}.")
    if not incidents.resolve(tx, number, who.id, at):
        raise Conflict("incident_closed", f"Incident {number} is closed already.")
    return trouble


def _journal(
    installation: Installation,
    tx: Transaction,
    trouble: TroubleRow,
    act: Act,
    action: str,
    fields: Mapping[str, object],
    **columns: object,
) -> None:
    if trouble.dossier_id is None:
        return
    row = row_by_id(tx, trouble.dossier_id)
    entry = act.entry(action, {"incident": trouble.kind, **fields})
    if not dossiers.advance(tx, row, entry, **columns):
        raise Conflict("dossier_changed", f"Dossier {row.code} was changed meanwhile.")


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
    case.run.complete(str(payload["task_id"]), {name: outputs.get(name) for name in ports})
    step = case.node(str(payload["node"])).label
    fields = {"incident": trouble.kind, "step": step, "reason": note, "answered": sorted(ports)}
    record(case, act, "incident_answered", fields)


def _log(action: str, who: Person, trouble: TroubleRow, at: datetime, address: str) -> None:
    fields = {"account": who.username, "incident": trouble.id, "address": address}
    note_security(action, "done", at, **fields, dossier=trouble.dossier_code)
