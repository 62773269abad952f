"""`motcua up`: web server, scheduler and worker as one process group."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import click

PARTS = ("serve", "schedule", "work")
PATIENCE_SECONDS = 15


@click.command()
def up() -> None:
    """Run web server, scheduler and worker; when one ends, all end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for part in PARTS:
            running[part] = subprocess.Popen(  # noqa: S603 - our own commands
                [sys.executable, "-m", "engine", part]
            )
        while all(process.poll() is None for process in running.values()):
            time.sleep(0.5)
    except KeyboardInterrupt:
        return
    finally:
        ended = [part for part, process in running.items() if process.poll() is not None]
        _end(list(running.values()))
    # Whoever keeps the group running must see that it did not end by itself in good order.
    raise click.ClickException(f"{', '.join(ended)} ended, so all did.")


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
