"""`motcua inbox`: what waits for a person."""

from __future__ import annotations

import click

from engine.commands.acting import acting, installation, moment, plain, show, someone
from engine.commands.sentence import SentenceCommand
from engine.desk.inbox import TABS
from engine.desk.inbox import inbox as read


@click.command(cls=SentenceCommand)
@click.option("--tab", type=click.Choice(TABS), default="working")
@click.option("--page", type=int, default=1)
@acting
def inbox(tab: str, page: int, username: str, at: str | None, as_json: bool) -> None:
    """List the steps that wait for USER."""
    here = installation()
    found = read(here, someone(here, username), tab=tab, page=page, at=moment(here, at))
    lines = [f"{i.code}  {i.step}  {i.time.state}  {plain(i.time.due_at)}" for i in found.items]
    counts = ", ".join(f"{name} {count}" for name, count in found.counts.items())
    show(found, as_json, "\n".join([*lines, counts]))
