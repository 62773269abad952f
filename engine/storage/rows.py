"""From result rows to frozen dataclasses whose fields are named like the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, cast

from sqlalchemy import Column, CursorResult, Table

from engine.storage.tables.dossier_tables import Base

R = TypeVar("R")


def table(model: type[Base]) -> Table:
    """The Core table of a declared class: statements on it are cached and cost no identity map."""
    return cast(Table, model.__table__)


def columns(source: Table, row_type: type[Any]) -> list[Column[Any]]:
    """The columns that fill `row_type`, in its order; fields of joined tables are left out."""
    return [source.c[field.name] for field in fields(row_type) if field.name in source.c]


def values(row: Any) -> dict[str, Any]:
    """The fields of a dataclass as parameters of an insert."""
    return {field.name: getattr(row, field.name) for field in fields(row)}


def one(row_type: type[R], result: CursorResult[Any]) -> R | None:
    """The first row, or None."""
    found = result.mappings().first()
    return None if found is None else row_type(**cast(Mapping[str, Any], found))


def many(row_type: type[R], result: CursorResult[Any]) -> tuple[R, ...]:
    """All rows."""
    return tuple(row_type(**cast(Mapping[str, Any], row)) for row in result.mappings())
