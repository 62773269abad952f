"""Changing the timetable: a directive is proposed, what it moves is counted, then it is applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.access.permission import require
from engine.access.table import ENTER_DIRECTIVE
from engine.accounts import Person
from engine.accounts.security_log import note as note_security
from engine.definitions.calendars.calendar_folder import Calendars
from engine.definitions.calendars.entered_days import EnteredDay, EnteredKind, merged
from engine.definitions.calendars.special_days import SpecialDay
from engine.errors import (
    BrokenContent,
    Conflict,
    FieldProblem,
    Invalid,
    NotFound,
    Refused,
)
from engine.installation import Installation
from engine.installation.timetable import (
    Timetable,
    TimetableSource,
    deploy_in,
    load_source,
    opened,
    unpacked,
)
from engine.storage import Transaction
from engine.storage.timetables import recounting, timetables
from engine.storage.timetables.timetables import NewTimetable, TimetableRow, TimetableState
from engine.timetables.span import span_of

NOTE_LENGTH = 300
TEXT_LENGTH = 300
_LABELS = {
    "date": "Ngày",
    "kind": "Loại ngày",
    "name": "Nội dung",
    "source": "Văn bản",
    "days": "Các ngày",
}


@dataclass(frozen=True, slots=True)
class _Base:
    """The timetable in force, which a proposal starts from."""

    row: TimetableRow
    source: TimetableSource
    timetable: Timetable


def propose(
    installation: Installation,
    who: Person,
    days: Sequence[EnteredDay],
    note: str,
    *,
    at: datetime,
) -> int:
    """Store what a directive says as a proposal; its id. Nothing counts by it yet.

    A day that was entered before is replaced. Raises Forbidden `not_administrator`, Invalid with
    one problem a field (`days.0.date`, `source`, `name`), Refused `timetable_same` when nothing
    would change.
    """
    require(installation, who, ENTER_DIRECTIVE)
    _check_texts(days, note)
    return _propose(
        installation, who, lambda base: merged(base.source.entered, days), note, at, days
    )


def undo(installation: Installation, who: Person, timetable_id: int, *, at: datetime) -> int:
    """Propose to put the days that a timetable entered back as they were before it; the new id.

    Raises NotFound, Refused `timetable_not_entered` for one that no administrator applied, or
    `timetable_same` when they are so already.
    """
    require(installation, who, ENTER_DIRECTIVE)
    with installation.store.read() as tx:
        row = _row(tx, timetable_id)
        if row.state != TimetableState.APPLIED:
            raise Refused("timetable_not_entered", f"Timetable {timetable_id} entered no days.")
        now = {day.date: day for day in unpacked(row.data).entered}
        base = load_source(tx, row.base_id)
    before = {day.date: day for day in base.entered} if base else {}
    changed = {date for date in now.keys() | before.keys() if now.get(date) != before.get(date)}
    back = [before[date] for date in changed if date in before]

    def entered(base: _Base) -> tuple[EnteredDay, ...]:
        return merged((d for d in base.source.entered if d.date not in changed), back)

    return _propose(installation, who, entered, f"undo: {row.note}"[:NOTE_LENGTH], at, back)


def apply(installation: Installation, who: Person, timetable_id: int, *, at: datetime) -> None:
    """Put a counted proposal in force: new dossiers count by it at once, `recount` moves the rest.

    Raises NotFound, Conflict `timetable_changed` when another one came into force since it was
    proposed, Refused `timetable_counting` while its preview is not whole.
    """
    require(installation, who, ENTER_DIRECTIVE)
    with installation.store.begin() as tx:
        timetables.lock(tx)
        row = _row(tx, timetable_id)
        if row.state == TimetableState.PROPOSED:
            raise Refused("timetable_counting", f"Timetable {timetable_id} is still counted.")
        if row.state != TimetableState.COUNTED or not timetables.retire(tx, row.base_id):
            raise Conflict("timetable_changed", f"Timetable {timetable_id} cannot be applied.")
        timetables.apply(tx, timetable_id, at, who.username)
        timetables.outdate(tx)
    installation.timetables.refresh()
    _log("apply_timetable", who, row, at)


def drop(installation: Installation, who: Person, timetable_id: int, *, at: datetime) -> None:
    """Give a proposal up. Raises NotFound, Conflict `timetable_changed` when it is none (now)."""
    require(installation, who, ENTER_DIRECTIVE)
    with installation.store.begin() as tx:
        timetables.lock(tx)
        row = _row(tx, timetable_id)
        if not timetables.drop(tx, timetable_id):
            raise Conflict("timetable_changed", f"Timetable {timetable_id} is no proposal.")
    _log("drop_timetable", who, row, at)


def _propose(
    installation: Installation,
    who: Person,
    entered: Callable[[_Base], tuple[EnteredDay, ...]],
    note: str,
    at: datetime,
    days: Sequence[EnteredDay],
) -> int:
    with installation.store.begin() as tx:
        timetables.lock(tx)
        base = _base(tx, installation, who, at)
        source = replace(base.source, entered=entered(base))
        _check_days(base, days)
        span = span_of(base.timetable.calendars, _opened(source, days).calendars)
        if span is None:
            raise Refused("timetable_same", "The timetable in force says the same already.")
        total = recounting.touched_count(tx, span)
        new = NewTimetable(
            base_id=base.row.id,
            digest=base.row.digest,
            data=source.packed(),
            note=note.strip(),
            state=TimetableState.PROPOSED if total else TimetableState.COUNTED,
            active=False,
            made_at=at,
            made_by=who.username,
            total=total,
        )
        made = timetables.insert(tx, new)
        row = _row(tx, made)
    _log("propose_timetable", who, row, at)
    return made


def _base(tx: Transaction, installation: Installation, who: Person, at: datetime) -> _Base:
    """What is in force; the content files become the first timetable where none is stored."""
    row = timetables.active(tx)
    if row is None:
        deploy_in(tx, installation.root, at=at, by=who.username)
        row = timetables.active(tx)
    if row is None:
        raise NotFound("no_timetable", "No timetable is in force.")
    source = unpacked(row.data)
    return _Base(row, source, opened(row.id, source))


def _row(tx: Transaction, timetable_id: int) -> TimetableRow:
    row = timetables.load(tx, timetable_id)
    if row is None:
        raise NotFound("no_timetable", f"There is no timetable {timetable_id}.")
    return row


def _log(action: str, who: Person, row: TimetableRow, at: datetime) -> None:
    subject = f"{row.id}: {row.note}"
    note_security(action, "done", at, account=who.username, kind=who.kind, object=subject)


def _check_texts(days: Sequence[EnteredDay], note: str) -> None:
    problems = []
    if not days:
        problems.append(_problem("days", "required", "days"))
    texts = {"name": note, "source": days[0].source if days else "-"}
    for key, text in texts.items():
        if not text.strip():
            problems.append(_problem(key, "required", key))
        elif len(text) > TEXT_LENGTH:
            problems.append(_problem(key, "max_length", key, TEXT_LENGTH))
    if problems:
        raise Invalid(problems)


def _check_days(base: _Base, days: Sequence[EnteredDay]) -> None:
    calendars = base.timetable.calendars
    own = opened(0, replace(base.source, entered=())).calendars
    seen: set[object] = set()
    problems = []
    for number, day in enumerate(days):
        code = "twice" if day.date in seen else _wrong(day, own, calendars)
        seen.add(day.date)
        if code:
            limit = f"{min(calendars.years)}–{max(calendars.years)}"
            problems.append(_problem(f"days.{number}.date", code, "date", limit, row=number + 1))
    if problems:
        raise Invalid(problems)


def _wrong(day: EnteredDay, own: Calendars, calendars: Calendars) -> str:
    """The rule that a day breaks, "" when none."""
    if day.date.year not in calendars.years:
        return "no_year"
    weekly = day.date.weekday() in calendars.get(calendars.default).weekly_off
    if day.kind is EnteredKind.WORKED and not weekly:
        return "worked_anyway"
    special = [*own.year(day.date.year), *calendars.year(day.date.year)]
    if day.kind is EnteredKind.ORDINARY and not _stands(day, special):
        return "ordinary_anyway"
    return ""


def _stands(day: EnteredDay, special: Iterable[SpecialDay]) -> bool:
    return any(found.date == day.date for found in special)


def _opened(source: TimetableSource, days: Sequence[EnteredDay]) -> Timetable:
    """What the readers make of it; what only they find is reported at the first day."""
    try:
        return opened(0, source)
    except BrokenContent as error:
        if not days:
            raise
        limit = "; ".join(found.message for found in error.findings[:3])
        raise Invalid([_problem("days.0.date", "calendar", "date", limit, row=1)]) from error


def _problem(
    key: str, code: str, label: str, limit: object = None, *, row: int = 0
) -> FieldProblem:
    words = _LABELS[label] + (f" {row}" if row else "")
    return FieldProblem(key, code, words, limit)
