"""Errors of a database as the engine's own few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from engine.errors import Conflict, MotcuaError


class StoreUnavailable(MotcuaError):
    """The database does not answer, is full, or is read-only; nothing was saved."""


PENDING = "pending_migrations"
"""Code of the error for a database that lacks this release's tables."""
# PostgreSQL: serialisation failure, deadlock, lock not available (timeout), query cancelled.
_BUSY_STATES = frozenset({"40001", "40P01", "55P03", "57014"})
_BUSY_NAMES = ("SQLITE_BUSY", "SQLITE_LOCKED")
# PostgreSQL: connection, resources (disk, memory, connections), shutdown, read-only, input/output.
_DOWN_STATES = ("08", "53", "57P", "25006", "58")
_DOWN_NAMES = (
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_READONLY",
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_PROTOCOL",
)
# A table or column that is not there (yet). SQLite has no code of its own for it.
_MISSING_STATES = frozenset({"42P01", "42703"})
_MISSING = ("no such table", "no such column")


@contextmanager
def as_engine_errors(outdated: Callable[[], bool]) -> Iterator[None]:
    """Raise `Conflict` for what another try may mend, `StoreUnavailable` for what it will not.

    `outdated` says whether the database lacks migrations, asked where a table or column is
    missing. Everything else is a fault of ours and stays what it is.
    """
    try:
        yield
    except PoolExhausted as error:
        raise StoreUnavailable(
            "unavailable", f"All database connections are in use: {error}"
        ) from error
    except DBAPIError as error:
        cause = str(error.orig).strip()
        if _is_busy(error):
            raise Conflict("busy", f"Another act holds the same rows: {cause}") from error
        if _lacks_something(error) and outdated():
            message = f"Run `motcua migrate` first: the database lacks what is asked for: {cause}"
            raise StoreUnavailable(PENDING, message) from error
        if _is_down(error):
            raise StoreUnavailable(
                "unavailable", f"The database does not serve: {cause}"
            ) from error
        raise


def _is_busy(error: DBAPIError) -> bool:
    return _state(error) in _BUSY_STATES or _name(error).startswith(_BUSY_NAMES)


def _lacks_something(error: DBAPIError) -> bool:
    if _name(error) == "SQLITE_ERROR":
        return str(error.orig).startswith(_MISSING)
    return _state(error) in _MISSING_STATES


def _is_down(error: DBAPIError) -> bool:
    if _name(error).startswith(_DOWN_NAMES):
        return True
    state = _state(error)
    if state is not None:
        return state.startswith(_DOWN_STATES)
    # A connection that cannot be made, or breaks, has no state.
    return not _name(error) and isinstance(error, OperationalError)


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _name(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlite_errorname", "")
