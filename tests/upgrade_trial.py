"""A large database of the release before is carried over, killed again and again: `make upgrade-trial`.

`python -m tests.upgrade_trial [--count 100000] [--kills 6] [--seed 1] [--store sqlite]`
"""  # noqa: E501

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.installation import open_installation
from engine.settings import Settings
from engine.storage import Store
from engine.upgrade import dossiers_to_carry
from tests.conftest import SECRET
from tests.last_release import copied
from tests.multiplied import multiplied
from tests.oracle import assert_sound
from tests.postgres import running_postgres

SAMPLE = 200
LONGEST = 12.0
"""Seconds after which a run is killed at the latest."""
JOURNAL = (
    "SELECT id, dossier_id, seq, at, actor, actor_name, action, fields, address, prev_hash, hash"
    " FROM journal ORDER BY id"
)


def main() -> None:
    """Run on the stores that are wanted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=["sqlite", "postgresql"], action="append")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        key = Settings(database_url="sqlite://", secret_key=SECRET).state_key()
        begun = time.monotonic()
        file = multiplied(Path(folder) / "before.sqlite", wanted.count, key)
        _say(f"{wanted.count} dossiers made in {time.monotonic() - begun:.0f} s")
        if "postgresql" in (wanted.store or ["postgresql"]):
            with _on_postgresql(file) as store:
                _trial(store, wanted.kills, random.Random(wanted.seed))  # noqa: S311
        if "sqlite" in (wanted.store or ["sqlite"]):
            store = Store(f"sqlite:///{file}")
            _trial(store, wanted.kills, random.Random(wanted.seed))  # noqa: S311
            store.close()


@contextmanager
def _on_postgresql(file: Path) -> Iterator[Store]:
    with running_postgres() as cluster:
        begun, store = time.monotonic(), Store(cluster.fresh(empty=True))
        copied(file, store)
        _say(f"copied to PostgreSQL in {time.monotonic() - begun:.0f} s")
        yield store
        store.close()


def _trial(store: Store, kills: int, chance: random.Random) -> None:
    count, journal = dossiers_to_carry(store), _journal(store)
    worked, done = 0.0, 0
    while done < kills and dossiers_to_carry(store):
        done += 1
        worked += _run(store, lambda: chance.uniform(1.0, LONGEST))
        _say(f"killed {done} times: {dossiers_to_carry(store)} of {count} left")
    worked += _run(store, None)
    per = worked / count * 1000
    _say(f"{store.dialect}: {count} dossiers in {worked:.0f} s, {per:.2f} s a thousand")
    _check(store, count, journal, chance)


def _run(store: Store, patience: Callable[[], float] | None) -> float:
    """Run `motcua migrate`, to its end or for some seconds; how long it ran."""
    url = store.url.render_as_string(hide_password=False)
    own = {"MOTCUA_DATABASE_URL": url, "MOTCUA_SECRET_KEY": SECRET}
    begun = time.monotonic()
    words = [sys.executable, "-m", "engine", "migrate"]
    with subprocess.Popen(words, env={**os.environ, **own}, stderr=subprocess.DEVNULL) as running:  # noqa: S603
        try:
            running.wait(timeout=patience() if patience else None)
        except subprocess.TimeoutExpired:
            running.kill()
    if patience is None and running.returncode:
        sys.exit("motcua migrate failed")
    return time.monotonic() - begun


def _check(store: Store, count: int, journal: str, chance: random.Random) -> None:
    settings = Settings(
        database_url=store.url.render_as_string(hide_password=False), secret_key=SECRET
    )
    here = open_installation(settings, store)
    with store.read() as tx:
        ids = list(tx.exec_driver_sql("SELECT id FROM dossiers ORDER BY id").scalars())
        parties = tx.exec_driver_sql("SELECT count(DISTINCT dossier_id) FROM dossier_parties")
        seen = (len(ids), parties.scalar_one())
    if seen != (count, count) or store.pending_migrations() or _journal(store) != journal:
        sys.exit(
            f"{store.dialect}: {seen} of {count}, {store.pending_migrations()}, or the journal"
        )
    assert_sound(here, chance.sample(ids, min(SAMPLE, len(ids))))
    _say(f"{store.dialect}: all there, the journal as it was, {SAMPLE} dossiers sound")


def _journal(store: Store) -> str:
    """One digest of every row of the journal, the columns of the release before."""
    found = hashlib.sha256()
    with store.read() as tx:
        rows = tx.execution_options(yield_per=5000).exec_driver_sql(JOURNAL)
        for row in rows:
            found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
