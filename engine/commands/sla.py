"""`motcua sla`: questions about working time, answered without a dossier or a database."""

from __future__ import annotations

import json
from datetime import datetime

import click

from engine.commands.holidays import calendars
from engine.commands.sentence import SentenceGroup
from sla.calendar import WorkCalendar, local
from sla.due import due as due_moment
from sla.errors import NaiveMoment
from sla.limits import parse_limit
from sla.outcome import classify as outcome_of
from sla.pauses import Pause, PausePolicy
from sla.remaining import remaining as time_left

hours_option = click.option("--hours", metavar="ID", help="Office hours; else the default ones.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(cls=SentenceGroup)
def sla() -> None:
    """Due moments, remaining working time, early, on time or late."""


@sla.command()
@click.option("--received", metavar="ISO", required=True, help="When the limit began to run.")
@click.option("--limit", required=True, metavar="TEXT", help="Such as '17 working days'.")
@hours_option
@click.option("--pause", "pauses", metavar="FROM/TO", multiple=True, help="May be repeated.")
@click.option("--policy", type=click.Choice([p.value for p in PausePolicy]), default="resume")
@json_option
def due(
    received: str,
    limit: str,
    hours: str | None,
    pauses: tuple[str, ...],
    policy: str,
    as_json: bool,
) -> None:
    """Tell when a time limit runs out."""
    found = due_moment(
        _calendar(hours),
        _moment(received),
        parse_limit(limit),
        [_pause(text) for text in pauses],
        PausePolicy(policy),
    )
    note = " (rests on projected days)" if found.projected else ""
    answer = {"due": found.at.isoformat(), "projected": found.projected}
    _show(answer, as_json, f"{found.at.isoformat()}{note}")


@sla.command()
@click.option("--at", metavar="ISO", required=True, help="The moment to look from.")
@click.option("--due", "limit", metavar="ISO", required=True, help="The due moment.")
@hours_option
@json_option
def remaining(at: str, limit: str, hours: str | None, as_json: bool) -> None:
    """Tell how much working time is left, or overdue."""
    left = time_left(_calendar(hours), _moment(at), _moment(limit))
    answer = {
        "days": left.days,
        "hours": left.hours,
        "minutes": left.minutes,
        "overdue": left.overdue,
        "text": left.text_vi(),
    }
    _show(answer, as_json, left.text_vi())


@sla.command()
@click.option("--due", "limit", metavar="ISO", required=True, help="The due moment.")
@click.option("--ended", metavar="ISO", required=True, help="When it was resolved.")
@hours_option
@json_option
def classify(limit: str, ended: str, hours: str | None, as_json: bool) -> None:
    """Tell whether it ended early, on time or late."""
    state = outcome_of(_calendar(hours), _moment(limit), _moment(ended))
    _show({"state": state}, as_json, state)


def _calendar(hours: str | None) -> WorkCalendar:
    known = calendars()
    return known.get(known.default if hours is None else hours)


def _moment(text: str) -> datetime:
    """Read an ISO 8601 moment; one without offset is refused, it is not guessed."""
    try:
        return local(datetime.fromisoformat(text))
    except NaiveMoment:
        raise
    except (ValueError, OverflowError) as error:
        said = f"'{text}' is no moment: write it like 2023-12-05T11:04:42+07:00."
        raise click.ClickException(said) from error


def _pause(text: str) -> Pause:
    """Read `FROM/TO`; `FROM/` is a pause that is still open."""
    start, slash, end = text.partition("/")
    if not slash:
        raise click.ClickException(f"'{text}' is no pause: write FROM/TO.")
    return Pause(_moment(start), _moment(end) if end else None)


def _show(answer: dict[str, object], as_json: bool, sentence: str) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else sentence)
