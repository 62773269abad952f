"""An upgrade that is stopped anywhere, and one that is started twice at once."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from engine.installation import open_installation
from engine.storage import Store
from engine.storage.dossiers import dossiers
from engine.storage.dossiers.journal import JournalEntry
from engine.storage.faults import StoreUnavailable
from engine.storage.upgrade import bundles_before, carried
from engine.upgrade import Progress, carry_over, dossiers_to_carry
from tests.engine.upgrade.conftest import LATER, journal_bytes, settings_of, upgrade
from tests.last_release import CLAIMED, COUNT
from tests.oracle import assert_sound

STEPS = ("answers", "parties", "limits", "moves", "incidents", "heads")
"""What a batch writes, in this order."""
pytestmark = pytest.mark.slow
SEED = 20261201


class Killed(Exception):
    """Stands for a process that ends here."""


def counts(store: Store, *queries: str) -> list[int]:
    with store.read() as tx:
        return [tx.exec_driver_sql(f"SELECT count(*) FROM {q}").scalar_one() for q in queries]  # noqa: S608


def as_left(store: Store) -> tuple[list[tuple[object, ...]], list[int]]:
    """The journal, and how many rows come of it all: a batch carried over twice would show."""
    filed, organisations, open_before = counts(
        store, "dossiers WHERE data <> '{}'", "dossiers WHERE organisation <> ''", "incidents"
    )
    rows = journal_bytes(store)
    answered = [row for row in rows if json.loads(str(row[6])).get("answers")]
    return rows, [filed + len(answered), COUNT + organisations, open_before]


def finish(store: Store, before: tuple[list[tuple[object, ...]], list[int]]) -> None:
    """Start it again: it ends, and all is as if it had never been stopped."""
    upgrade(store, batch=7)
    assert store.pending_migrations() == ()
    assert journal_bytes(store) == before[0]
    assert counts(store, "answers", "dossier_parties", "incidents") == before[1]
    assert assert_sound(open_installation(settings_of(store), store)) == COUNT


def kill(store: Store, stops: Callable[[Progress], bool]) -> None:
    def watch(progress: Progress) -> None:
        if stops(progress):
            raise Killed

    with pytest.raises(Killed):
        carry_over(store, settings_of(store).state_key, at=LATER, progress=watch, batch=7)


def test_at_every_border_between_batches(left: Store) -> None:
    before = as_left(left)
    kill(left, lambda progress: progress.stage == "versions")
    for open_ones in (28, 21, 14, 7):
        kill(left, lambda progress: progress.stage == "dossiers")
        assert dossiers_to_carry(left) == open_ones
        assert left.pending_migrations() == ("0006",)
    finish(left, before)


def test_nobody_acts_on_a_dossier_that_is_not_carried_over(left: Store) -> None:
    before = as_left(left)
    kill(left, lambda progress: progress.stage == "dossiers")
    here = open_installation(settings_of(left), left)
    with left.read() as tx:
        row = dossiers.load(tx, CLAIMED)
    assert row is not None
    with pytest.raises(StoreUnavailable, match="motcua migrate"), left.begin() as tx:
        dossiers.advance(tx, here.key, row, row, JournalEntry(LATER, None, "", "claimed", {}))
    finish(left, before)


@pytest.mark.parametrize("step", STEPS)
def test_in_the_middle_of_a_batch(left: Store, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, calls = as_left(left), 0
    real = getattr(carried, step)

    def dies(*given: Any) -> None:
        nonlocal calls
        calls += 1
        real(*given)
        if calls == 3:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(carried, step, dies)
        with pytest.raises(Killed):
            carry_over(left, settings_of(left).state_key, at=LATER, batch=7)
    assert dossiers_to_carry(left) == 21
    finish(left, before)


def test_while_versions_are_written(left: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = as_left(left)

    def dies(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(bundles_before, "write_item", dies)
        patched.setattr(bundles_before, "of_publications", dies)
        with pytest.raises(Killed):
            upgrade(left)
    finish(left, before)


def test_before_the_old_columns_go(left: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before, real = as_left(left), Store.migrate

    def dies(self: Store, *, carried: bool = False) -> None:
        if carried:
            raise Killed
        real(self)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "migrate", dies)
        with pytest.raises(Killed):
            upgrade(left)
    assert dossiers_to_carry(left) == 0
    assert left.pending_migrations() == ("0006",)
    finish(left, before)


CHILD = """
import sys
from datetime import datetime
from engine.storage import Store
from engine.upgrade import carry_over
from engine.settings import Settings
url, secret, at = sys.argv[1:]
settings = Settings(database_url=url, secret_key=secret)
store = Store(url)
tell = lambda progress: print(progress.stage, progress.done, flush=True)
print("begun", flush=True)
at = datetime.fromisoformat(at)
carry_over(store, settings.state_key, at=at, progress=tell, batch=2)
"""


def child(store: Store) -> subprocess.Popen[str]:
    settings = settings_of(store)
    assert settings.secret_key is not None
    secret = settings.secret_key.get_secret_value()
    words = [sys.executable, "-c", CHILD, settings.database_url, secret, LATER.isoformat()]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603


def test_killed_at_any_moment(left: Store) -> None:
    before, chance = as_left(left), random.Random(SEED)  # noqa: S311
    for lines in (1, 3, 6, 9):
        with child(left) as running:
            assert running.stdout is not None
            for _ in range(lines):
                running.stdout.readline()
            time.sleep(chance.random() / 50)
            running.kill()
    finish(left, before)


def test_two_at_once(left: Store) -> None:
    before = as_left(left)
    both = [child(left), child(left)]
    ends = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    assert left.pending_migrations() == ()
    finish(left, before)
