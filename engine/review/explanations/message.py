"""What the exact message of a finding names, so that it can be said in another language.

Messages quote with `"`, begin with what they speak of, and end with a suggestion
(`engine.definitions.text.located`) or a list of names (`engine.review.findings.nearest`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = re.compile(r'[\w -]+ "([^"]+)"(?:[^:"]*|, [^:]*):|\w+\[\d+\] \(([^)]+)\):')
_VALUE = re.compile(r'"([^"]+)"')
_MEANT = re.compile(r'did you mean "([^"]+)"')
_KNOWN = re.compile(r"\([\w ./*-]+: ([^():]+)\)$")
_EXAMPLE = re.compile(r"[;(\n]|: (?:write|tick) ")  # what follows is no value of the file
_MOST = 3  # values that one line has room for
_WIDEST = 60  # characters of one value


@dataclass(frozen=True, slots=True)
class MessageParts:
    """The name of what it speaks of, the values it quotes, what was meant, what there is."""

    name: str = ""
    values: tuple[str, ...] = ()
    meant: str = ""
    known: str = ""


def read_message(text: str) -> MessageParts:
    """Take a message of `check` apart; what it does not name is empty."""
    head = _HEAD.match(text)
    name = (head[1] or head[2]) if head else ""
    rest = text[head.end() :] if head else text
    told = _EXAMPLE.split(rest, maxsplit=1)[0]
    values = [v for v in dict.fromkeys(_VALUE.findall(told)) if v != name and len(v) <= _WIDEST]
    meant, known = _MEANT.search(rest), _KNOWN.search(rest)
    names = known[1].removesuffix(", …") if known and known[1] != "none" else ""
    return MessageParts(name, tuple(values[:_MOST]), meant[1] if meant else "", names)
