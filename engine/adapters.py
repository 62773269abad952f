"""What installed packages add to Motcua by entry point: ours and a province's come the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution, entry_points

from engine.errors import MotcuaError


class StaleInstallation(MotcuaError):
    """The installed package does not name what these sources hold."""


@dataclass(frozen=True, slots=True)
class AdapterFault:
    """Why what an entry point names is not used."""

    noun: str
    name: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f'{self.noun} "{self.name}" ({self.value}): {self.reason}'


def load_adapters(
    group: str, noun: str, add: Callable[[object], str], *, ours: bool = True
) -> tuple[AdapterFault, ...]:
    """Hand each object that a package names in a group to `add`, ours first, then by name.

    `add` answers what is wrong with the object, or "". Gives a fault for each that is wrong or
    cannot be loaded. Raises StaleInstallation where some of them must be `ours` and none is.
    """
    faults = []
    for entry in _entries(group, ours):
        try:
            wrong = add(entry.load())
        except Exception as error:  # foreign code: whatever it raises must not stop the server
            wrong = f"cannot be loaded: {type(error).__name__}: {error}"
        if wrong:
            faults.append(AdapterFault(noun, entry.name, entry.value, wrong))
    return tuple(faults)


def _entries(group: str, ours: bool) -> list[EntryPoint]:
    try:
        own = set(distribution("motcua").entry_points.select(group=group))
    except PackageNotFoundError:
        own = set()
    if ours and not own:
        raise StaleInstallation(
            "stale_installation",
            f"The installed package motcua names nothing in the group {group}: install it again "
            "(`make setup`, or `pip install` of these sources).",
        )
    return sorted(entry_points(group=group), key=lambda each: (each not in own, each.name))
