"""Apology and a new appointment, once a dossier (form 4 of TT 03/2025/TT-VPCP).

An officer of the dossier asks with a reason and a new date, the leader of the agency signs. The
signature here is a recorded act of an account, no digital signature: the paper is signed as ever.
Source of when and how often: docs/working-time.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine.access.dossiers import find
from engine.access.permission import require
from engine.access.rules import OpenSteps
from engine.access.table import ASK_APOLOGY, SIGN_APOLOGY
from engine.accounts import Person
from engine.accounts.security_log import note
from engine.deadlines.alerting import next_alert
from engine.deadlines.reappointment import appointment_problem, last_moment_to_ask, on_day
from engine.deadlines.stopwatches import dossier_watch, past_pauses
from engine.definitions.organisation.alert_rules import AlertSubject
from engine.definitions.status import Channel, Milestone
from engine.dossiers.change import Change
from engine.dossiers.open_dossier import Act, OpenDossier, note_act
from engine.errors import Conflict, FieldProblem, Invalid, Refused
from engine.installation import Installation
from engine.journal.events import ApologyRequested, ApologySentBack, ApologySigned
from engine.messages.message_channel import may_send
from engine.storage import Transaction
from engine.storage.dossiers import apologies, parties, pauses, steps
from engine.storage.dossiers.apologies import ApologyRow, ApologyState, NewApology
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.services import outbox
from sla.calendar import VIETNAM, WorkCalendar
from sla.errors import OutsideCalendar

REASON, NEW_DATE = "ly_do_cham", "ngay_hen_moi"
"""The variables in which a diagram's own step keeps the reason and the new date."""

LONGEST = 2000
_LABELS = {REASON: "Lý do chậm", NEW_DATE: "Ngày hẹn trả mới"}


def ask(  # noqa: PLR0913 - what form 4 says
    installation: Installation,
    who: Person,
    code: str,
    reason: str,
    new_due: datetime,
    *,
    at: datetime,
    address: str = "",
) -> None:
    """Put an apology with a new date before the leader; whoever may do an open step may ask.

    Asked later than a day before the due date it is still taken, and the journal says so
    (`late_request`). Raises Invalid for a missing reason or a date that cannot be promised, Refused
    where `refusal` says why, Forbidden for others.
    """
    with installation.store.begin() as tx:
        row = find(installation, tx, who, code)
        require(installation, who, ASK_APOLOGY, OpenSteps(row, steps.open_of(tx, row.id)))
        before = apologies.of(tx, row.id)
        due_at = _due_of(row, refusal(row, before))
        calendar = installation.calendars.get(row.hours)
        new = _request(calendar, (row, due_at), (reason, new_due), Act(who, at), before)
        if not apologies.ask(tx, new):
            raise Conflict("dossier_changed", f"Dossier {code} was changed meanwhile.")
        event = ApologyRequested(
            reason=new.reason, new_due=new.new_due_at, late_request=is_late(calendar, new)
        )
        note_act(installation, tx, row, Act(who, at, address), event)


def sign(
    installation: Installation, who: Person, code: str, *, at: datetime, address: str = ""
) -> None:
    """Record that the leader signed: the new date is kept beside the old one.

    What is counted late follows the first appointment, unless the setting `late_by` says
    otherwise. An applicant with an e-mail address gets a letter by the outbox. Raises Refused
    when nothing waits for the signature or the date is outrun.
    """
    with installation.store.begin() as tx:
        row, apology = _for_leader(installation, tx, who, code)
        new_due, due_at = apology.new_due_at, row.due_at or apology.old_due_at
        if new_due <= max(due_at, at):
            raise Refused("new_date_outrun", f"The new date of {code} is no later any more.")
        if not apologies.sign(tx, apology.id, at, who.id):
            raise Conflict("dossier_changed", f"Dossier {code} was changed meanwhile.")
        after = replace(row, reappointed_to=new_due)
        if installation.settings.late_by == "appointment":
            after = _moved(installation, tx, after, new_due, at)
        email = parties.of(tx, row.id).submitter.email
        if email and may_send("apology", installation.settings):
            outbox.add(tx, f"apology:{row.id}", row.id, "apology", {"dossier": row.code}, at)
        event = ApologySigned(new_due=new_due)
        note_act(installation, tx, row, Act(who, at, address), event, after)


def send_back(
    installation: Installation,
    who: Person,
    code: str,
    reason: str,
    *,
    at: datetime,
    address: str = "",
) -> None:
    """Give an apology back to the officers, with what to change.

    Raises Invalid without a reason, Refused when nothing waits for the signature.
    """
    why = reason.strip()
    if not why or len(why) > LONGEST:
        raise Invalid([_long_or_missing("reason", "Nội dung cần sửa", why)])
    with installation.store.begin() as tx:
        row, apology = _for_leader(installation, tx, who, code)
        if not apologies.send_back(tx, apology.id, why):
            raise Conflict("dossier_changed", f"Dossier {code} was changed meanwhile.")
        note_act(installation, tx, row, Act(who, at, address), ApologySentBack(reason=why))


def printed(
    installation: Installation, who: Person, code: str, *, at: datetime, address: str = ""
) -> None:
    """Note in the security log that form 4 was printed. Raises as `find` does."""
    with installation.store.read() as tx:
        find(installation, tx, who, code)
    place = {"account": who.username, "kind": who.kind, "address": address, "object": code}
    note("print_apology", "done", at, **place)


