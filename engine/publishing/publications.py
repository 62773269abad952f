"""Publishing: a designer proposes versions, somebody decides, they come into force together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from engine.access.permission import require
from engine.access.table import APPROVE, DESIGN, DROP_PUBLICATION, PUBLISH
from engine.accounts import Person
from engine.dossiers.open_dossier import Act
from engine.errors import (
    Conflict,
    FieldProblem,
    Finding,
    Invalid,
    NotFound,
    Refused,
)
from engine.installation import Installation
from engine.publishing.drafting import BrokenDraft, JudgedUpload, draft
from engine.publishing.forcing import force, outdated
from engine.publishing.recording import record
from engine.review.upload import Upload
from engine.storage import Transaction
from engine.storage.procedures import versions
from engine.storage.publishing import publications
from engine.storage.publishing.publications import (
    NewPublication,
    PublicationItemRow,
    PublicationRow,
    PublicationState,
)

NOTE_LENGTH = 300
REASON_LENGTH = 500
MOST_DAYS = 730
"""Whoever names a later date has mistyped its year."""
MOST_FINDINGS = 200


def propose(  # noqa: PLR0913 - the sides of a proposal
    installation: Installation,
    who: Person,
    upload: Upload,
    procedure: str | None = None,
    *,
    note: str,
    effective_at: datetime | None = None,
    at: datetime,
    address: str = "",
) -> int:
    """Store what an upload would put in force; the id of the publication.

    `effective_at` is when it shall come into force, None for as soon as it is approved. Raises
    what `draft` raises; BrokenDraft with all findings; Refused `publication_same` when nothing
    changes; Invalid for `note` and `effective_at` (`past`, `too_far`).
    """
    require(installation, who, DESIGN)
    _check(note, effective_at, at)
    made = draft(installation, who, upload, procedure)
    if made.broken:
        raise BrokenDraft(made)
    if not made.items:
        raise Refused("publication_same", "The versions in force are the same already.")
    new = NewPublication(note=note.strip(), made_at=at, made_by=who.id, effective_at=effective_at)
    with installation.store.begin() as tx:
        publication_id = publications.insert(tx, new)
        publications.add_items(tx, _rows(publication_id, made))
        fields = {"findings": [_plain(f) for f in made.findings[:MOST_FINDINGS]]}
        record(tx, publication_id, "proposed", Act(who, at, address), fields)
    return publication_id


def approve(
    installation: Installation, who: Person, publication_id: int, *, at: datetime, address: str = ""
) -> PublicationState:
    """Put a publication in force, or let it come into force at its date; the state it is in then.

    Raises NotFound `no_publication`, Forbidden `not_publisher`, `own_publication` where two
    people decide, Conflict `publication_decided`, or `publication_outdated` when another version
    of one of its procedures came into force since it was proposed.
    """
    act = Act(who, at, address)
    with installation.store.begin() as tx:
        versions.lock(tx)
        row = _row(tx, publication_id)
        _require_approver(installation, tx, who, row)
        _require_undecided(row, PublicationState.PROPOSED)
        late = publications.is_outdated(tx, publication_id)
        state = outdated(tx, row, act) if late else _approved(tx, row, act)
    if state is PublicationState.OUTDATED:
        raise _outdated(publication_id)
    return state


def reject(
    installation: Installation,
    who: Person,
    publication_id: int,
    reason: str,
    *,
    at: datetime,
    address: str = "",
) -> None:
    """Decide against a publication, or call one back that is approved for a later date.

    Raises NotFound, Forbidden `not_publisher`, Invalid without a reason, Conflict.
    """
    _check_reason(reason)
    with installation.store.begin() as tx:
        versions.lock(tx)
        row = _row(tx, publication_id)
        for item in publications.items(tx, [publication_id]):
            require(installation, who, PUBLISH, item.agency)
        _require_undecided(row, *publications.PENDING)
        _close(tx, row, PublicationState.REJECTED, Act(who, at, address), reason.strip())


def drop(
    installation: Installation, who: Person, publication_id: int, *, at: datetime, address: str = ""
) -> None:
    """Take one's own proposal back. Raises NotFound, Forbidden `not_own_publication`, Conflict."""
    with installation.store.begin() as tx:
        versions.lock(tx)
        row = _row(tx, publication_id)
        require(installation, who, DROP_PUBLICATION, row)
        _require_undecided(row, *publications.PENDING)
        _close(tx, row, PublicationState.DROPPED, Act(who, at, address), "")


