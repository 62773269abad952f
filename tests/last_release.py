"""The database that the release before wrote, on SQLite and on PostgreSQL.

`last-release.sqlite.gz` was made with SECRET as its key: by commit d1ed0cb as `motcua demo` does
on Thursday 26 November 2026, 10:12, thirty dossiers, at least one of every status; then commit
61fd39b, the last of that release, played five more from 10:14 on. A second version of the general
procedure (another label, a shorter step) took these over: one is as it was moved, one was claimed
since and has a draft, one was worked on, one was brought back, one is paused. One has an incident.
To renew it, play with the code of a later release in the same way, set `password_hash` of all users
to `!`, and compress the vacuumed file.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, MetaData, Table, create_engine, func, insert, select

from engine.storage import Store
from engine.storage.database import _alembic

FILE = Path(__file__).parent / "engine" / "storage" / "last-release.sqlite.gz"
BEFORE = "0004"
"""The last migration of the release before."""
COUNT = 35
MOVED, CLAIMED, WORKED, RESTORED, PAUSED = (f"H37.04-261126-000{n}" for n in range(2, 7))
_AT_ONCE = 5000


def unpacked(file: Path) -> Path:
    """The database in this file."""
    file.write_bytes(gzip.decompress(FILE.read_bytes()))
    return file


def copied(source: Path, target: Store) -> None:
    """Write the tables and rows of a SQLite file of that release into a store without tables."""
    with target.begin() as tx:
        config = _alembic()
        config.attributes["connection"] = tx
        command.upgrade(config, BEFORE)
    engine = create_engine(f"sqlite:///{source}")
    with engine.connect() as reader, target.begin() as tx:
        old, new = MetaData(), MetaData()
        old.reflect(reader)
        new.reflect(tx)
        for table in new.sorted_tables:
            if table.name != "alembic_version":
                _copy(reader, old.tables[table.name], tx, table)
    engine.dispose()


def _copy(reader: Connection, source: Table, tx: Connection, table: Table) -> None:
    tx.execute(table.delete())
    rows = reader.execution_options(yield_per=_AT_ONCE).execute(select(source)).mappings()
    for part in rows.partitions(_AT_ONCE):
        tx.execute(insert(table), [dict(row) for row in part])
    if tx.dialect.name == "postgresql" and "id" in table.c and table.name != "web_sessions":
        last = select(func.max(table.c.id)).scalar_subquery()
        tx.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))
