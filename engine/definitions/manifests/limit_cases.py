"""The time limits of a procedure: one, or one for each of its cases."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting
from sla.errors import BadLimit
from sla.limits import Limit, parse_limit

CASE_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_KEYS = ("id", "name", "limit")


@dataclass(frozen=True, slots=True)
class LimitCase:
    """A case (Quy trình) that the desk chooses, with its limit; nameless where it is the only one.

    `text` is the limit as the manifest writes it.
    """

    id: str
    name: str
    limit: Limit
    text: str


def read_cases(procedure: Entries) -> tuple[LimitCase, ...]:
    """Read `time_limit: 17 working days`, or the list `time_limits:`; none where neither is."""
    listed = procedure.node.get("time_limits") is not None
    if listed and procedure.node.get("time_limit") is not None:
        message = quoting('give "{}" or "{}", not both', "time_limit", "time_limits")
        procedure.add("E408", "time_limits", message)
    if listed:
        return _several(procedure)
    text, limit = _limit(procedure, "time_limit")
    return (LimitCase("", "", limit, text),) if limit else ()


def _several(procedure: Entries) -> tuple[LimitCase, ...]:
    cases: dict[str, LimitCase] = {}
    nodes = procedure.mappings("time_limits")
    if not nodes:
        procedure.add("E408", "time_limits", quoting('"{}" names no case', "time_limits"))
    for node in nodes:
        entries = procedure.of(node, "time limit", _KEYS)
        case = _case(entries)
        if case is not None and entries.is_new("id", case.id, cases):
            cases[case.id] = case
    return tuple(cases.values())


def _case(entries: Entries) -> LimitCase | None:
    case_id = entries.written_like("id", CASE_ID, "rut_gon", required=True)
    name = entries.text("name", required=True)
    text, limit = _limit(entries, "limit", required=True)
    return LimitCase(case_id, name, limit, text) if case_id and limit else None


def _limit(entries: Entries, key: str, *, required: bool = False) -> tuple[str, Limit | None]:
    text = entries.text(key, required=required)
    if not text:
        return "", None
    try:
        return text, parse_limit(text)
    except BadLimit:
        message = 'time limit "{}" is not readable; write "17 ngày làm việc" or "17 working days"'
        entries.add("E402", key, quoting(message, text))
        return text, None
