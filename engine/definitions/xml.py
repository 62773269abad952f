"""XML as content may bring it: no document type, no entities, no network, bounded."""

from __future__ import annotations

from lxml import etree

from engine.definitions.located import MAX_DEPTH
from engine.definitions.report import broken
from engine.definitions.text import refuse_size

_UNREADABLE = frozenset({"ERR_INVALID_ENCODING", "ERR_UNKNOWN_ENCODING", "ERR_UNSUPPORTED_ENCODING"})


class _Refused(Exception):
    """The parser's target has seen what is never read."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
