"""`motcua holidays enter …`: what an administrator changes, from the command line."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from time import perf_counter
from typing import Any

import click

from engine.commands.acting import acting, installation, moment, show, someone
from engine.commands.sentence import SentenceCommand
from engine.definitions.calendars.entered_days import EnteredDay, EnteredKind
from engine.definitions.calendars.special_days import Confidence
from engine.installation import Installation
from engine.storage.timetables import recounting
from engine.timetables import directives as timetables
from engine.timetables.pages import ProposalView, proposal
from engine.timetables.pages import changes as read_changes
from engine.timetables.preview import count_preview
from engine.timetables.recount import recount as recount_dossiers
from sla.calendar import VIETNAM

KINDS = {
    EnteredKind.OFF: "nghỉ",
    EnteredKind.WORKED: "làm việc",
    EnteredKind.ORDINARY: "trở lại ngày thường",
}
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@dataclass(frozen=True, slots=True)
class _Day:
    """What one `--day` says."""

    date: date
    kind: EnteredKind
    name: str


class DayText(click.ParamType[_Day]):
    """`2026-01-02:off:Hoán đổi`."""

    name = "DATE:KIND:NAME"

    def convert(self, value: Any, param: Any, ctx: Any) -> _Day:
        """Read it; the name may be left out."""
        if isinstance(value, _Day):
            return value
        day, _colon, rest = str(value).partition(":")
        kind, _colon, name = rest.partition(":")
        try:
            return _Day(date.fromisoformat(day), EnteredKind(kind), name.strip())
        except ValueError:
            kinds = ", ".join(EnteredKind)
            self.fail(
                f'{value!r} is no day: write 2026-01-02:off:"Hoán đổi" ({kinds}).', param, ctx
            )


@click.command(cls=SentenceCommand)
@acting
@click.option(
    "--day", "days", type=DayText(), multiple=True, required=True, help="May be repeated."
)
@click.option("--source", required=True, metavar="TEXT", help="Number and date of the directive.")
@click.option("--note", default="", metavar="TEXT", help="What it is about; else the first name.")
@click.option("--projected", is_flag=True, help="No directive is known yet.")
def enter(  # noqa: PLR0913, PLR0917 - the options of the command
    username: str,
    at: str | None,
    as_json: bool,
    days: tuple[_Day, ...],
    source: str,
    note: str,
    projected: bool,
) -> None:
    """Enter what a directive says, and see which deadlines it would move. Nothing moves yet."""
    here = installation()
    sure = Confidence.PROJECTED if projected else Confidence.VERIFIED
    text = note or next((day.name for day in days if day.name), source)
    entered = [EnteredDay(d.date, d.kind, d.name or text, source, sure) for d in days]
    who, now = someone(here, username), moment(here, at)
    made = timetables.propose(here, who, entered, text, at=now)
    _preview(here, username, made, now, as_json)


@click.command(cls=SentenceCommand)
@click.argument("number", type=int)
@acting
def preview(number: int, username: str, at: str | None, as_json: bool) -> None:
    """Count on and show which deadlines change NUMBER moves."""
    here = installation()
    _preview(here, username, number, moment(here, at), as_json)


@click.command("apply", cls=SentenceCommand)
@click.argument("number", type=int)
@acting
def apply_(number: int, username: str, at: str | None, as_json: bool) -> None:
    """Put change NUMBER in force, and count the dossiers in hand anew."""
    here = installation()
    now = moment(here, at)
    timetables.apply(here, someone(here, username), number, at=now)
    _recount(here, now, as_json)


@click.command("undo", cls=SentenceCommand)
@click.argument("number", type=int)
@acting
def undo(number: int, username: str, at: str | None, as_json: bool) -> None:
    """Propose to put the days of change NUMBER back as they were before it."""
    here = installation()
    now = moment(here, at)
    made = timetables.undo(here, someone(here, username), number, at=now)
    _preview(here, username, made, now, as_json)


@click.command(cls=SentenceCommand)
@json_option
def changes(as_json: bool) -> None:
    """List what administrators proposed and applied, newest first."""
    found = read_changes(installation())
    lines = [
        f"{c.id}  {c.state:<9}{' in force' if c.active else ''}  {_local(c.made_at)}  "
        f"{c.made_by}  {c.note}"
        for c in found
    ]
    show(found, as_json, "\n".join(lines) or "no changes")


@click.command(cls=SentenceCommand)
@click.option("--at", default=None, metavar="ISO", help="Act at this moment.")
@json_option
def recount(at: str | None, as_json: bool) -> None:
    """Count dossiers in hand by the calendar in force, as the scheduler does by itself."""
    here = installation()
    _recount(here, moment(here, at), as_json)


def _preview(here: Installation, username: str, number: int, now: datetime, as_json: bool) -> None:
    who = someone(here, username)
    start = proposal(here, who, number, at=now)
    with _bar(start.total - start.counted, "Counting", as_json) as bar:
        counted = start.counted
        while count_preview(here):
            reached = proposal(here, who, number, at=now).counted
            bar.update(reached - counted)
            counted = reached
    found = proposal(here, who, number, at=now)
    show(found, as_json, _text(found))


def _text(found: ProposalView) -> str:
    days = [f"  {d.date:%d/%m/%Y}  {KINDS[d.kind]}  {d.name} [{d.source}]" for d in found.days]
    moved = [
        f"  {m.code}  {_local(m.due_from)} -> {_local(m.due_to)}  {m.effect}".rstrip()
        for m in found.moves
    ]
    rest = found.moved - len(found.moves)
    more = [f"  … and {rest} more"] if rest else []
    sums = (
        f"{found.moved} deadlines move; {found.late} dossiers become late, "
        f"{found.not_late} are late no longer."
    )
    head = f"change {found.line.id} ({found.line.state}): {found.line.note}"
    return "\n".join([head, *days, sums, *moved, *more])


def _local(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _recount(here: Installation, now: datetime, as_json: bool) -> None:
    begun, handled = perf_counter(), 0
    with here.store.read() as tx:
        behind, _running = recounting.behind(tx, here.timetable.id)
    with _bar(behind, "Counting anew", as_json) as bar:
        while done := recount_dossiers(here, at=now):
            handled += done
            bar.update(done)
    seconds = round(perf_counter() - begun, 1)
    figures = {"dossiers": handled, "seconds": seconds}
    show(figures, as_json, f"{handled} dossiers counted in {seconds:g} s")


def _bar(length: int, label: str, silent: bool) -> AbstractContextManager[Any]:
    """A progress bar; none beside JSON or where there is nothing to count."""
    return click.progressbar(length=max(length, 1), label=label, hidden=silent or length <= 0)


COMMANDS: tuple[click.Command, ...] = (enter, preview, apply_, undo, changes, recount)
