"""What lists say of a version, from its bundle's manifest alone: nothing is opened for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import BadState
from sla.errors import BadLimit
from sla.limits import limit_text_vi, parse_limit


@dataclass(frozen=True, slots=True)
class ListedFacts:
    """One procedure in a list; what is not known is empty. `limit` is in Vietnamese words."""

    code: str
    name: str
    agency: str  # unit id
    field: str
    level: str = ""
    portal: str = ""
    limit: str = ""
    fileable: bool = False
    internal: bool = False
    results: tuple[tuple[str, str], ...] = ()  # (code, name) of those that have a code


def facts_of(data: bytes) -> ListedFacts:
    """Read a bundle's facts. Raises BadState for what is no bundle."""
    try:
        manifest = _manifest(data)
        entry = manifest["procedures"][0]
        limits = [entry.get("time_limit", ""), *(c["limit"] for c in entry.get("time_limits", ()))]
        internal = bool(entry.get("internal"))
        needed = ("diagram",) if internal else ("diagram", "form")
        return ListedFacts(
            code=entry["code"],
            name=entry["name"],
            agency=manifest["agency"],
            field=manifest["field"],
            level=entry.get("service_level", ""),
            portal=entry.get("portal", ""),
            limit=_limit(entry),
            fileable=all(entry.get(key) for key in needed) and (internal or any(limits)),
            internal=internal,
            results=_results(entry),
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
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


def _limit(entry: Mapping[str, Any]) -> str:
    cases = entry.get("time_limits")
    if cases:
        return "; ".join(f"{case['name']}: {_words(case['limit'])}" for case in cases)
    return _words(entry.get("time_limit", ""))


def _results(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    given = [entry.get("result", {}), *entry.get("results", ())]
    return tuple((result["code"], result["name"]) for result in given if result.get("code"))


def _words(text: str) -> str:
    try:
        return limit_text_vi(parse_limit(text)) if text else ""
    except BadLimit:
        return text
