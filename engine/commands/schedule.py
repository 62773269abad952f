"""`motcua schedule`: the process that fires due timers."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from apscheduler.schedulers.blocking import BlockingScheduler

from engine.commands.acting import office
from engine.commands.sentence import SentenceCommand
from engine.jobs.timers import sweep_timers


@click.command(cls=SentenceCommand)
@click.option("--every", default=30, show_default=True, help="Seconds between two sweeps.")
@click.option("--once", is_flag=True, help="One sweep, then exit.")
def schedule(every: int, once: bool) -> None:
    """Fire due timers, again and again. Any number of these may run at once."""
    here = office()
    if once:
        click.echo(f"{sweep_timers(here, at=datetime.now(UTC))} timers fired")
        return
    scheduler = BlockingScheduler(timezone="UTC")
    scheduler.add_job(
        lambda: sweep_timers(here, at=datetime.now(UTC)),
        "interval",
        seconds=every,
        max_instances=1,
        coalesce=True,
        next_run_time=datetime.now(UTC),
    )
    scheduler.start()
