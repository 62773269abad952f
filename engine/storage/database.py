"""The store: one database, its transactions and its migrations."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from engine.errors import MotcuaError
from engine.storage.faults import PENDING, StoreUnavailable, as_engine_errors
from engine.storage.snapshot import Snapshot

Transaction = Connection
"""One running transaction; query functions take it as their first argument."""

BUSY_SECONDS = 10
CARRIED = "0005"
"""The migration after which dossiers are carried over, before the next takes columns away."""
SESSION = (
    "-c timezone=UTC -c lock_timeout=10000 -c statement_timeout=60000"
    " -c idle_in_transaction_session_timeout=60000"
)
_BEGIN = {  # of a writer, of a reader
    # Writers lock at once: a reader that turns writer later could only fail.
    "sqlite": ("BEGIN IMMEDIATE", "BEGIN"),
    "postgresql": ("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
}
_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_shared: ContextVar[tuple[Store, Snapshot] | None] = ContextVar("_shared", default=None)
"""The snapshot of the request that runs here, and of which store it is."""


class Store:
    """One database. Safe to share between threads and across a fork."""

    def __init__(self, url: str, engine: Engine | None = None) -> None:
        """Name a database; nothing connects before the first transaction.

        `engine` is one that is open already (`engine.storage.memory`).
        """
        self.url = _url(url)
        self.dialect = self.url.get_backend_name()
        self._engine = engine or _engine(self.url)
        # Whoever forgets to close it leaves nothing open; at the exit of the process nobody waits.
        weakref.finalize(self, self._engine.dispose).atexit = False
        write, read = _BEGIN[self.dialect]
        self._writer: Engine = self._engine.execution_options(motcua_begin=write)
        self._reader: Engine = self._engine.execution_options(motcua_begin=read)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A writing transaction: committed at the end, rolled back on any error.

        Raises `Conflict` when another writer holds the rows too long, `StoreUnavailable` when the
        database is not there.
        """
        if snapshot := self._snapshot():
            snapshot.end()
        with as_engine_errors(self._is_outdated), _begun(self._writer) as tx:
            yield tx
            tx.commit()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A reading transaction over one snapshot: all its statements see the same moment.

        Within `snapshot` it is that of the readers before.
        """
        found = self._snapshot()
        own = found or Snapshot(self._begin_reading)
        try:
            with as_engine_errors(self._is_outdated), own.read() as tx:
                yield tx
        finally:
            if not found:
                own.end()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all that is read within share one transaction; a write ends it for what follows."""
        made = Snapshot(self._begin_reading)
        token = _shared.set((self, made))
        try:
            yield
        finally:
            _shared.reset(token)
            made.end()

    def _begin_reading(self) -> Connection:
        return _begun(self._reader)

    def _snapshot(self) -> Snapshot | None:
        store, found = _shared.get() or (None, None)
        return found if store is self else None

    def migrate(self, *, carried: bool = False) -> None:
        """Bring the tables up to this release; a second call does nothing.

        Nor does it touch those of a later release, which this one goes on working with. Where
        anything of the release before is stored, it stops before old columns are taken away:
        `engine.upgrade` carries it over first and calls this again with `carried`.
        """
        file = self.url.database if self.dialect == "sqlite" else None
        if file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        with self.begin() as tx:
            lock_migrations(tx)
            if _missing(_heads(tx)):
                config = _alembic()
                config.attributes["connection"] = tx
                command.upgrade(config, CARRIED)
                if carried or not _to_carry(tx):
                    command.upgrade(config, "head")

    def pending_migrations(self) -> tuple[str, ...]:
        """Revisions that this release needs and the database does not have, oldest first."""
        if self.dialect == "sqlite" and not Path(self.url.database or "").exists():
            return _missing(frozenset())
        with self.read() as tx:
            return _missing(_heads(tx))

    def _is_outdated(self) -> bool:
        return bool(self.pending_migrations())

    def check(self) -> None:
        """Raise `StoreUnavailable` unless the database answers and has this release's tables."""
        pending = self.pending_migrations()
        if pending:
            raise StoreUnavailable(PENDING, f"Run the migrations first: {pending}.")

    def close(self) -> None:
        """Give all connections back to the database."""
        self._engine.dispose()


def lock_migrations(tx: Transaction) -> None:
    """Whoever changes tables, or what is stored in old ones, waits here for the one before."""
    if tx.dialect.name == "postgresql":  # a writer on SQLite is alone anyhow
        tx.exec_driver_sql("SELECT pg_advisory_xact_lock(5077001)")


def _to_carry(tx: Transaction) -> bool:
    """No dossier is without a version, and no proposal without the account of who made it."""
    found = tx.exec_driver_sql(
        "SELECT 1 FROM versions UNION ALL SELECT 1 FROM publications LIMIT 1"
    )
    return found.first() is not None


def _heads(tx: Transaction) -> frozenset[str]:
    return frozenset(MigrationContext.configure(tx).get_current_heads())


def _missing(have: frozenset[str]) -> tuple[str, ...]:
    scripts = ScriptDirectory.from_config(_alembic())
    wanted = [s.revision for s in scripts.walk_revisions("base", "heads")]
    if not have.issubset(wanted):  # a later release's: while one replaces the other, both run
        return ()
    known = {s.revision for h in have for s in scripts.iterate_revisions(h, "base")}
    return tuple(r for r in reversed(wanted) if r not in known)


def _url(text: str) -> URL:
    url = make_url(text)
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise MotcuaError("bad_database", f"Not a database that Motcua knows: {url.drivername}.")
    return url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=16)
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        options: dict[str, Any] = {"options": SESSION, "connect_timeout": BUSY_SECONDS}
        engine = create_engine(
            url,
            connect_args=options | {"autocommit": True},  # the driver does not begin by itself
            pool_size=10,
            max_overflow=10,
            pool_timeout=BUSY_SECONDS,
        )
    event.listen(engine, "begin", send_begin)
    _engines.add(engine)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: `send_begin` does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def send_begin(connection: Connection) -> None:
    """Begin as the store asks; no driver of ours begins by itself."""
    connection.exec_driver_sql(connection.get_execution_options().get("motcua_begin", "BEGIN"))


def _begun(engine: Engine) -> Connection:
    """A connection whose transaction has begun; closing it rolls back what was not committed.

    BEGIN is what shows that the server has gone since the pool made its connections. Nothing has
    been done by then, so that new ones can take over. A connection lost later is for the caller.
    """
    tx = engine.connect()
    try:
        tx.begin()
    except DBAPIError as error:
        tx.close()
        if not error.connection_invalidated:
            raise
        tx = engine.connect()
        tx.begin()
    return tx


def _forget_connections() -> None:
    """A forked child leaves its parent's connections alone and opens its own."""
    for engine in list(_engines):
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections)


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
