"""The watch list: what a supervisor sees of the deadlines of whole agencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.access.permission import agencies, require
from engine.access.table import WATCH
from engine.accounts import Person
from engine.deadlines.marking import dossier_mark, step_mark
from engine.deadlines.marks import TimeMark
from engine.definitions.organisation.roles import APPLICANT
from engine.installation import Installation
from engine.storage.desk import watch as stored
from engine.storage.desk.lists import InboxRow
from engine.storage.desk.watch import TABS, WatchQuery
from sla.due import due
from sla.limits import Limit, LimitUnit

__all__ = ["TABS", "WatchItem", "WatchPage", "watch"]

PAGE_SIZE = 25
_SOON = Limit(1, LimitUnit.WORKING_DAYS)


@dataclass(frozen=True, slots=True)
class WatchItem:
    """One open dossier: the state of its limit, who holds it and since when."""

    code: str
    procedure: str
    procedure_name: str
    subject: str
    time: TimeMark
    first_due_at: datetime | None
    reappointed_to: datetime | None
    step: str  # "" where the system itself is at work
    step_time: TimeMark
    unit_name: str
    holder: str  # "" when nobody has claimed it
    role_name: str
    since: datetime | None
    applicant: bool  # it waits for the applicant: nobody in the office holds it


@dataclass(frozen=True, slots=True)
class WatchPage:
    """One page of a tab. `counts` are under the filters and add up to `open`."""

    tab: str
    items: tuple[WatchItem, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[str, int]
    open: int
    procedures: tuple[tuple[str, str], ...]  # code, name
    units: tuple[tuple[str, str], ...]  # id, name


def watch(  # noqa: PLR0913 - the filters of the page, each by name
    installation: Installation,
    who: Person,
    *,
    tab: str = "late",
    procedure: str = "",
    unit: str = "",
    page: int = 1,
    at: datetime,
) -> WatchPage:
    """One page of a tab; an unknown tab is "late", a page past the end the last one.

    Raises Forbidden for whoever supervises nothing.
    """
    require(installation, who, WATCH)
    theirs = agencies(installation, who, WATCH)
    query = WatchQuery(
        agencies=theirs,
        tab=tab if tab in TABS else "late",
        at=at,
        soon=due(installation.calendars.get(_hours(installation, theirs)), at, _SOON).at,
        procedure=procedure,
        unit=unit,
        page=max(1, page),
        size=PAGE_SIZE,
    )
    with installation.store.read() as tx:
        counts = stored.counts(tx, query)
        total = counts[query.tab]
        rows = stored.page(tx, query, total)
        procedures = stored.procedures(tx, theirs)
        units = stored.units(tx, theirs)
    pages = max(1, -(-total // PAGE_SIZE))
    return WatchPage(
        tab=query.tab,
        items=tuple(_item(installation, row, at) for row in rows),
        total=total,
        page=min(query.page, pages),
        pages=pages,
        counts=counts,
        open=sum(counts.values()),
        procedures=procedures,
        units=tuple((unit, installation.unit_name(unit, at)) for unit in units),
    )


def _hours(installation: Installation, agencies: tuple[str, ...]) -> str:
    return installation.organisation.units[agencies[0]].hours


def _item(installation: Installation, row: InboxRow, at: datetime) -> WatchItem:
    d, step = row.dossier, row.step
    calendar = installation.calendars.get(d.hours)
    time = dossier_mark(d, calendar, at)
    return WatchItem(
        code=d.code,
        procedure=d.procedure,
        procedure_name=d.procedure_name,
        subject=d.subject,
        time=time,
        first_due_at=d.first_due_at,
        reappointed_to=d.reappointed_to,
        step=step.name if step else "",
        step_time=step_mark(step, d, calendar, at) if step else time,
        unit_name=installation.unit_name(step.unit, at) if step else "",
        holder=row.assignee_name,
        role_name=installation.role_name(step.role) if step else "",
        since=(step.claimed_at or step.opened_at) if step else None,
        applicant=step is not None and step.role == APPLICANT,
    )
