"""Reading the calendar: a year as people see it, what was changed, what a proposal would move."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from engine.access.permission import may, require
from engine.access.table import ENTER_DIRECTIVE
from engine.accounts import Person
from engine.definitions.calendars.entered_days import EnteredDay, EnteredKind
from engine.definitions.calendars.special_days import Confidence, SpecialDay
from engine.errors import NotFound
from engine.installation import Installation
from engine.installation.paging import page_of
from engine.installation.timetable import load_source, unpacked
from engine.storage.timetables import recounting, timetables
from engine.storage.timetables.timetables import (
    MoveRow,
    TimetableHead,
    TimetableRow,
    TimetableState,
)
from engine.timetables.preview import LATE, NOT_LATE
from sla.calendar import VIETNAM, WorkCalendar

PAGE_SIZE = 20
IDLE = timedelta(seconds=15)
"""Not a dossier counted for so long: the scheduler does not run."""
_OURS = frozenset({TimetableState.PROPOSED, TimetableState.COUNTED, TimetableState.APPLIED})


class Shade(StrEnum):
    """What a day is in the picture of a year."""

    WORKING = "working"
    WEEKEND = "weekend"
    OFF = "off"
    WORKED = "worked"  # though its weekday is off


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the picture; `name` where it is a special one."""

    date: date
    shade: Shade
    projected: bool
    today: bool
    name: str


Week = tuple[CalendarDay | None, ...]


@dataclass(frozen=True, slots=True)
class YearView:
    """One year. `doubt` says of the next one: "missing", "projected" or "" when all is well.

    `problem` is why the newest timetable could not be opened. `behind` of `running` dossiers are
    still to be counted by the timetable in force.
    """

    year: int
    years: tuple[int, ...]
    months: tuple[tuple[Week, ...], ...]
    days: tuple[SpecialDay, ...]
    doubt: str
    next_year: int
    problem: str
    may_change: bool
    behind: int
    running: int


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A timetable that an administrator proposed or applied."""

    id: int
    note: str
    state: TimetableState
    active: bool
    made_at: datetime
    made_by: str
    applied_at: datetime | None
    applied_by: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A change: its days, what it moves, and how far that is counted.

    `days` are those it says otherwise than the timetable it started from; an ordinary one takes a
    special day back. `idle` is whether nobody counts.
    """

    line: ChangeLine
    days: tuple[EnteredDay, ...]
    counted: int
    total: int
    moved: int
    late: int
    not_late: int
    moves: tuple[MoveRow, ...]
    page: int
    pages: int
    idle: bool
    behind: int
    running: int


def year_view(
    installation: Installation, who: Person, year: int | None, *, at: datetime
) -> YearView:
    """A year of the calendar in force, today's when none is named. Raises NotFound."""
    today = at.astimezone(VIETNAM).date()
    timetable = installation.timetable
    calendars = timetable.calendars
    wanted = min(today.year, max(calendars.years)) if year is None else year
    days = calendars.year(wanted)
    calendar = calendars.get(calendars.default)
    with installation.store.read() as tx:
        behind, running = recounting.behind(tx, timetable.id) if timetable.id else (0, 0)
    return YearView(
        year=wanted,
        years=tuple(sorted(calendars.years)),
        months=tuple(_month(calendar, wanted, month, days, today) for month in range(1, 13)),
        days=days,
        doubt=_doubt(calendars.years, today.year + 1),
        next_year=today.year + 1,
        problem=installation.timetables.problem,
        may_change=may(installation, who, ENTER_DIRECTIVE),
        behind=behind,
        running=running,
    )


def changes(installation: Installation) -> tuple[ChangeLine, ...]:
    """What administrators proposed and applied, newest first."""
    with installation.store.read() as tx:
        return tuple(_line(head) for head in timetables.heads(tx) if head.state in _OURS)


def proposal(
    installation: Installation, who: Person, timetable_id: int, *, page: int = 1, at: datetime
) -> ProposalView:
    """One change, with a page of the dossiers it moves.

    Raises Forbidden `not_administrator`, NotFound `no_timetable`.
    """
    require(installation, who, ENTER_DIRECTIVE)
    with installation.store.read() as tx:
        row = timetables.load(tx, timetable_id)
        if row is None:
            raise NotFound("no_timetable", f"There is no timetable {timetable_id}.")
        base = load_source(tx, row.base_id)
        effects = timetables.effects(tx, timetable_id)
        moved = sum(effects.values())
        here, pages = page_of(page, moved, PAGE_SIZE)
        moves = timetables.moves(tx, timetable_id, here, PAGE_SIZE)
        active = timetables.active_id(tx)
        behind, running = recounting.behind(tx, active)
    before = base.entered if base else ()
    return ProposalView(
        line=_line(row),
        days=_difference(row, {day.date: day for day in before}),
        counted=row.counted,
        total=row.total,
        moved=moved,
        late=effects.get(LATE, 0),
        not_late=effects.get(NOT_LATE, 0),
        moves=moves,
        page=here,
        pages=pages,
        idle=row.counted == 0 and at - row.made_at > IDLE,
        behind=behind,
        running=running,
    )


def entered_days(installation: Installation) -> tuple[EnteredDay, ...]:
    """The days entered on top of the files, in force now."""
    with installation.store.read() as tx:
        row = timetables.active(tx)
    return unpacked(row.data).entered if row else ()


def _line(head: TimetableHead) -> ChangeLine:
    return ChangeLine(
        id=head.id,
        note=head.note,
        state=TimetableState(head.state),
        active=head.active,
        made_at=head.made_at,
        made_by=head.made_by,
        applied_at=head.applied_at,
        applied_by=head.applied_by,
    )


def _difference(row: TimetableRow, before: Mapping[date, EnteredDay]) -> tuple[EnteredDay, ...]:
    """What it enters anew; a day that it takes back is shown as an ordinary one."""
    now = {day.date: day for day in unpacked(row.data).entered}
    changed = sorted(d for d in now.keys() | before.keys() if now.get(d) != before.get(d))
    return tuple(now.get(day) or _taken_back(before[day]) for day in changed)


def _taken_back(day: EnteredDay) -> EnteredDay:
    return EnteredDay(day.date, EnteredKind.ORDINARY, day.name, day.source, day.confidence)


def _doubt(years: Mapping[int, tuple[SpecialDay, ...]], year: int) -> str:
    if year not in years:
        return "missing"
    expected = any(day.confidence is Confidence.PROJECTED for day in years[year])
    return "projected" if expected else ""


def _month(
    calendar: WorkCalendar, year: int, month: int, days: tuple[SpecialDay, ...], today: date
) -> tuple[Week, ...]:
    special = {day.date: day for day in days}
    weeks = Calendar().monthdatescalendar(year, month)
    return tuple(
        tuple(
            _cell(calendar, day, special.get(day), today) if day.month == month else None
            for day in week
        )
        for week in weeks
    )


def _cell(
    calendar: WorkCalendar, day: date, special: SpecialDay | None, today: date
) -> CalendarDay:
    weekly, works = day.weekday() in calendar.weekly_off, calendar.is_working(day)
    shade = Shade.WORKING if works else Shade.WEEKEND
    if special is not None:
        shade = Shade.WORKED if works and weekly else Shade.OFF
    projected = special is not None and special.confidence is Confidence.PROJECTED
    return CalendarDay(day, shade, projected, day == today, special.name if special else "")
