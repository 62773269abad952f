"""`motcua demo`: accounts and dossiers to try the system with, all made through the use cases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from engine.accounts import Grant, create_user, person
from engine.alerts.sweep import sweep_alerts
from engine.commands.acting import installation
from engine.commands.demo.design import propose_version
from engine.commands.demo.dossiers import play_of, read_files
from engine.commands.demo.player import DemoPlayer, demo_player, play
from engine.commands.demo.staff import PASSWORD, STAFF, as_table
from engine.commands.upgrading import bring_up
from engine.definitions.content import read_content
from engine.desk.inbox import search
from engine.errors import Refused
from engine.installation import Installation
from engine.installation.timetable import deploy_timetable
from engine.publishing.deployment import deploy
from sla.errors import OutsideCalendar


@click.command()
def demo() -> None:
    """Prepare the demo: database, content, accounts, some fifty dossiers. Keeps what is there."""
    here = installation()
    if here.settings.production:
        raise Refused("no_demo", "The demo's accounts have known passwords: not in production.")
    if not here.settings.enterprise_register:
        raise Refused(
            "no_register",
            "The demo looks enterprises up: start it with MOTCUA_CONFIG=deploy/demo.toml"
            " (as `make demo` does), or set enterprise_register.",
        )
    now = datetime.now(UTC)
    bring_up(here.store, here.settings)
    deploy_timetable(here.store, here.root, at=now, by="motcua demo")
    report = deploy(here.store, read_content(here.root), at=now, by="motcua demo")
    click.echo(f"{len(report.new)} versions deployed, {len(report.unchanged)} unchanged.")
    _hire(here, now)
    _play(here, now)
    propose_version(here, at=now)
    _print_accounts(here)


def _hire(here: Installation, now: datetime) -> None:
    for username, (name, role, unit) in STAFF.items():
        if person(here.store, username) is None:
            grant = Grant(role, unit)
            create_user(
                here.store,
                username,
                name,
                PASSWORD,
                grants=[grant],
                at=now,
                settings=here.settings,
                by="motcua demo",
                email=f"{username}@motcua.example",
            )


def _play(here: Installation, now: datetime) -> None:
    todo: list[tuple[DemoPlayer, Any, Any]] = []
    for file in read_files():
        player = demo_player(here, file["procedure"], now)
        # Dossiers make the demo's data; where any is, the person's own work is kept as it is.
        if not search(here, player.opener(), text="", at=now).total:
            todo += [(player, file, dossier) for dossier in file["dossiers"]]
    if not todo:
        return
    outside: list[OutsideCalendar] = []
    with click.progressbar(todo, label="Playing dossiers") as bar:
        for player, file, dossier in bar:
            try:
                play(player, play_of(file, dossier, player.calendar, now), now)
            except OutsideCalendar as error:  # the end of a year whose next is not entered
                outside.append(error)
    sweep_alerts(here, at=now)
    if outside:
        click.echo(
            f"{len(outside)} of {len(todo)} dossiers end early or are left out: {outside[0]}"
        )


def _print_accounts(here: Installation) -> None:
    settings = here.settings
    click.echo(f"\n  http://{settings.host}:{settings.port}\n")
    for line in as_table(here.organisation):
        click.echo(line)
    click.echo(f"\n  Password of every account: {PASSWORD}\n")
