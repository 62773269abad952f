"""`motcua schedule`: the process that does by itself what a moment brings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import click
from apscheduler.schedulers.blocking import BlockingScheduler

from engine.commands.acting import installation
from engine.commands.sentence import SentenceCommand
from engine.commands.upgrading import require_carried_over
from engine.installation import Installation
from engine.jobs.moves import work_moves
from engine.jobs.rounds import play_round
from engine.jobs.timetables import work_timetables
from engine.messages.message_channel import channels

WORK_SECONDS = 2
log = logging.getLogger(__name__)


@click.command(cls=SentenceCommand)
@click.option("--every", default=30, show_default=True, help="Seconds between two rounds.")
@click.option("--once", is_flag=True, help="One round, then exit.")
def schedule(every: int, once: bool) -> None:
    """Fire timers, make alerts, write digests, again and again. Any number may run at once."""
    here = installation()
    require_carried_over(here.store)
    for fault in channels().faults:
        log.error("%s", fault)
    if once:
        _once(here)
        return
    scheduler = BlockingScheduler(timezone="UTC")
    _repeat(scheduler, every, lambda: play_round(here, at=datetime.now(UTC)))
    for work in (work_timetables, work_moves):
        _repeat(scheduler, WORK_SECONDS, partial(_work, work, here))
    scheduler.start()


def _once(here: Installation) -> None:
    for name, count in play_round(here, at=datetime.now(UTC)).items():
        click.echo(f"{name}: {'failed' if count is None else count}")
    for work in (work_timetables, work_moves):
        while _work(work, here):
            pass


def _work(work: Callable[[Installation, datetime], bool], here: Installation) -> bool:
    return work(here, datetime.now(UTC))


def _repeat(scheduler: BlockingScheduler, seconds: int, job: Callable[[], object]) -> None:
    scheduler.add_job(
        job,
        "interval",
        seconds=seconds,
        max_instances=1,
        coalesce=True,
        next_run_time=datetime.now(UTC),
    )
