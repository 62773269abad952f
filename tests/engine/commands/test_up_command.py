"""`motcua up`, `work --once` and `schedule --once`: the processes of an installation."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from engine.installation import Installation
from tests.conftest import SECRET, furnished
from tests.engine.commands.conftest import Shell
from tests.engine.dossiers.play import ACCEPT, BULLETIN, FULL, Desk
from tests.stores import open_store

CHECKOUT = Path(__file__).parents[3]
PATIENCE = 150  # seconds, below what a test may take


@pytest.fixture
def sqlite_office(tmp_path: Path, sqlite_template: Path) -> Iterator[Installation]:
    with open_store("sqlite", tmp_path, lambda: sqlite_template, lambda: None) as store:
        yield furnished(store)


@contextmanager
def up(installation: Installation) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The whole group, once its server answers; and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "MOTCUA_DATABASE_URL": installation.store.url.render_as_string(hide_password=False),
        "MOTCUA_SECRET_KEY": SECRET,
        "MOTCUA_PORT": str(port),
    }
    words = [sys.executable, "-m", "engine", "up"]
    group = subprocess.Popen(  # noqa: S603 - our own command
        words, cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _until(lambda: _answers(f"http://127.0.0.1:{port}/"))
        yield group, f"http://127.0.0.1:{port}/"
    finally:
        for child in children(group.pid):
            os.kill(child, signal.SIGKILL)
        group.kill()
        group.wait()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _until(true: object) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def children(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in text.split()]


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


@pytest.mark.slow
def test_the_group_serves_and_ends_together_when_it_is_asked_to(
    sqlite_office: Installation,
) -> None:
    with up(sqlite_office) as (group, address):
        parts = children(group.pid)
        assert len(parts) == 3
        group.send_signal(signal.SIGTERM)
        assert group.wait(PATIENCE) == 0
        _until(lambda: all(map(gone, parts)))
        assert not _answers(address)


@pytest.mark.slow
def test_when_one_part_dies_the_others_end_and_it_is_told(sqlite_office: Installation) -> None:
    with up(sqlite_office) as (group, _):
        parts = children(group.pid)
        os.kill(parts[2], signal.SIGKILL)
        assert group.wait(PATIENCE) != 0
        _until(lambda: all(map(gone, parts)))


def test_the_workers_do_once_what_is_due(shell: Shell, tmp_path: Path) -> None:
    extract = tmp_path / "dn.csv"
    extract.write_text("ma_so,ten\n0000000001,An\n", encoding="utf-8")
    shell.environment["MOTCUA_ENTERPRISE_REGISTER"] = str(extract)
    slow = Desk(shell.installation).receive(ACCEPT).play(("phan_cong", {}))
    asking = Desk(shell.installation, BULLETIN).receive(
        FULL, form={"ma_so_doanh_nghiep": "0000000001"}
    )
    asking.play(("ban_giao", {}))
    told = shell.run("schedule", "--once").stdout.splitlines()
    assert told[0] == "timers fired: 2"
    assert not any("failed" in line for line in told)
    assert shell.run("schedule", "--once").stdout.startswith("timers fired: 0")
    assert shell.run("work", "--once").exit_code == 0
    assert slow.at_nodes() == {"tham_dinh", "don_doc"}
    assert asking.at_nodes() == {"tham_dinh", "hen_lai"}
