"""One call of a service task: what its handler gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.definitions.service_kinds import ServiceKind
from engine.errors import MotcuaError
from engine.installation import Installation
from engine.partners.errors import BadInputs


class BadAnswer(MotcuaError):
    """A handler gives what no dossier can keep."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler is given.

    `inputs` are the kind's inputs that the diagram maps, checked by type; `variables` all that the
    step sees. `key` is the same for each attempt at this task and for no other task. `secrets` are
    the names in the mappings of the diagram; never those that occur in a value.
    """

    installation: Installation
    inputs: Mapping[str, object]
    key: str
    at: datetime
    dossier: str = ""  # code
    agency: str = ""  # unit id
    variables: Mapping[str, object] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()

    def text(self, name: str) -> str:
        """An input as text, trimmed; empty where nothing was given."""
        value = self.inputs.get(name)
        return "" if value is None else str(value).strip()


def checked(kind: ServiceKind, mapped: Mapping[str, object]) -> dict[str, object]:
    """The inputs of a kind. Raises BadInputs naming the port and its type, never the value."""
    for port in kind.inputs:
        value = mapped.get(port.name)
        if port.takes(value):
            continue
        wanted = " or ".join(port.choices) or port.type.value
        fault = f"is {_fault(value)}, not {wanted}"
        raise BadInputs("bad_input", f"Input {port.name!r} of {kind.id!r} {fault}.")
    return {port.name: mapped.get(port.name) for port in kind.inputs}


def _fault(value: object) -> str:
    return "missing" if value in (None, "") else "another value or type"
