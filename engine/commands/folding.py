"""Findings of one file that say the same of many procedures, on one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.errors import Finding

_FOLDED = frozenset({"W401"})  # what a long list of procedures brings with it, once for each
_MANY = 3  # fewer are printed one by one


def folded(findings: Iterable[Finding]) -> list[tuple[Finding, int]]:
    """Return the findings of one file in their order, each with how many it stands for.

    What says the same of three procedures or more stands once, at the first of them.
    """
    alike: dict[tuple[str, str], list[Finding]] = {}
    for found in findings:
        alike.setdefault(_kind(found), []).append(found)
    result: list[tuple[Finding, int]] = []
    for (_, text), group in alike.items():
        if len(group) < _MANY:
            result += [(found, 1) for found in group]
        else:
            message = f"{len(group)} procedures, each: {text}; --all lists them"
            result.append((replace(group[0], element="", message=message), len(group)))
    return sorted(result)


def _kind(found: Finding) -> tuple[str, str]:
    """What two findings share that can be printed together; every other is a kind of its own."""
    if found.code in _FOLDED:
        return found.code, found.message.removeprefix(f"{found.element}: ")
    return f"{found.line} {found.code} {found.element}", found.message
