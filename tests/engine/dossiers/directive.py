"""A directive as an administrator enters it, and the scheduler that counts."""

from __future__ import annotations

from datetime import date, datetime

from engine.accounts import Person
from engine.definitions.calendars.entered_days import EnteredDay, EnteredKind
from engine.definitions.calendars.special_days import Confidence
from engine.installation import Installation
from engine.jobs.timetables import work_timetables
from engine.timetables.directives import apply, propose

SOURCE = "Công văn 01/VPCP"


def off(day: str, confidence: Confidence = Confidence.VERIFIED) -> EnteredDay:
    return entered(day, EnteredKind.OFF, confidence)


def worked(day: str) -> EnteredDay:
    return entered(day, EnteredKind.WORKED)


def ordinary(day: str) -> EnteredDay:
    return entered(day, EnteredKind.ORDINARY)


def entered(
    day: str, kind: EnteredKind, confidence: Confidence = Confidence.VERIFIED
) -> EnteredDay:
    return EnteredDay(date.fromisoformat(day), kind, "Hoán đổi", SOURCE, confidence)


def settle(installation: Installation, at: datetime) -> None:
    """Let the scheduler count until nothing is left."""
    while work_timetables(installation, at):
        pass


def decide(installation: Installation, who: Person, *days: EnteredDay, at: datetime) -> int:
    """Propose, count, apply and count anew; the id of the timetable."""
    made = propose(installation, who, days, "Hoán đổi ngày làm việc", at=at)
    settle(installation, at)
    apply(installation, who, made, at=at)
    settle(installation, at)
    return made
