"""`motcua holidays`: the calendars as offices entered them."""

from __future__ import annotations

import json
import os

import click

from engine.commands.sentence import SentenceGroup
from engine.definitions.calendars import Calendars, read_calendars
from engine.definitions.root import content_root
from engine.definitions.special_days import DayKind, SpecialDay
from engine.settings import CONFIG, load_settings

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
KINDS = {DayKind.OFF: "nghỉ", DayKind.WORKED: "làm bù"}


def calendars() -> Calendars:
    """Give the calendars of the content in use."""
    # Settings are read only where a file may name the content: the answer needs nothing else.
    named = load_settings().content if os.environ.get(CONFIG) else None
    return read_calendars((named or content_root()) / "holidays")


@click.group(cls=SentenceGroup)
def holidays() -> None:
    """Days off and days worked, with their sources."""


@holidays.command()
@click.argument("year", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(year: int, as_json: bool) -> None:
    """List the days of YEAR that a plain week does not tell."""
    days = calendars().year(year)
    if as_json:
        click.echo(json.dumps([_row(day) for day in days], ensure_ascii=False, indent=2))
        return
    for day in days:
        told = f"{WEEKDAYS[day.date.weekday()]:<8}  {KINDS[day.kind]:<6}  {day.confidence:<9}"
        click.echo(f"{day.date:%d/%m/%Y}  {told}  {day.name} [{day.source}]")


def _row(day: SpecialDay) -> dict[str, str]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "name": day.name,
        "source": day.source,
        "confidence": day.confidence,
    }
