"""Inputs and outputs of services as fields that people fill in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from math import isfinite

from engine.definitions.service_kinds import Port, PortType
from engine.errors import FieldProblem

LONGEST = 20_000  # characters of one output; the engine says what it takes


def outputs(
    ports: Iterable[Port], typed: Mapping[str, str]
) -> tuple[dict[str, object], tuple[FieldProblem, ...]]:
    """What was typed for each output, in fields named `out-` and the port, and what is wrong."""
    found: dict[str, object] = {}
    wrong: list[FieldProblem] = []
    for port in ports:
        key = f"out-{port.name}"
        try:
            found[port.name] = value(port, typed.get(key, "").strip())
        except (ValueError, RecursionError):
            wrong.append(FieldProblem(key, _rule(port), port.label))
    return found, tuple(wrong)


def value(port: Port, text: str) -> object:
    """Typed text as the output's value; empty is null. Raises ValueError."""
    if not text:
        return None
    found: object = text
    if port.type is PortType.NUMBER:
        number = float(text.replace(",", "."))
        if not isfinite(number):
            raise ValueError(text)
        found = int(number) if number.is_integer() else number
    elif port.type is not PortType.STRING:
        found = json.loads(text, parse_constant=_refused)
        json.dumps(found, ensure_ascii=False).encode()  # half of a surrogate pair is no character
    if not port.takes(found):
        raise ValueError(port.name)
    return found


def _refused(word: str) -> object:
    raise ValueError(word)


def _rule(port: Port) -> str:
    return "type" if port.type in (PortType.NUMBER, PortType.STRING) else "json"
