"""A database in memory, of one owner and gone with its store: for trying things out."""

from __future__ import annotations

import sqlite3
from functools import cache
from weakref import finalize

from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from engine.storage.database import Store, send_begin
from engine.storage.tables import answer_tables as _answer_tables
from engine.storage.tables import calendar_tables as _time_tables
from engine.storage.tables import design_tables as _design_tables
from engine.storage.tables import party_tables as _party_tables
from engine.storage.tables import work_tables as _work_tables
from engine.storage.tables.dossier_tables import Base

__all__ = [
    "_answer_tables",
    "_design_tables",
    "_party_tables",
    "_time_tables",
    "_work_tables",
    "memory_store",
]

URL = "sqlite://"


def memory_store() -> Store:
    """A store with all tables and no rows. It has one connection: not for two threads at once.

    The tables are copied as bytes, not made: a store costs less than a millisecond.
    """
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    connection.deserialize(_template())
    connection.execute("PRAGMA foreign_keys=ON")
    engine = create_engine(URL, creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", send_begin)
    store = Store(URL, engine)
    finalize(store, connection.close)  # whoever forgets to close it leaves nothing open
    return store


@cache
def _template() -> bytes:
    """The declared tables without their triggers: nobody but the use cases ever writes here."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA page_size=1024")
    engine = create_engine(URL, creator=lambda: connection, poolclass=StaticPool)
    Base.metadata.create_all(engine)
    data = connection.serialize()
    engine.dispose()
    connection.close()
    return data
