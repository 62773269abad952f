"""Kinds of service task, ours and a province's: what each takes and gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from engine.adapters import AdapterFault, load_adapters

GROUP = "motcua.services"
"""The entry point group by which packages name them; ours stand in setup.cfg."""

SECRET = re.compile(r"\{\{\s*secret\.([A-Z][A-Z0-9_]*)\s*\}\}", re.ASCII)
"""A secret named in an input mapping: `{{secret.NAME}}`."""

_ID = re.compile(r"[a-z][a-z0-9_.-]{0,59}", re.ASCII)

Handler = Callable[[Any], Mapping[str, object]]
"""Takes an `engine.services.call.Call`, gives the outputs; raises PartnerUnavailable for later."""

Within = Callable[[Any, Any], Mapping[str, object]]
"""The same inside the transaction that takes the answer, which comes second: it asks nobody."""


class PortType(StrEnum):
    """What may come in or out, in FEEL's words; null comes in where nothing was given."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CONTEXT = "context"
    LIST = "list"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output. `label` is Vietnamese, for whoever fills it in.

    `secrets`: the handler fills in `{{secret.NAME}}` here; no other port may name one.
    """

    name: str
    label: str
    type: PortType = PortType.STRING
    required: bool = False
    choices: tuple[str, ...] = ()
    secrets: bool = False

    def takes(self, value: object) -> bool:
        """Whether a value is of the port's type, and one of its choices where it has some."""
        if value is None:
            return not self.required
        if self.choices:
            return value in self.choices
        if self.required and value == "":
            return False
        return _is(value, self.type)


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """A kind of service task. `id` is the job type (Camunda 8) or the topic (Camunda 7).

    Its work is done by `handler` or by `within`, not by both. `idempotent`: doing it twice does no
    harm. One that is not is never repeated by itself after a worker died over it; an incident asks
    a person first. A function may be written "module:name": it is then imported by whoever calls
    it, not by whoever reads the kinds.
    """

    id: str
    name_vi: str
    help: str
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    handler: Handler | str | None = field(default=None, compare=False)
    idempotent: bool = False
    within: Within | str | None = field(default=None, compare=False)
    seconds: float = 30  # its partner's longest answer, by which a worker keeps the job
    order: int = 100  # in lists; of one order by name


@dataclass(frozen=True, slots=True)
class Services:
    """The kinds there are, by id, and what went wrong while those of packages were found."""

    kinds: Mapping[str, ServiceKind]
    faults: tuple[AdapterFault, ...] = ()


@cache
def services() -> Services:
    """Our kinds and those of installed packages; found once in a process."""
    kinds: dict[str, ServiceKind] = {}

    def add(found: object) -> str:
        kind = found() if callable(found) and not isinstance(found, ServiceKind) else found
        if not isinstance(kind, ServiceKind):
            return f"gives no ServiceKind but {type(kind).__name__}"
        if kind.id in kinds:
            return f"the id is taken: {kind.id}"
        wrong = _wrong(kind)
        if not wrong:
            kinds[kind.id] = kind
        return wrong

    faults = load_adapters(GROUP, "service task kind", add)
    return Services(dict(sorted(kinds.items(), key=lambda each: each[1].order)), faults)


def _wrong(kind: ServiceKind) -> str:
    if not _ID.fullmatch(kind.id):
        return f"its id {kind.id!r} is not written in small letters, digits, _ . -"
    names = [port.name for port in kind.inputs]
    if len(set(names)) < len(names):
        return "two inputs have one name"
    if kind.handler is not None and kind.within is not None:
        return "it has both a handler and one inside the transaction"
    work = kind.within if kind.handler is None else kind.handler
    return "" if callable(work) or isinstance(work, str) else "it has no handler"


def _is(value: object, wanted: PortType) -> bool:
    match wanted:
        case PortType.STRING:
            return isinstance(value, str)
        case PortType.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case PortType.BOOLEAN:
            return isinstance(value, bool)
        case PortType.CONTEXT:
            return isinstance(value, dict)
        case PortType.LIST:
            return isinstance(value, list)
    return True
