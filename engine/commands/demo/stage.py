"""Playing a dossier: each act at its moment, in working time, by the person of its role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.accounts import Person, person
from engine.commands.demo.plays import DemoAct, DemoDossier
from engine.definitions.organisation.roles import APPLICANT, LEADER, ONE_STOP
from engine.definitions.status import Channel
from engine.desk.dossier import dossier
from engine.dossiers import (
    ReceiveRequest,
    SubmitRequest,
    claim,
    complete,
    receive,
    submit,
    supplement,
    withdraw,
)
from engine.dossiers.internal import InternalRequest, open_internal
from engine.errors import NotFound
from engine.installation import Installation
from engine.jobs.outbox import work_outbox
from engine.jobs.timers import sweep_timers
from sla.calendar import WorkCalendar
from sla.due import due
from sla.limits import Limit, LimitUnit
from sla.position import position

_USER_OF_ROLE = {
    ONE_STOP: "mot-cua",
    APPLICANT: "mot-cua",  # the desk records what the applicant brings
    "chuyen_vien": "chuyen-vien",
    "lanh_dao_phong": "lanh-dao-phong",
    LEADER: "lanh-dao",
    "van_thu": "van-thu",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a script is played: one agency's people, one procedure, and the present moment.

    `opener` is the user name of who opens an internal procedure.
    """

    installation: Installation
    suffix: str
    procedure: str
    now: datetime
    opener: str = ""

    def person(self, role: str) -> Person:
        """The demo's officer of a role."""
        return self.named(_USER_OF_ROLE[role] + self.suffix)

    def named(self, username: str) -> Person:
        """The demo's officer of a user name."""
        found = person(self.installation.store, username)
        if found is None:
            raise NotFound("no_user", f"The demo has no account {username!r}.")
        return found

    @property
    def clerk(self) -> Person:
        """Who opens the dossiers: the one-stop clerk, unless the procedure is internal."""
        return self.named(self.opener) if self.opener else self.person(ONE_STOP)

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the desk."""
        units = self.installation.organisation.units
        return self.installation.calendars.get(units[self.clerk.grants[0].unit].hours)


def play(stage: Stage, script: DemoDossier) -> str:
    """Open the script's dossier in the past and do its acts; returns the dossier's code.

    An act whose moment would lie in the future is left out, and all that follow.
    """
    at = _working_days_ago(stage, script.days_ago, script.minutes_in)
    at = min(at + timedelta(hours=script.hours_later), stage.now)
    code = _open(stage, script, at)
    for act in script.acts:
        at = due(stage.calendar, at, Limit(act.hours, LimitUnit.WORKING_HOURS)).at
        if at > stage.now:
            break
        _let_time_pass(stage, at)
        _do(stage, code, act, at)
    _let_time_pass(stage, stage.now)
    return code


def _open(stage: Stage, script: DemoDossier, at: datetime) -> str:
    if script.channel is Channel.ONLINE:
        filed = SubmitRequest(stage.procedure, script.applicant, script.form, papers=script.papers)
        return submit(stage.installation, filed, at=at)
    if script.subject:
        asked = InternalRequest(
            procedure=stage.procedure,
            subject=script.subject,
            requester=script.applicant.name,
            first=_dated(stage, script.decision, at),
        )
        return open_internal(stage.installation, stage.clerk, asked, at=at).code
    request = ReceiveRequest(
        procedure=stage.procedure,
        applicant=script.applicant,
        values=script.form,
        decision=script.decision,
        papers=script.papers,
        channel=script.channel,
    )
    return receive(stage.installation, stage.clerk, request, at=at).code


def _let_time_pass(stage: Stage, at: datetime) -> None:
    sweep_timers(stage.installation, at=at)
    while work_outbox(stage.installation, "demo", at=at):
        pass


def _do(stage: Stage, code: str, act: DemoAct, at: datetime) -> None:
    if act.node == "rut_ho_so":
        withdraw(stage.installation, stage.clerk, code, str(act.values["ly_do"]), at=at)
        return
    view = dossier(stage.installation, stage.clerk, code, at)
    step = next(
        (s for s in view.steps if s.node == act.node and not s.completed_at and not s.cancelled),
        None,
    )
    if step is None:
        raise NotFound("no_step", f"{code} does not wait at {act.node!r}.")
    who = stage.named(act.by) if act.by else stage.person(step.role)
    if step.role == APPLICANT:
        supplement(stage.installation, who, code, _dated(stage, act.values, at), at=at)
        return
    if act.only_claim:
        claim(stage.installation, who, code, step.task_id, at=at)
        return
    complete(stage.installation, who, code, step.task_id, _dated(stage, act.values, at), at=at)


def _dated(stage: Stage, values: Mapping[str, object], at: datetime) -> dict[str, object]:
    calendar = stage.calendar
    later = calendar.day(position(calendar, at).number + 7)
    words = {"TODAY": at.date().isoformat(), "IN_SEVEN_DAYS": later.isoformat()}
    return {k: words.get(v, v) if isinstance(v, str) else v for k, v in values.items()}


def _working_days_ago(stage: Stage, days: int, minutes: int) -> datetime:
    """A moment `minutes` of worked time into the working day `days` before today's."""
    calendar = stage.calendar
    number = position(calendar, stage.now).number - days
    return min(calendar.moment(number, minutes * 60 * 1_000_000), stage.now)
