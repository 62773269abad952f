"""The bell and the list of alerts of one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.accounts import Person
from engine.deadlines.marking import dossier_mark
from engine.deadlines.marks import TimeMark
from engine.installation import Installation
from engine.storage.alerts import alerts as stored
from engine.storage.alerts.alerts import AlertLine

PAGE_SIZE = 25
MOST = 100
"""The bell shows "99+" for more."""


@dataclass(frozen=True, slots=True)
class AlertItem:
    """One alert. `time` is the present mark of its dossier, not that of when the alert was made."""

    id: int
    code: str
    procedure: str
    procedure_name: str
    subject: str
    level: str  # a word of engine.definitions.organisation.alert_rules.Level
    rule: str
    of_step: bool  # about a step's own deadline, not the dossier's
    step: str  # the step that it is about, else the one that is open; "" when none is
    at: datetime
    due_at: datetime
    created_at: datetime
    seen: bool
    time: TimeMark
    holder: str  # whoever has the open step, else its role; "" when none is open


@dataclass(frozen=True, slots=True)
class AlertPage:
    """One page of alerts, newest first. `unseen` counts up to `MOST`."""

    items: tuple[AlertItem, ...]
    total: int
    unseen: int
    page: int
    pages: int


def bell(installation: Installation, who: Person) -> int:
    """How many alerts the reader has not seen, up to `MOST`."""
    with installation.store.read() as tx:
        return stored.unseen(tx, who.id, MOST)


def alerts(
    installation: Installation, who: Person, *, unseen: bool, page: int, at: datetime
) -> AlertPage:
    """One page of the reader's alerts: the unseen ones, or all; past the end, the last."""
    with installation.store.read() as tx:
        lines, total = stored.page(tx, who.id, only_unseen=unseen, number=page, size=PAGE_SIZE)
        fresh = stored.unseen(tx, who.id, MOST)
    pages = max(1, -(-total // PAGE_SIZE))
    items = tuple(alert_item(installation, line, at) for line in lines)
    return AlertPage(items, total, fresh, min(max(1, page), pages), pages)


def alert_item(installation: Installation, line: AlertLine, at: datetime) -> AlertItem:
    """A stored alert as a line of the list."""
    alert, dossier = line.alert, line.dossier
    return AlertItem(
        id=alert.id,
        code=dossier.code,
        procedure=dossier.procedure,
        procedure_name=dossier.procedure_name,
        subject=dossier.subject,
        level=alert.level,
        rule=alert.rule,
        of_step=bool(line.alerted),
        step=line.alerted or line.step,
        at=alert.at,
        due_at=alert.due_at,
        created_at=alert.created_at,
        seen=alert.seen_at is not None,
        time=dossier_mark(dossier, installation.calendars.get(dossier.hours), at),
        holder=line.assignee or (installation.role_name(line.role) if line.role else ""),
    )
