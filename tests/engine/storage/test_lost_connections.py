"""A PostgreSQL server that goes and comes back: what is carried on with, and what is only told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import psycopg
import pytest
from sqlalchemy import text

from engine.storage import Store, StoreUnavailable, Transaction
from engine.storage.dossiers import timers
from tests.engine.storage.conftest import timer
from tests.postgres import Cluster
from tests.stores import open_store


@pytest.fixture
def store(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("none")
    with open_store("postgresql", folder, lambda: folder, lambda: cluster) as opened:
        yield opened


def test_between_transactions_new_connections_take_over(
    store: Store, dossier: int, at: datetime
) -> None:
    with store.read() as one, store.begin() as two:  # two connections in the pool
        assert {_pid(one), _pid(two)} == _alive(store)
    _kill(store)
    with store.begin() as tx:
        timers.insert(tx, timer(dossier, "t", at))
    _kill(store)
    assert _open(store, dossier) == ["t"]


def test_in_the_middle_nothing_is_kept_and_nothing_repeated(
    store: Store, dossier: int, at: datetime
) -> None:
    def act(tx: Transaction) -> None:
        timers.insert(tx, timer(dossier, "t", at))
        _kill(store)
        timers.insert(tx, timer(dossier, "u", at))

    _lost(store, act)
    assert _open(store, dossier) == []


def test_before_the_commit_nothing_is_kept_and_nothing_repeated(
    store: Store, dossier: int, at: datetime
) -> None:
    def act(tx: Transaction) -> None:
        timers.insert(tx, timer(dossier, "t", at))
        _kill(store)

    _lost(store, act)
    assert _open(store, dossier) == []


def test_a_commit_without_an_answer_is_told_and_never_repeated(
    store: Store, dossier: int, at: datetime
) -> None:
    def act(tx: Transaction) -> None:
        timers.insert(tx, timer(dossier, "t", at))
        tx.exec_driver_sql("COMMIT")  # it arrives; what would say so does not
        tx.exec_driver_sql("BEGIN")
        _kill(store)

    _lost(store, act)
    assert _open(store, dossier) == ["t"]


def test_a_server_that_stays_away_is_told(store: Store) -> None:
    _open(store, 0)
    _admin(store, f'ALTER DATABASE "{store.url.database}" ALLOW_CONNECTIONS false')
    _kill(store)
    with pytest.raises(StoreUnavailable), store.read():
        raise AssertionError("a transaction began")
    _admin(store, f'ALTER DATABASE "{store.url.database}" ALLOW_CONNECTIONS true')
    assert _open(store, 0) == []


def test_a_snapshot_that_is_lost_is_told_once_and_stops_no_write(
    store: Store, dossier: int, at: datetime
) -> None:
    with store.snapshot():
        assert _open(store, dossier) == []
        _kill(store)
        with pytest.raises(StoreUnavailable):
            _open(store, dossier)
        assert _open(store, dossier) == []
        _kill(store)
        with store.begin() as tx:
            timers.insert(tx, timer(dossier, "t", at))
        assert _open(store, dossier) == ["t"]
        _kill(store)
    assert _open(store, dossier) == ["t"]


def test_a_reader_leaves_what_its_connection_has_prepared(store: Store) -> None:
    for _ in range(8):
        _open(store, 0)
    with store.read() as tx:
        named = text("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'timers'")
        assert tx.execute(named).scalar_one() == 1


def _lost(store: Store, act: Callable[[Transaction], None]) -> None:
    with pytest.raises(StoreUnavailable), store.begin() as tx:
        act(tx)


def _open(store: Store, dossier: int) -> list[str]:
    with store.read() as tx:
        return [row.task_id for row in timers.open_of(tx, dossier)]


def _pid(tx: Transaction) -> int:
    return int(tx.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def _alive(store: Store) -> set[int]:
    told = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
    with _elsewhere(store) as other:
        return {int(str(row[0])) for row in other.execute(told, (store.url.database,))}


def _kill(store: Store) -> None:
    """End all connections of the store on the server's side, and wait until they are gone."""
    with _elsewhere(store) as other:
        for pid in _alive(store):
            other.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))


def _admin(store: Store, statement: str) -> None:
    with _elsewhere(store) as other:
        other.execute(statement.encode())


def _elsewhere(store: Store) -> psycopg.Connection[tuple[object, ...]]:
    url = store.url.set(drivername="postgresql", database="postgres")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
