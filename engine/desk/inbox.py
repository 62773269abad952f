"""The inbox of my roles, and the search over my agency: pages that are index scans."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.access.dossiers import pairs_of
from engine.access.permission import agencies
from engine.access.table import READ_DOSSIER
from engine.accounts import Person
from engine.deadlines.marking import dossier_mark, step_mark
from engine.desk.rows import InboxItem, InboxPage
from engine.installation import Installation
from engine.installation.paging import page_of
from engine.parties.address import whole_address
from engine.storage.desk import inbox as stored
from engine.storage.desk import search as found
from engine.storage.desk.inbox import InboxQuery, InboxRow
from engine.storage.desk.search import SearchQuery
from engine.storage.dossiers import parties
from engine.storage.dossiers.parties import Parties
from sla.due import due
from sla.limits import Limit, LimitUnit

TABS = ("online", "fresh", "working", "paused", "returning", "due")
PAGE_SIZE = 25
_SOON = Limit(1, LimitUnit.WORKING_DAYS)


def inbox(  # noqa: PLR0913 - the filters of the page, each by name
    installation: Installation,
    who: Person,
    *,
    tab: str = "working",
    text: str = "",
    field: str = "",
    procedure: str = "",
    sort: str = "due",
    page: int = 1,
    at: datetime,
) -> InboxPage:
    """One page of a tab; an unknown tab is "working", a page past the end the last one."""
    query = InboxQuery(
        roles=pairs_of(who),
        user_id=who.id,
        tab=tab if tab in TABS else "working",
        text=text,
        field=field,
        procedure=procedure,
        sort=sort,
        page=max(1, page),
        size=PAGE_SIZE,
        at=at,
        soon=_soon(installation, who, at),
    )
    with installation.store.read() as tx:
        rows, total = stored.page(tx, query)
        counts = stored.counts(tx, query)
        fields, procedures = stored.facets(tx, query)
        filed_by = parties.of_many(tx, [row.dossier.id for row in rows])
    items = tuple(item(installation, who, row, filed_by[row.dossier.id], at) for row in rows)
    here, pages = page_of(query.page, total, PAGE_SIZE)
    return InboxPage(query.tab, items, total, here, pages, counts, fields, procedures)


def search(
    installation: Installation,
    who: Person,
    *,
    text: str,
    status: str = "",
    page: int = 1,
    at: datetime,
) -> InboxPage:
    """Dossiers of the reader's agencies by code, name, number or phone, open and ended.

    By its whole code also a dossier about which one of the reader's units was asked.
    """
    query = SearchQuery(
        text=text,
        status=status,
        agencies=agencies(installation, who, READ_DOSSIER),
        units=tuple(sorted({g.unit for g in who.grants})),
        page=max(1, page),
        size=PAGE_SIZE,
    )
    with installation.store.read() as tx:
        rows, total = found.page(tx, query)
        filed_by = parties.of_many(tx, [row.dossier.id for row in rows])
    items = tuple(item(installation, who, row, filed_by[row.dossier.id], at) for row in rows)
    here, pages = page_of(query.page, total, PAGE_SIZE)
    return InboxPage("search", items, total, here, pages, {}, (), ())


def _soon(installation: Installation, who: Person, at: datetime) -> datetime:
    """The moment up to which a dossier counts as "đến hạn": one working day from now."""
    units = installation.organisation.units
    hours = next((units[g.unit].hours for g in who.grants if g.unit in units), None)
    if hours is None:
        return at + timedelta(days=1)
    return due(installation.calendars.get(hours), at, _SOON).at


def item(
    installation: Installation, who: Person, row: InboxRow, filed_by: Parties, at: datetime
) -> InboxItem:
    """A stored row as a line of the list."""
    calendar = installation.calendars.get(row.dossier.hours)
    d, step = row.dossier, row.step
    return InboxItem(
        code=d.code,
        procedure=d.procedure,
        procedure_name=d.procedure_name,
        subject=d.subject or filed_by.subject,
        field=d.field,
        limit=d.limit,
        channel=d.channel,
        status=d.status,
        received_at=d.received_at,
        time=dossier_mark(d, calendar, at),
        applicant=filed_by.submitter.name,
        organisation=filed_by.organisation,
        address=whole_address(installation.places, filed_by.submitter),
        step=step.name if step else "",
        step_id=step.id if step else None,
        task_id=step.task_id if step else "",
        step_role=installation.role_name(step.role) if step else "",
        step_unit=installation.unit_name(step.unit) if step else "",
        step_time=step_mark(step, d, calendar, at) if step else dossier_mark(d, calendar, at),
        assignee=row.assignee_name,
        mine=step is not None and step.assignee == who.id,
        opened=step is not None and step.seen_at is not None,
    )
