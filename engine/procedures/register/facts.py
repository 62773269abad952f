"""What lists say of a version, from its bundle's manifest alone: nothing is opened for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import BadState
from sla.limits import BadLimit, Limit, parse_limit


@dataclass(frozen=True, slots=True)
class ListedFacts:
    """One procedure in a list; what is not known is empty. `limits` are (case name, limit)."""

    code: str
    name: str
    agency: str  # unit id
    field: str
    level: str = ""
    portal: str = ""
    limits: tuple[tuple[str, Limit], ...] = ()
    fileable: bool = False
    internal: bool = False
    results: tuple[tuple[str, str], ...] = ()  # (code, name) of those that have a code


def facts_of(data: bytes) -> ListedFacts:
    """Read a bundle's facts. Raises BadState for what is no bundle."""
    try:
        manifest = _manifest(data)
        entry = manifest["procedures"][0]
        limits = tuple(_limits(entry))
        internal = bool(entry.get("internal"))
        needed = ("diagram",) if internal else ("diagram", "form")
        return ListedFacts(
            code=entry["code"],
            name=entry["name"],
            agency=manifest["agency"],
            field=manifest["field"],
            level=entry.get("service_level", ""),
            portal=entry.get("portal", ""),
            limits=limits,
            fileable=all(entry.get(key) for key in needed) and (internal or bool(limits)),
            internal=internal,
            results=_results(entry),
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, BadLimit) as error:
        raise BadState("bad_bundle", f"The stored version has no facts: {error!r}") from error


_BEFORE = b'],"manifest":'


def _manifest(data: bytes) -> Any:
    """Read the manifest alone: diagrams and forms, a hundred times as long, stand before it.

    A bundle's keys are sorted, so that the manifest follows the list of forms; inside texts every
    quotation mark is escaped, and the roles after it are no lists.
    """
    at = data.rfind(_BEFORE)
    if at < 0:
        return json.loads(data)["manifest"]
    text = data[at + len(_BEFORE) :].decode()
    return json.JSONDecoder().raw_decode(text)[0]


def _limits(entry: Mapping[str, Any]) -> Iterator[tuple[str, Limit]]:
    if entry.get("time_limit"):
        yield "", parse_limit(entry["time_limit"])
    yield from ((case["name"], parse_limit(case["limit"])) for case in entry.get("time_limits", ()))


def _results(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    given = [entry.get("result", {}), *entry.get("results", ())]
    return tuple((result["code"], result["name"]) for result in given if result.get("code"))
