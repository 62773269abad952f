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

from engine.office import Office
from engine.storage import dossiers
from tests.conftest import SECRET
from tests.engine.dossiers.play import ACCEPT, TO_RESULT, Desk
from tests.oracle import assert_sound

CHECKOUT = Path(__file__).parents[3]
ROUNDS = 5  # of two kills, on each store
LONGEST = 0.12  # seconds: a step takes about a hundredth


@contextmanager
def working(office: Office) -> Iterator[subprocess.Popen[str]]:
    environment = {
        **os.environ,
        "MOTCUA_DATABASE_URL": office.store.url.render_as_string(hide_password=False),
        "MOTCUA_SECRET_KEY": SECRET,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.engine.dossiers.completing"],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process


def test_killed_processes_leave_each_dossier_before_or_after_a_step(office: Office) -> None:
    chance = random.Random(20231207)  # noqa: S311 - moments to kill at, the same every time
    known = 0
    for _ in range(ROUNDS):
        with working(office) as first, working(office) as second:
            said = [*_until_ready(first), *_until_ready(second)]
            for process in (first, second):
                time.sleep(chance.uniform(0, LONGEST))
                process.send_signal(signal.SIGKILL)
            said += [*_rest(first), *_rest(second)]
        _nothing_told_is_lost(office, said)
        count = assert_sound(office)
        assert count > known
        known = count
    _codes_have_no_gap(office, known)
    dossier = Desk(office).receive(ACCEPT).play(*TO_RESULT)  # and work goes on
    assert dossier.row.status == "resolved"


def _until_ready(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    while (line := process.stdout.readline()) != "ready\n":
        assert line, "it ended before it was ready"
        yield line


def _rest(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readlines()


def _nothing_told_is_lost(office: Office, said: list[str]) -> None:
    for line in said:
        code, _, revision = line.partition(" ")
        with office.store.read() as tx:
            row = dossiers.load(tx, code)
        assert row is not None, f"{code} was told and is gone"
        assert row.revision >= int(revision or 0)


def _codes_have_no_gap(office: Office, count: int) -> None:
    with office.store.read() as tx:
        codes = [row[0] for row in tx.exec_driver_sql("SELECT code FROM dossiers ORDER BY code")]
    assert codes == [f"H37.04-231207-{n:04d}" for n in range(1, count + 1)]
