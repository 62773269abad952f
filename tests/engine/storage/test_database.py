from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from engine.errors import Conflict, MotcuaError
from engine.storage import Store, StoreUnavailable, Transaction
from engine.storage.accounts import users
from engine.storage.accounts.users import NewUser
from engine.storage.dossiers import dossiers, timers
from engine.storage.memory import memory_store
from engine.storage.tables.dossier_tables import Base
from tests.engine.storage.conftest import AT, change, timer
from tests.postgres import Cluster


def test_a_migrated_store_has_nothing_pending(store: Store) -> None:
    store.migrate()
    assert store.pending_migrations() == ()
    store.check()


def test_the_tables_of_a_later_release_are_left_alone(store: Store) -> None:
    with store.begin() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.migrate()
    store.check()
    assert store.pending_migrations() == ()
    with store.read() as tx:
        assert tx.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"


def test_an_empty_store_tells_what_is_pending(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert store.pending_migrations() == ("0001", "0002", "0003", "0004", "0005", "0006")
    with pytest.raises(StoreUnavailable, match="migrations"):
        store.check()
    assert not (tmp_path / "none.sqlite").exists()


def test_the_migrations_make_the_declared_tables(store: Store) -> None:
    with store.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_partial_indexes_and_foreign_keys_are_there(store: Store, dossier: int) -> None:
    with pytest.raises(IntegrityError), store.begin() as tx:
        timers.insert(tx, timer(dossier + 1, "t", datetime(2026, 1, 1, tzinfo=UTC)))


def test_a_naive_moment_is_refused(store: Store, dossier: int) -> None:
    with pytest.raises(StatementError, match="naive"), store.begin() as tx:
        timers.insert(tx, timer(dossier, "t", datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_moment_comes_back_aware_and_in_utc(store: Store, dossier: int) -> None:
    vietnam = timezone(timedelta(hours=7))
    moment = datetime(2026, 1, 1, 0, 30, 15, 123456, tzinfo=vietnam)
    with store.begin() as tx:
        timers.insert(tx, timer(dossier, "t", moment))
    with store.read() as tx:
        (row,) = timers.open_of(tx, dossier)
    assert row.due_at == moment
    assert row.due_at.tzinfo is UTC


def test_an_error_rolls_everything_back(store: Store, dossier: int, at: datetime) -> None:
    with pytest.raises(IntegrityError), store.begin() as tx:
        assert timers.insert(tx, timer(dossier, "t", at)) and timers.insert(tx, timer(0, "t", at))  # noqa: PT018
    with store.read() as tx:
        assert timers.open_of(tx, dossier) == ()


def test_a_reader_sees_one_snapshot_while_others_write(store: Store, dossier: int) -> None:
    with store.read() as tx:
        before = dossiers.load_by_id(tx, dossier)
        _in_thread(lambda: _save(store, dossier))
        assert dossiers.load_by_id(tx, dossier) == before
    with store.read() as tx:
        after = dossiers.load_by_id(tx, dossier)
    assert after is not None
    assert after.revision == 2


def test_reading_does_not_write(store: Store, dossier: int, at: datetime) -> None:
    if store.dialect == "sqlite":
        with store.read() as tx:
            timers.insert(tx, timer(dossier, "t", at))
        with store.read() as tx:
            assert timers.open_of(tx, dossier) == ()  # nothing commits a reading transaction
    else:
        with pytest.raises(Exception, match="read-only"), store.read() as tx:
            timers.insert(tx, timer(dossier, "t", at))


def test_within_a_snapshot_all_readers_share_one_transaction(store: Store, dossier: int) -> None:
    with store.snapshot():
        with store.read() as first:
            before = dossiers.load_by_id(first, dossier)
        _in_thread(lambda: _save(store, dossier))
        with store.read() as second, store.read() as third:
            assert first is second is third
            assert dossiers.load_by_id(second, dossier) == before
    assert first.closed
    with store.read() as tx:
        assert dossiers.load_by_id(tx, dossier) != before


def test_what_is_read_after_a_write_sees_it(store: Store, dossier: int) -> None:
    def revision(tx: Transaction) -> int:
        row = dossiers.load_by_id(tx, dossier)
        assert row
        return row.revision

    with store.snapshot(), store.read() as outer:
        assert revision(outer) == 1
        assert _save(store, dossier)
        with store.read() as tx:
            assert revision(tx) == 2
        assert revision(outer) == 1, "who reads already keeps what it saw"
        with store.read() as again:
            assert again is tx
    assert outer.closed
    assert again.closed


def test_a_snapshot_that_nobody_reads_opens_nothing(store: Store) -> None:
    begun: list[object] = []
    event.listen(store._engine, "begin", begun.append)
    with store.snapshot():
        pass
    assert begun == []


def test_a_failure_ends_the_snapshot_for_what_follows(store: Store, dossier: int) -> None:
    with store.snapshot():
        with pytest.raises(DBAPIError), store.read() as broken:
            broken.exec_driver_sql("SELECT 1 / no_such")
        with store.read() as tx:
            assert tx is not broken
            assert dossiers.load_by_id(tx, dossier)


def test_a_snapshot_is_of_one_store_and_one_thread(store: Store, dossier: int) -> None:
    seen: list[Transaction] = []

    def elsewhere() -> None:
        with store.read() as tx:
            seen.append(tx)

    with store.snapshot(), store.read() as mine:
        _in_thread(elsewhere)
        with memory_store().read() as other:
            assert other is not mine
    assert seen != [mine]


def test_writers_wait_for_each_other(store: Store, dossier: int) -> None:
    wins = []
    start = threading.Barrier(8)

    def race() -> None:
        start.wait()
        wins.append(_save(store, dossier))

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wins) == [False] * 7 + [True]


def test_a_forked_child_uses_its_own_connections(
    store: Store, create_user: Callable[[str], int]
) -> None:
    create_user("an")
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=lambda: answers.put(_count_users(store)))
    child.start()
    assert answers.get(timeout=120) == 1
    child.join()
    assert _count_users(store) == 1


def test_an_unreachable_database_is_told_as_such(tmp_path: Path) -> None:
    folder = tmp_path / "missing" / "x.sqlite"
    with pytest.raises(StoreUnavailable), Store(f"sqlite:///{folder}").read():
        pass
    with pytest.raises(StoreUnavailable), Store("postgresql://127.0.0.1:1/x").read():
        pass


def test_a_writer_that_waits_too_long_is_told_so(store: Store, dossier: int) -> None:
    with store.begin() as tx:
        change(tx, dossier, 1, supplements=1)
        _in_thread(lambda: _told_busy(store, dossier))
    with store.begin() as tx:
        assert change(tx, dossier, 2, supplements=2)


def _told_busy(store: Store, dossier: int) -> None:
    """Somebody else, who waits for a tenth of a second only."""
    other = Store(store.url.render_as_string(hide_password=False))
    wait = "SET LOCAL lock_timeout = 100"
    if store.dialect == "sqlite":
        wait = "SELECT 1"
        event.listen(
            other._engine, "connect", lambda new, _: new.execute("PRAGMA busy_timeout=100").close()
        )
    with pytest.raises(Conflict, match="same rows"), other.begin() as tx:  # noqa: PT012
        tx.exec_driver_sql(wait)
        change(tx, dossier, 1, supplements=9)
    other.close()


def test_a_fault_in_a_statement_is_not_called_an_outage(store: Store) -> None:
    with pytest.raises(DBAPIError), store.read() as tx:
        tx.execute(text("SELECT nothing FROM nowhere"))


def test_a_full_disk_is_told_and_leaves_nothing_half_done(
    tmp_path: Path, sqlite_template: Path
) -> None:
    file = tmp_path / "full.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    store = Store(f"sqlite:///{file}")
    event.listen(
        # Never below what is used already, so this means: not one page more.
        store._engine,
        "connect",
        lambda new, _: new.execute("PRAGMA max_page_count=1").close(),
    )
    new = NewUser(username="an", name="x" * 200_000, kind="", password_hash="", created_at=AT)
    with pytest.raises(StoreUnavailable, match="full"), store.begin() as tx:
        users.insert(tx, new)
    assert _count_users(store) == 0


def test_only_two_kinds_of_database_are_known() -> None:
    with pytest.raises(MotcuaError, match="mysql"):
        Store("mysql://localhost/x")


def _save(store: Store, dossier: int) -> bool:
    with store.begin() as tx:
        return change(tx, dossier, 1, supplements=1)


def _count_users(store: Store) -> int:
    with store.read() as tx:
        return len(users.all_users(tx))


def _in_thread(act: Callable[[], object]) -> None:
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def test_a_database_without_tables_says_what_to_do(tmp_path: Path, cluster: Cluster) -> None:
    url = cluster.fresh(empty=True)
    for store in (Store(f"sqlite:///{tmp_path / 'none.sqlite'}"), Store(url)):
        with pytest.raises(StoreUnavailable, match="motcua migrate") as told, store.read() as tx:
            users.all_users(tx)
        assert told.value.code == "pending_migrations"
        store.close()
    cluster.drop(url)
