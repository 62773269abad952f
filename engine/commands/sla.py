"""`motcua sla`: questions about working time, answered without a dossier or a database."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click

from engine.commands.holidays import calendars
from engine.commands.sentence import SentenceGroup
from engine.l10n.times import remaining as remaining_words
from engine.l10n.times import uncapitalised
from sla.calendar import WorkCalendar, local
from sla.due import due as due_moment
from sla.errors import NaiveMoment
from sla.limits import parse_limit
from sla.outcome import classify as outcome_of
from sla.pauses import Pause, PausePolicy
from sla.remaining import remaining as time_left

STRIDE = 10_000  # lines between two looks at the progress bar

Readable = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
Writable = click.Path(dir_okay=False, writable=True, path_type=Path)
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
    text = uncapitalised(remaining_words(left))
    answer = {
        "days": left.days,
        "hours": left.hours,
        "minutes": left.minutes,
        "overdue": left.overdue,
        "text": text,
    }
    _show(answer, as_json, text)


@sla.command()
@click.option("--due", "limit", metavar="ISO", required=True, help="The due moment.")
@click.option("--ended", metavar="ISO", required=True, help="When it was resolved.")
@hours_option
@json_option
def classify(limit: str, ended: str, hours: str | None, as_json: bool) -> None:
    """Tell whether it ended early, on time or late."""
    state = outcome_of(_calendar(hours), _moment(limit), _moment(ended))
    _show({"state": state}, as_json, state)


@sla.command()
@click.option("--in", "source", metavar="FILE.csv", required=True, type=Readable)
@click.option("--out", "target", metavar="FILE.csv", required=True, type=Writable)
def bulk(source: Path, target: Path) -> None:
    """Append the due moment to each row of a CSV file.

    Columns: received (ISO 8601), limit_days (working days), hours (id of office hours; may be
    left out). Nothing is written when a row is wrong.
    """
    # Only this command needs numpy, which takes longer to load than the others to answer.
    from sla.sheet import answer  # noqa: PLC0415

    known = calendars()
    with _rewritten(target) as out, _lines(source) as lines:
        writer = csv.writer(out, lineterminator="\n")
        for rows in answer(lines, lambda hours: known.by_hours.get(hours or known.default)):
            writer.writerows(rows)


@contextmanager
def _lines(source: Path) -> Iterator[Iterator[str]]:
    """Give the lines of a file under a progress bar; what cannot be read is one sentence."""
    bar = click.progressbar(length=source.stat().st_size, label=source.name, file=sys.stderr)
    with source.open("rb") as data, bar:
        yield _decoded(data, source, bar.update)


def _decoded(data: Iterable[bytes], source: Path, update: Callable[[int], None]) -> Iterator[str]:
    read = 0
    for number, line in enumerate(data, 1):
        read += len(line)
        if number % STRIDE == 0:
            update(read)
            read = 0
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            reason = f"{source.name}: line {number}: this is not UTF-8 text."
            raise click.ClickException(reason) from error
    update(read)


@contextmanager
def _rewritten(target: Path) -> Iterator[TextIO]:
    """Give a file beside the target that takes its place when all went well."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("x", encoding="utf-8", newline="") as out:
            yield out
        part.replace(target)
    except OSError as error:
        reason = f"{target} cannot be written: {error.strerror}."
        raise click.ClickException(reason) from error
    finally:
        part.unlink(missing_ok=True)


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
        reason = f"'{text}' is no moment: write it like 2023-12-05T11:04:42+07:00."
        raise click.ClickException(reason) from error


def _pause(text: str) -> Pause:
    """Read `FROM/TO`; `FROM/` is a pause that is still open."""
    start, slash, end = text.partition("/")
    if not slash:
        raise click.ClickException(f"'{text}' is no pause: write FROM/TO.")
    return Pause(_moment(start), _moment(end) if end else None)


def _show(answer: dict[str, object], as_json: bool, sentence: str) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else sentence)
