"""`motcua holidays`: the calendars as offices entered them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.metadata import version

import click
from holidays import HolidayBase, country_holidays

from engine.commands.acting import installation
from engine.commands.holiday_changes import COMMANDS
from engine.commands.sentence import SentenceGroup
from engine.definitions.calendars.calendar_folder import Calendars, read_calendars
from engine.definitions.calendars.special_days import Confidence, DayKind, SpecialDay
from engine.definitions.content_root import content_root
from engine.errors import Severity
from engine.settings import CONFIG, load_settings
from sla.calendar import VIETNAM
from sla.table import every_day

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
DECEMBER = 12  # from then on the next year must be there
LUNAR_YEARS = click.IntRange(2018, 2099)  # until then the package knows the lunar calendar
KINDS = {DayKind.OFF: "nghỉ", DayKind.WORKED: "làm bù"}


@dataclass(frozen=True, slots=True)
class CalendarRemark:
    """What somebody should look at; `day` where it is about one."""

    severity: Severity
    day: str
    said: str


def calendars() -> Calendars:
    """Give the calendars of the content in use."""
    # Settings are read only where a file may name the content: the answer needs nothing else.
    named = load_settings().content if os.environ.get(CONFIG) else None
    return read_calendars((named or content_root()) / "holidays")


@click.group(cls=SentenceGroup)
def holidays() -> None:
    """Days off and days worked, with their sources."""


for _command in COMMANDS:
    holidays.add_command(_command)


@holidays.command()
@click.argument("year", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(year: int, as_json: bool) -> None:
    """List the days of YEAR that a plain week does not tell, as the office counts now."""
    days = installation().calendars.year(year)
    if as_json:
        click.echo(json.dumps([_row(day) for day in days], ensure_ascii=False, indent=2))
        return
    for day in days:
        text = f"{WEEKDAYS[day.date.weekday()]:<8}  {KINDS[day.kind]:<6}  {day.confidence:<9}"
        click.echo(f"{day.date:%d/%m/%Y}  {text}  {day.name} [{day.source}]")


def _row(day: SpecialDay) -> dict[str, str]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "name": day.name,
        "source": day.source,
        "confidence": day.confidence,
    }


@holidays.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to judge from; else today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(on: datetime | None, as_json: bool) -> None:
    """Compare the calendars with PyPI holidays, and tell what is missing.

    A difference is a warning: where a decision of the year stands as the source, it is ours that
    counts. Exit code 1 when a year or a source is missing.
    """
    today = (on or datetime.now(VIETNAM)).date()
    known = calendars()  # what has no source is an error here, with its line
    remarks = [*_missing(known, today), *_undecided(known, today), *_differences(known)]
    if as_json:
        click.echo(json.dumps([asdict(remark) for remark in remarks], ensure_ascii=False, indent=2))
    else:
        for remark in remarks:
            click.echo(f"{remark.severity}: {remark.said}")
        years = f"{min(known.years)} to {max(known.years)}"
        click.echo(f"Calendars of {years}: {len(remarks)} remarks.")
    sys.exit(int(any(remark.severity is Severity.ERROR for remark in remarks)))


@holidays.command()
@click.argument("year", type=LUNAR_YEARS)
def draft(year: int) -> None:
    """Print a proposal for the file of YEAR: all that PyPI holidays expects, as projected."""
    theirs = _theirs(year)
    days = {day: (DayKind.OFF, name) for day, name in theirs.items()}
    swapped = {day for day in theirs.weekend_workdays if day.year == year}
    days |= dict.fromkeys(swapped, (DayKind.WORKED, "Làm bù"))
    click.echo(
        f"# Dự thảo ngày nghỉ và ngày làm bù năm {year}, ngoài thứ Bảy và Chủ nhật hằng tuần."
    )
    click.echo("# Khi có thông báo của năm: sửa ngày, ghi số văn bản vào source, đổi confidence.")
    click.echo(f"year: {year}\ndays:")
    source = json.dumps(
        f"PyPI holidays {version('holidays')}, chưa có thông báo", ensure_ascii=False
    )
    for day, (kind, name) in sorted(days.items()):
        click.echo(f"  - date: {day}  # {WEEKDAYS[day.weekday()]}")
        click.echo(f'    kind: "{kind}"\n    name: {json.dumps(name, ensure_ascii=False)}')
        click.echo(f"    source: {source}\n    confidence: {Confidence.PROJECTED}")


def _theirs(year: int) -> HolidayBase:
    # Without a language the names would follow the locale of the machine.
    return country_holidays("VN", years=year, language="vi")


def _missing(known: Calendars, today: date) -> Iterator[CalendarRemark]:
    for year in sorted({today.year, today.year + (today.month >= DECEMBER)}):
        if year not in known.years:
            text = f"There is no calendar of {year}: begin with `motcua holidays draft {year}`."
            yield CalendarRemark(Severity.ERROR, "", text)


def _undecided(known: Calendars, today: date) -> Iterator[CalendarRemark]:
    for day in known.years.get(today.year, ()):
        if day.confidence is Confidence.PROJECTED:
            text = f"{_place(day)}: {day.date} ({day.name}) is still only projected."
            yield CalendarRemark(Severity.WARNING, day.date.isoformat(), text)


def _differences(known: Calendars) -> Iterator[CalendarRemark]:
    ours = known.get(known.default)
    special = {day.date: day for days in known.years.values() for day in days}
    for year in known.years:
        theirs = _theirs(year)
        for day in every_day(date(year, 1, 1), date(year, 12, 31)):
            if ours.is_working(day) != theirs.is_working_day(day):
                yield _difference(day, ours.is_working(day), special)


def _difference(day: date, works: bool, special: Mapping[date, SpecialDay]) -> CalendarRemark:
    how, other = ("worked", "off") if works else ("off", "worked")
    found = special.get(day)
    why = f" ({found.name}; {found.source})" if found else ""
    place = f"{_place(found)}: " if found else ""
    text = f"{place}{day} is {how}{why}, in PyPI holidays it is {other}."
    return CalendarRemark(Severity.WARNING, day.isoformat(), text)


def _place(day: SpecialDay) -> str:
    return f"{day.file}:{day.line}"
