"""`motcua up`: web server, scheduler and worker as one process group."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import click

PARTS = ("serve", "schedule", "work")


@click.command()
def up() -> None:
    """Run web server, scheduler and worker; when one ends, all end."""
    running = [
        subprocess.Popen([sys.executable, "-m", "engine", part])  # noqa: S603 - our own commands
        for part in PARTS
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(part.poll() is None for part in running):
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        for part in running:
            part.terminate()
        codes = [part.wait(timeout=15) for part in running]
    sys.exit(max((code for code in codes if code > 0), default=0))
