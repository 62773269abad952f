"""Seconds that a deployment takes, and a server to its first answers: processes of their own.

With all content, and with 1,800 procedures that can be filed beside the 1,717 rows of 2020.
"""
# ruff: noqa: T201

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from urllib.parse import quote

from bench.catalogue import PROCEDURES
from bench.content import historical_names, write_many
from engine.definitions.content_root import content_root

START, SEARCH = 3.0, 0.050  # seconds: to the first answer, and for a search after the first
PATIENCE = 60.0
WORDS = ("giay phep", "dang ky kt hon", "ly lich tu phap", "chung thuc ban sao")


def main() -> int:
    """Print a line for each; 1 when one is over its limit."""
    with TemporaryDirectory(prefix="motcua-bench-") as folder:
        many = Path(folder) / "many"
        many.mkdir()
        write_many(many, PROCEDURES, historical_names())
        contents = {"all content": content_root(), f"{PROCEDURES:,} procedures": many}
        over = [
            _measure(name, root, Path(folder) / f"{number}.sqlite")
            for number, (name, root) in enumerate(contents.items())
        ]
    return int(any(over))


def _measure(name: str, root: Path, database: Path) -> bool:
    env = {
        **os.environ,
        "MOTCUA_CONTENT": str(root),
        "MOTCUA_DATABASE_URL": f"sqlite:///{database}",
        "MOTCUA_SECRET_KEY": "only-for-figures-" * 3,
    }
    env.pop("MOTCUA_CONFIG", None)
    first, again = _deployed(env), _deployed(env)
    print(f"{name}: deploy {first:.1f} s, again with nothing new {again:.1f} s")
    began = perf_counter()
    with _server(env) as port:
        _until_it_answers(port)
        started = perf_counter() - began
        one, *rest = (_search(port, words) for words in WORDS * 10)
    late = started > START or median(rest) > SEARCH
    told = f"first search {one * 1000:.0f} ms, then {median(rest) * 1000:.0f} ms"
    limits = f"limits {START:g} s, {SEARCH * 1000:g} ms{' OVER' if late else ''}"
    print(f"{name}: server answers after {started:.1f} s, {told} ({limits})")
    return late


def _deployed(env: Mapping[str, str]) -> float:
    began = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "engine", "deploy", "--quiet"],
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return perf_counter() - began


@contextmanager
def _server(env: Mapping[str, str]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "engine", "serve", "--port", str(port)]
    running = subprocess.Popen(  # noqa: S603 - our own command
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield port
    finally:
        running.terminate()
        running.wait()


def _until_it_answers(port: int) -> None:
    """Until somebody who is not signed in gets the sign-in page."""
    began = perf_counter()
    while perf_counter() - began < PATIENCE:
        with suppress(OSError, HTTPException):
            _get(port, "/dang-nhap")
            return
        sleep(0.01)
    raise RuntimeError("the server does not answer")


def _search(port: int, words: str) -> float:
    began = perf_counter()
    _get(port, f"/thu-tuc?q={quote(words)}")
    return perf_counter() - began


def _get(port: int, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{path}: {answer.status}")
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
