"""The database of the release before, and what is compared before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.installation import Installation, open_installation
from engine.settings import Settings
from engine.storage import Store
from engine.upgrade import UpgradeReport, carry_over
from tests.conftest import SECRET
from tests.engine.dossiers.play import on
from tests.last_release import copied, unpacked
from tests.postgres import Cluster
from tests.stores import BACKENDS

LATER = on("2026-11-26 10:30")


@pytest.fixture(params=BACKENDS)
def left(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store as the release before left it."""
    file = unpacked(tmp_path / "left.sqlite")
    if request.param == "sqlite":
        store = Store(f"sqlite:///{file}")
        yield store
        store.close()
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.fresh(empty=True)
    store = Store(url)
    copied(file, store)
    yield store
    store.close()
    cluster.drop(url)


def settings_of(store: Store) -> Settings:
    url = store.url.render_as_string(hide_password=False)
    return Settings(database_url=url, secret_key=SECRET)


def upgrade(store: Store, **options: int) -> UpgradeReport:
    """Carry everything over."""
    return carry_over(store, settings_of(store).state_key, at=LATER, **options)


def journal_bytes(store: Store) -> list[tuple[object, ...]]:
    """Every journal row as the database has it, the columns of the release before."""
    names = "dossier_id, seq, at, actor, actor_name, action, fields, address, prev_hash, hash"
    with store.read() as tx:
        return list(map(tuple, tx.exec_driver_sql(f"SELECT {names} FROM journal ORDER BY id")))  # noqa: S608


@pytest.fixture
def carried(left: Store) -> Callable[[], Installation]:
    """The installation after everything was carried over."""

    def bring_up() -> Installation:
        upgrade(left)
        return open_installation(settings_of(left), left)

    return bring_up
