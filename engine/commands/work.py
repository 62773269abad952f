"""`motcua work`: the process that does what the outbox holds."""

from __future__ import annotations

import logging
import os
import socket
import time
from datetime import UTC, datetime

import click

from engine.commands.acting import installation
from engine.commands.sentence import SentenceCommand
from engine.commands.upgrading import require_carried_over
from engine.definitions.service_kinds import services
from engine.jobs.outbox import work_outbox
from engine.messages.message_channel import channels

log = logging.getLogger(__name__)


@click.command(cls=SentenceCommand)
@click.option("--every", default=2.0, show_default=True, help="Seconds to rest when idle.")
@click.option("--once", is_flag=True, help="What is due now, then exit.")
def work(every: float, once: bool) -> None:
    """Do service tasks from the outbox. Any number of these may run at once."""
    here = installation()
    require_carried_over(here.store)
    for fault in (*services().faults, *channels().faults):
        log.error("%s", fault)
    name = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        done = work_outbox(here, name, at=datetime.now(UTC))
        if once and not done:
            return
        if not done:
            time.sleep(every)
