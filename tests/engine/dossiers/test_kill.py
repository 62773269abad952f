"""kill -9 in the middle of whatever a process does: each dossier is before or after the step."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.installation import Installation
from engine.storage.dossiers import dossiers
from tests.conftest import SECRET
from tests.engine.dossiers.play import ACCEPT, TO_RESULT, Desk
from tests.oracle import assert_sound

CHECKOUT = Path(__file__).parents[3]
ROUNDS = 5  # of two kills, on each store
LONGEST = 0.12  # seconds: a step takes about a hundredth


class Workers:
    """Forked processes that work on the store, and what they told before they were killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.told: list[str] = []
        self._in, self._out = process.stdin, process.stdout

    def start(self) -> int:
        """The process id of one more, once it works."""
        return int(self._until("work\n", "pid ").removeprefix("pid "))

    def kill(self, worker: int) -> None:
        """Kill one, and hear all that it had told."""
        os.kill(worker, signal.SIGKILL)
        self._until("wait\n", "gone")

    def _until(self, order: str, wanted: str) -> str:
        assert self._in is not None
        assert self._out is not None
        self._in.write(order)
        self._in.flush()
        while line := self._out.readline():
            if line.startswith(wanted):
                return line
            self.told.append(line)
        raise AssertionError("the process has ended by itself")


@contextmanager
def working(installation: Installation) -> Iterator[Workers]:
    environment = {
        **os.environ,
        "MOTCUA_DATABASE_URL": installation.store.url.render_as_string(hide_password=False),
        "MOTCUA_SECRET_KEY": SECRET,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.engine.dossiers.completing"],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Workers(process)


@pytest.mark.slow
def test_killed_processes_leave_each_dossier_before_or_after_a_step(
    installation: Installation,
) -> None:
    chance = random.Random(20231207)  # noqa: S311 - moments to kill at, the same every time
    known = 0
    with working(installation) as workers:
        for _ in range(ROUNDS):
            for worker in [workers.start(), workers.start()]:
                time.sleep(chance.uniform(0, LONGEST))
                workers.kill(worker)
            _nothing_told_is_lost(installation, workers.told)
            count = assert_sound(installation)
            assert count > known
            known = count
    _codes_have_no_gap(installation, known)
    dossier = Desk(installation).receive(ACCEPT).play(*TO_RESULT)  # and work goes on
    assert dossier.row.status == "resolved"


def _nothing_told_is_lost(installation: Installation, said: list[str]) -> None:
    for line in said:
        code, _, revision = line.partition(" ")
        with installation.store.read() as tx:
            row = dossiers.load(tx, code)
        assert row is not None, f"{code} was told and is gone"
        assert row.revision >= int(revision or 0)


def _codes_have_no_gap(installation: Installation, count: int) -> None:
    with installation.store.read() as tx:
        codes = [row[0] for row in tx.exec_driver_sql("SELECT code FROM dossiers ORDER BY code")]
    assert codes == [f"H37.04-231207-{n:04d}" for n in range(1, count + 1)]
