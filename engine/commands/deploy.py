"""`motcua deploy`: put the content in force as immutable versions."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from time import perf_counter

import click

from engine.commands.check import print_findings
from engine.commands.upgrading import bring_up
from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.errors import BrokenContent
from engine.installation.timetable import deploy_timetable, next_source
from engine.publishing.deployment import DeployReport
from engine.publishing.deployment import deploy as deploy_content
from engine.settings import load_settings
from engine.storage import Store

_KEPT = (
    "What is kept was published by a designer, and the folders have something else. "
    "`motcua export CODE -o FOLDER` puts the published version into them, and the next "
    "deployment goes on from there; `--replace` puts what they have now in force."
)


@click.command()
@click.option("--by", metavar="TEXT", help="Who deploys, for the record; else the system's user.")
@click.option("--quiet", is_flag=True, help="Do not name the procedures that are unchanged.")
@click.option("--replace", is_flag=True, help="Also replace what designers published since.")
def deploy(by: str | None, quiet: bool, replace: bool) -> None:
    """Store a version of every procedure that changed; with any error, change nothing.

    What designers published stays in force where the folders have something else. Calendars and
    alert rules come into force as well, with the days that administrators entered on top; the
    scheduler then counts the dossiers in hand anew.
    """
    begun, settings = perf_counter(), load_settings()
    root, now, who = settings.content or content_root(), datetime.now(UTC), by or _user()
    content = read_content(root)
    store = Store(settings.database_url)
    click.get_current_context().call_on_close(store.close)
    bring_up(store, settings)
    try:
        next_source(store, root)
        with click.progressbar(
            length=max(1, len(content.diagrams)),
            label="Checking",
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
        ) as bar:
            report = deploy_content(
                store,
                content,
                at=now,
                by=who,
                replace=replace,
                four_eyes=settings.publish_approval == "two",
                progress=lambda _done, _total: bar.update(1),
            )
        deploy_timetable(store, root, at=now, by=who)
    except BrokenContent as error:
        print_findings(list(error.findings))
        click.echo("Nothing was deployed.", err=True)
        sys.exit(1)
    _print_report(report, quiet=quiet)
    click.echo(f"{perf_counter() - begun:.1f} s", err=True)


def _print_report(report: DeployReport, *, quiet: bool) -> None:
    for done in report.new:
        click.echo(f"new        {done.code} version {done.number}: {done.name}")
    for other in report.kept:
        click.echo(f"kept       {other.code} version {other.number}, published: {other.name}")
    for same in () if quiet else report.unchanged:
        click.echo(f"unchanged  {same.code} version {same.number}: {same.name}")
    kept = f", {len(report.kept)} kept" if report.kept else ""
    click.echo(f"{len(report.new)} new, {len(report.unchanged)} unchanged{kept}")
    if report.kept:
        click.echo(_KEPT, err=True)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return "unknown"
