"""`motcua deploy`: put the content in force as immutable versions."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime

import click

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
    """Store a version of every procedure that changed; with any error, change nothing."""
    settings = load_settings()
    content = read_content(settings.content or content_root())
    store = Store(settings.database_url)
    store.migrate()
    try:
        report = deploy_content(store, content, at=datetime.now(UTC), by=by or _user())
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
