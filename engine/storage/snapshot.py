"""One reading transaction shared by all that a request reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


class Snapshot:
    """Begun by the first reader, shared by those after it; not for two threads at once.

    After `end` those who still read keep their transaction, and the next reader begins another.
    """

    def __init__(self, begin: Callable[[], Connection]) -> None:
        """Take what begins a reading transaction; nothing begins yet."""
        self._begin = begin
        self._current: Connection | None = None
        self._readers: dict[Connection, int] = {}

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The shared transaction. One that the database failed in is given to nobody else."""
        tx = self._current = self._current or self._begin()
        self._readers[tx] = self._readers.get(tx, 0) + 1
        try:
            yield tx
        except DBAPIError:
            if tx is self._current:
                self._current = None
            raise
        finally:
            self._readers[tx] -= 1
            self._close_unused()

    def end(self) -> None:
        """What is read from now on sees what was written until now."""
        self._current = None
        self._close_unused()

    def _close_unused(self) -> None:
        for tx in [tx for tx, n in self._readers.items() if not n and tx is not self._current]:
            del self._readers[tx]
            with tx, suppress(DBAPIError):  # nothing was written that could be lost
                if tx.dialect.name == "postgresql" and not tx.invalidated:
                    tx.commit()  # after ROLLBACK its driver prepares statements anew
