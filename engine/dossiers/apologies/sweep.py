"""The sweep of dossiers that will be late: their apology is prepared while it is still in time."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from engine.deadlines.forecast import Forecast, forecast
from engine.deadlines.reappointment import DAYS_TO_PREPARE, new_appointment, prepares_from
from engine.definitions.organisation.alert_rules import (
    HOLDER,
    AlertRule,
    AlertSubject,
    Level,
    Point,
    When,
)
from engine.definitions.organisation.roles import LEADER
from engine.definitions.status import Milestone
from engine.installation import Installation
from engine.messages.message_channel import may_send
from engine.messages.recipients import recipients, staff_for
from engine.procedures.reachability.milestones import leads_to
from engine.procedures.version import Version, load_version
from engine.storage import Transaction
from engine.storage.alerts import alerts, watched
from engine.storage.alerts.alerts import NewAlert
from engine.storage.dossiers import apologies
from engine.storage.dossiers.apologies import ApologyLine, ApologyState, NewApology, Waits
from engine.storage.dossiers.dossiers import DossierRow
from sla.errors import OutsideCalendar
from sla.points import days_after

BATCH = 100
RULE = AlertRule(
    "xin_loi", AlertSubject.DOSSIER, When(Point.BEFORE, DAYS_TO_PREPARE), (HOLDER, LEADER)
)
"""The alert that goes with a prepared apology; its id is no rule of `alerts.yaml`."""

_MARGIN = timedelta(days=1)
log = logging.getLogger(__name__)


def sweep_apologies(installation: Installation, *, at: datetime) -> int:
    """Prepare what is near and will be late, drop what is no longer needed; how many prepared.

    Cost: dossiers due within three working days or overdue, and apologies that are not decided.
    Two sweeps at once are harmless: a dossier has one apology, a person hears of it once.
    """
    _drop(installation, at)
    made, after, until = 0, None, _until(installation, at)
    while True:
        with installation.store.read() as tx:
            batch = apologies.near(tx, until, after, BATCH)
            waits, versions = _around(tx, batch)
        if not batch:
            return made
        found = [
            _prepared(installation, row, versions[row.version_id], waits[row.id], at)
            for row in batch
        ]
        new = [apology for apology in found if apology is not None]
        made += _keep(installation, new, {row.id: row for row in batch}, at) if new else 0
        last = batch[-1]
        after = (last.due_at or at, last.id)


def _until(installation: Installation, at: datetime) -> datetime:
    """No dossier due later can be near, whatever its office hours."""
    latest = at
    for calendar in installation.calendars.by_hours.values():
        try:
            latest = max(latest, days_after(calendar, at, DAYS_TO_PREPARE))
        except OutsideCalendar:
            log.warning("the calendar ends within %s working days of %s", DAYS_TO_PREPARE, at)
    return latest + _MARGIN


def _around(
    tx: Transaction, rows: Sequence[DossierRow]
) -> tuple[Mapping[int, Waits], Mapping[int, Version]]:
    waits = apologies.waits_of(tx, [row.id for row in rows]) if rows else {}
    return waits, {v: load_version(tx, v) for v in {row.version_id for row in rows}}


def _prepared(
    installation: Installation, row: DossierRow, version: Version, waits: Waits, at: datetime
) -> NewApology | None:
    """The apology of a dossier that is near and will be late; None for any other."""
    try:
        return _judged(installation, row, version, waits, at)
    except Exception:  # whatever is wrong with one dossier must not hold up the others
        log.exception("forecast of dossier %s failed", row.code)
        return None


def _judged(
    installation: Installation, row: DossierRow, version: Version, waits: Waits, at: datetime
) -> NewApology | None:
    due_at, calendar = row.due_at, installation.calendars.get(row.hours)
    if due_at is None or at < prepares_from(calendar, due_at):
        return None
    if leads_to(version, {*waits.steps, *waits.timers}, Milestone.REAPPOINTED):
        return None  # the diagram asks for it by itself
    found = forecast(version, waits.steps, due_at, calendar, at)
    if at <= due_at and (found is None or not found.late):
        return None
    return NewApology(
        dossier_id=row.id,
        agency=row.agency,
        state=ApologyState.PREPARED,
        prepared_at=at,
        forecast=_facts(found),
        old_due_at=due_at,
        new_due_at=new_appointment(calendar, found, due_at, at),
    )


def _facts(found: Forecast | None) -> dict[str, object]:
    if found is None:
        return {}
    needed, left = found.needed, found.left
    return {
        "at": found.at,
        "ready_at": found.ready_at,
        "needed": [needed.days, needed.hours, needed.minutes],
        "left": [left.days, left.hours, left.minutes],
        "overdue": left.overdue,
        "steps": list(found.steps),
    }


def _keep(
    installation: Installation,
    new: Sequence[NewApology],
    rows: Mapping[int, DossierRow],
    at: datetime,
) -> int:
    """Store a batch, and alert the holders of its steps and the leaders, in one transaction."""
    with installation.store.begin() as tx:
        fresh = apologies.prepare(tx, new)
        if not fresh:
            return 0
        steps = watched.open_steps(tx, fresh)
        about = [rows[dossier_id] for dossier_id in sorted(fresh)]
        waiting = [step for found in steps.values() for step in found]
        staff = staff_for(installation, tx, {row.agency for row in about}, waiting, [LEADER])
        made = [
            _alert(each, user, _mail(installation, staff.emails[user]), at)
            for each in about
            for user in recipients(installation, RULE, each.agency, steps.get(each.id, ()), staff)
        ]
        alerts.insert(tx, made)
        return len(fresh)


def _mail(installation: Installation, email: str) -> str:
    return "digest" if email and may_send("mail", installation.settings) else ""


def _alert(row: DossierRow, user: int, mail: str, at: datetime) -> NewAlert:
    due_at = row.due_at or at
    return NewAlert(
        user_id=user,
        key=f"{RULE.of}:{row.id}:{RULE.id}:{at.astimezone(UTC).isoformat()}",
        dossier_id=row.id,
        step_id=None,
        rule=RULE.id,
        level=Level.OVERDUE if at > due_at else Level.NEAR,
        at=at,
        due_at=due_at,
        created_at=at,
        mail=mail,
    )


def _drop(installation: Installation, at: datetime) -> None:
    """Drop what a result has made needless, and what was only prepared and is in time again."""
    after = 0
    while True:
        with installation.store.read() as tx:
            batch = apologies.undecided(tx, after, BATCH)
            waits, versions = _around(tx, [line.dossier for line in batch])
        if not batch:
            return
        after = batch[-1].apology.id
        gone = [
            line.apology.id
            for line in batch
            if _needless(installation, line, versions[line.dossier.version_id], waits, at)
        ]
        if gone:
            with installation.store.begin() as tx:
                apologies.drop(tx, gone, at)


def _needless(
    installation: Installation,
    line: ApologyLine,
    version: Version,
    waits: Mapping[int, Waits],
    at: datetime,
) -> bool:
    row, apology = line.dossier, line.apology
    if row.ended_at is not None or row.resolved_at is not None:
        return True
    untouched = apology.state == ApologyState.PREPARED and not apology.reason
    if not untouched or row.paused_at is not None or row.due_at is None:
        return False
    try:
        calendar, steps = installation.calendars.get(row.hours), waits[row.id].steps
        found = forecast(version, steps, row.due_at, calendar, at)
    except Exception:  # whatever is wrong with one dossier must not hold up the others
        log.exception("forecast of dossier %s failed", row.code)
        return False
    return at <= row.due_at and (found is None or not found.late)