def _approved(tx: Transaction, row: PublicationRow, act: Act) -> PublicationState:
    if row.effective_at is None or row.effective_at <= act.at:
        publications.decide(tx, row, PublicationState.PROPOSED, act.at, act.user_id)
        force(tx, row, act, "applied")
        return PublicationState.APPLIED
    publications.decide(tx, row, PublicationState.SCHEDULED, act.at, act.user_id)
    record(tx, row.id, "scheduled", act, {"effective_at": row.effective_at})
    return PublicationState.SCHEDULED


def _close(
    tx: Transaction, row: PublicationRow, state: PublicationState, act: Act, reason: str
) -> None:
    publications.decide(tx, row, state, act.at, act.user_id, reason)
    record(tx, row.id, state, act, {"reason": reason} if reason else {})


def _require_approver(
    installation: Installation, tx: Transaction, who: Person, row: PublicationRow
) -> None:
    for item in publications.items(tx, [row.id]):
        require(installation, who, PUBLISH, item.agency)
    require(installation, who, APPROVE, row)


def _require_undecided(row: PublicationRow, *states: PublicationState) -> None:
    if row.state is PublicationState.OUTDATED:
        raise _outdated(row.id)
    if row.state not in states:
        text = f"Publication {row.id} is {row.state} already."
        raise Conflict("publication_decided", text, state=row.state)


def _outdated(publication_id: int) -> Conflict:
    text = (
        f"Another version came into force since publication {publication_id} was proposed; "
        "hand the files in again over that one."
    )
    return Conflict("publication_outdated", text)


def _row(tx: Transaction, publication_id: int) -> PublicationRow:
    row = publications.load(tx, publication_id)
    if row is None:
        raise NotFound("no_publication", f"There is no publication {publication_id}.")
    return row


def _check(note: str, effective_at: datetime | None, at: datetime) -> None:
    problems = []
    if not note.strip():
        problems.append(FieldProblem("note", "required", "Nội dung thay đổi"))
    elif len(note) > NOTE_LENGTH:
        problems.append(FieldProblem("note", "max_length", "Nội dung thay đổi", NOTE_LENGTH))
    if effective_at is not None and effective_at < at:
        problems.append(FieldProblem("effective_at", "past", "Có hiệu lực từ"))
    elif effective_at is not None and effective_at - at > timedelta(days=MOST_DAYS):
        problems.append(FieldProblem("effective_at", "too_far", "Có hiệu lực từ", MOST_DAYS))
    if problems:
        raise Invalid(problems)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid([FieldProblem("reason", "required", "Lý do")])
    if len(reason) > REASON_LENGTH:
        raise Invalid([FieldProblem("reason", "max_length", "Lý do", REASON_LENGTH)])


def _rows(publication_id: int, made: JudgedUpload) -> list[PublicationItemRow]:
    return [
        PublicationItemRow(
            publication_id=publication_id,
            procedure=item.packed.procedure.code,
            name=item.packed.procedure.name,
            agency=item.packed.procedure.agency,
            field=item.packed.procedure.field,
            digest=item.packed.bundle.digest,
            base_id=item.base.id if item.base else None,
            version_id=None,
            data=item.packed.bundle.data,
        )
        for item in made.items
    ]


def _plain(found: Finding) -> Mapping[str, object]:
    """As it is stored: what it names only where it names anything."""
    named = {
        "name": found.name,
        "values": found.values,
        "suggestion": found.suggestion,
        "known": found.known,
    }
    return found.as_json() | {key: value for key, value in named.items() if value}
