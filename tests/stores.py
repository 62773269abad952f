"""Stores for tests: every test that takes one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from engine.storage import Store
from tests.postgres import Cluster

BACKENDS = ("sqlite", "postgresql")


def migrated_sqlite(folder: Path) -> Path:
    """A migrated file to copy; migrating anew for every test costs more than the test."""
    file = folder / "template.sqlite"
    store = Store(f"sqlite:///{file}")
    store.migrate()
    store.close()
    return file


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return migrated_sqlite(Path(folder)).read_bytes()


def blank(file: Path) -> str:
    """The URL of a new database in this file: migrated, without rows."""
    file.write_bytes(_migrated())
    return f"sqlite:///{file}"


@contextmanager
def open_store(
    backend: str, folder: Path, template: Callable[[], Path], cluster: Callable[[], Cluster]
) -> Iterator[Store]:
    """A migrated store without rows; the PostgreSQL server starts only when asked for."""
    if backend == "sqlite":
        file = folder / "motcua.sqlite"
        shutil.copyfile(template(), file)
        store = Store(f"sqlite:///{file}")
        try:
            yield store
        finally:
            store.close()
        return
    url = cluster().fresh()
    store = Store(url)
    try:
        yield store
    finally:
        store.close()
        cluster().leave(url)
