"""Which version of a procedure is meant: the one with a number, else the one in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from engine.errors import NotFound
from engine.storage import Transaction
from engine.storage.procedures import versions
from engine.storage.procedures.versions import VersionHead, VersionRow


class Numbered(Protocol):
    """A version, or a line of a list that stands for one."""

    @property
    def number(self) -> int:
        """Its number, from 1."""

    @property
    def active(self) -> bool:
        """Whether it is the one in force."""


_V = TypeVar("_V", bound=Numbered)


def heads_of(tx: Transaction, code: str) -> tuple[VersionHead, ...]:
    """Every version of a procedure, oldest first. Raises NotFound `no_procedure`."""
    found = versions.all_of(tx, code)
    if not found:
        raise NotFound("no_procedure", f"There is no procedure {code!r}.", procedure=code)
    return found


def chosen(known: Sequence[_V], number: int | None = None) -> _V:
    """The version with this number; without one that in force, else the newest.

    Raises NotFound `no_version`.
    """
    newest = max(known, key=lambda version: version.number)
    if number is None:
        return next((version for version in known if version.active), newest)
    for version in known:
        if version.number == number:
            return version
    stored = ", ".join(str(n) for n in sorted(version.number for version in known))
    raise NotFound("no_version", f"There is no version {number}; stored: {stored}.", number=number)


def stored(tx: Transaction, code: str, number: int | None = None) -> VersionRow:
    """The chosen version with its bundle. Raises NotFound `no_procedure`, `no_version`."""
    head = chosen(heads_of(tx, code), number)
    row = versions.load(tx, head.id)
    if row is None:
        raise NotFound("no_version", f"There is no version {head.number}.", number=head.number)
    return row