def note_request(case: OpenDossier, act: Act, change: Change) -> None:
    """Take over what a diagram's own step wrote (milestone `reappointed`), inside `record`.

    Where one was asked for already, the decision is there or no limit runs, nothing is asked.
    Raises Invalid and Refused as `ask` does: the step stays open then.
    """
    milestones = {case.node(node).milestone for node in case.run.passed}
    if Milestone.REAPPOINTED not in milestones or change.row.resolved_at is not None:
        return
    before = apologies.of(case.tx, case.row.id)
    code = refusal(case.row, before)
    if code not in ("", "apology_paused"):
        return
    due_at = _due_of(case.row, code)
    reason, new_due = _of_variables(case.calendar, case.run.data, due_at)
    wish = (reason, new_due)
    change.apology = _request(case.calendar, (case.row, due_at), wish, act, before, own=True)


def refusal(row: DossierRow, apology: ApologyRow | None) -> str:
    """Why no apology can be asked for now, "" when it can."""
    state = apology.state if apology else ""
    checks = (
        ("dossier_ended", row.ended_at is not None),
        ("no_apology_needed", row.resolved_at is not None),
        ("no_deadline", row.due_at is None),
        ("no_apology_inside", row.channel is Channel.INTERNAL),
        ("already_reappointed", state == ApologyState.SIGNED or row.reappointed_to is not None),
        ("apology_asked", state == ApologyState.REQUESTED),
        ("apology_paused", row.paused_at is not None or row.clock_stopped),
    )
    return next((code for code, holds in checks if holds), "")


def _for_leader(
    installation: Installation, tx: Transaction, who: Person, code: str
) -> tuple[DossierRow, ApologyRow]:
    row = find(installation, tx, who, code)
    require(installation, who, SIGN_APOLOGY, row.agency)
    apology = apologies.of(tx, row.id)
    code_now = refusal(row, apology)
    if apology is None or apology.state != ApologyState.REQUESTED:
        refused = code_now if code_now == "already_reappointed" else "nothing_to_sign"
        raise Refused(refused, f"No apology of {code} waits for a signature.", dossier=code)
    if code_now != "apology_asked":
        raise Refused(code_now, f"No new date can be given to {code} now.", dossier=code)
    if row.paused_at is not None:
        raise Refused("apology_paused", f"Dossier {code} is paused.", dossier=code)
    return row, apology


def _due_of(row: DossierRow, refused: str) -> datetime:
    if refused or row.due_at is None:
        code = refused or "no_deadline"
        raise Refused(code, f"No new date can be asked for {row.code}.", dossier=row.code)
    return row.due_at


def _request(
    calendar: WorkCalendar,
    of: tuple[DossierRow, datetime],
    wish: tuple[str, datetime],
    act: Act,
    before: ApologyRow | None,
    *,
    own: bool = False,
) -> NewApology:
    (row, due_at), (reason, new_due) = of, wish
    text, keys = reason.strip(), (REASON, NEW_DATE) if own else ("reason", "new_due")
    found = []
    if not text or len(text) > LONGEST:
        found.append(_long_or_missing(keys[0], _LABELS[REASON], text))
    problem = appointment_problem(calendar, new_due, due_at, act.at)
    if problem:
        found.append(FieldProblem(keys[1], problem, _LABELS[NEW_DATE]))
    if found:
        raise Invalid(found)
    return NewApology(
        dossier_id=row.id,
        agency=row.agency,
        state=ApologyState.REQUESTED,
        prepared_at=before.prepared_at if before else act.at,
        forecast=before.forecast if before else {},
        reason=text,
        old_due_at=due_at,
        new_due_at=new_due,
        asked_at=act.at,
        asked_by=act.user_id,
    )


def _of_variables(
    calendar: WorkCalendar, data: Mapping[str, object], due_at: datetime
) -> tuple[str, datetime]:
    """Reason and date of a diagram's own step; a date without a clock is that place of the day."""
    text = str(data.get(NEW_DATE) or "")
    problem = ""
    try:
        if len(text) == len("2024-01-26"):
            moment = on_day(calendar, date.fromisoformat(text), due_at)
        else:
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
        problem = "" if moment else "working_time"
    except OutsideCalendar:
        moment, problem = None, "no_calendar"
    except ValueError:
        moment, problem = None, "required"
    if moment is None:
        raise Invalid([FieldProblem(NEW_DATE, problem, _LABELS[NEW_DATE])])
    return str(data.get(REASON) or ""), moment


def _long_or_missing(key: str, label: str, text: str) -> FieldProblem:
    return FieldProblem(key, "max_length" if text else "required", label, LONGEST)


def is_late(calendar: WorkCalendar, new: NewApology) -> bool:
    """Whether it was asked for later than a day before the due date."""
    return new.asked_at is not None and new.asked_at > last_moment_to_ask(calendar, new.old_due_at)


def _moved(
    installation: Installation, tx: Transaction, row: DossierRow, new_due: datetime, at: datetime
) -> DossierRow:
    """The dossier due at the new date, where the office counts by that."""
    calendar, watch = (
        installation.calendars.get(row.hours),
        dossier_watch(row, past_pauses(pauses.of(tx, row.id))),
    )
    start = row.received_at or row.submitted_at
    alerts, alert = installation.timetable.alerts, None
    if watch is not None:
        alert = next_alert(alerts, AlertSubject.DOSSIER, calendar, watch, new_due, at)
    first, last = start.astimezone(VIETNAM).date(), new_due.astimezone(VIETNAM).date()
    projected = calendar.rests_on_projection(first, last)
    return replace(row, due_at=new_due, due_projected=projected, alert_at=alert)
