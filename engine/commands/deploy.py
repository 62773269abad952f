"""`motcua deploy`: put the content in force as immutable versions."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime

import click

from engine.catalog.timetables import deploy_timetable, next_source
from engine.catalog.versions import deploy as deploy_content
from engine.commands.check import tell
from engine.definitions.content import read_content
from engine.definitions.root import content_root
from engine.errors import BrokenContent
from engine.settings import load_settings
from engine.storage import Store


@click.command()
@click.option("--by", metavar="TEXT", help="Who deploys, for the record; else the system's user.")
@click.option("--quiet", is_flag=True, help="Do not name the procedures that are unchanged.")
def deploy(by: str | None, quiet: bool) -> None:
    """Store a version of every procedure that changed; with any error, change nothing.

    Calendars and alert rules come into force as well, with the days that administrators entered
    on top; the scheduler then counts the dossiers in hand anew.
    """
    settings = load_settings()
    root, now, who = settings.content or content_root(), datetime.now(UTC), by or _user()
    content = read_content(root)
    store = Store(settings.database_url)
    click.get_current_context().call_on_close(store.close)
    store.migrate()
    try:
        next_source(store, root)
        report = deploy_content(store, content, at=now, by=who)
        deploy_timetable(store, root, at=now, by=who)
    except BrokenContent as error:
        tell(list(error.findings))
        click.echo("Nothing was deployed.", err=True)
        sys.exit(1)
    for done in report.new:
        click.echo(f"new        {done.code} version {done.number}: {done.name}")
    for same in () if quiet else report.unchanged:
        click.echo(f"unchanged  {same.code} version {same.number}: {same.name}")
    click.echo(f"{len(report.new)} new, {len(report.unchanged)} unchanged")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return "unknown"
