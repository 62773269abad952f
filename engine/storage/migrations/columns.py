"""Columns and constraints as migrations write them: plain types, names fixed by hand.

Migrations never use the classes of `engine.storage.tables.dossier_tables`, which move on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def row_id() -> sa.Column[int]:
    """The number of a row, given by the database."""
    return sa.Column("id", BIG, primary_key=True)


def texts(*names: str) -> list[sa.Column[str]]:
    """Texts that are never absent: what is not known is ""."""
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, BIG, nullable=False)


def flag(name: str) -> sa.Column[bool]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def moment(name: str) -> sa.Column[datetime]:
    """A moment, in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def moments(*names: str) -> list[sa.Column[datetime]]:
    """Moments that have not come yet when the row is made."""
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in names]


def octets(name: str) -> sa.Column[bytes]:
    """Bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def link(
    table: str, name: str, target: str, *, null: bool = False, deferred: bool = False
) -> sa.Column[int]:
    """A reference to a row of `target`; a deferred one is checked when the transaction ends."""
    checked: Any = {"deferrable": True, "initially": "DEFERRED"} if deferred else {}
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{name}", **checked)
    return sa.Column(name, BIG, key, nullable=null)


def unique(table: str, *names: str) -> sa.UniqueConstraint:
    """These columns together occur once."""
    return sa.UniqueConstraint(*names, name=f"uq_{table}_{'_'.join(names)}")


def key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    """The primary key."""
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def index(
    name: str, table: str, *names: str, where: str = "", flag: str = "", unique: bool = False
) -> None:
    """An index, over the rows that `where` holds for and whose `flag` is true.

    SQLite has no booleans, and takes an index only for a condition spelled like its own.
    """
    parts = [where] if where else []
    on_sqlite = " AND ".join(parts + ([f"{flag} = 1"] if flag else []))
    on_postgresql = " AND ".join(parts + ([flag] if flag else []))
    op.create_index(
        name,
        table,
        list(names),
        unique=unique,
        sqlite_where=sa.text(on_sqlite) if on_sqlite else None,
        postgresql_where=sa.text(on_postgresql) if on_postgresql else None,
    )
