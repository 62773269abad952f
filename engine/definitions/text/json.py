"""JSON with the line of every value and key; no key twice, no recursion, bounded depth."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field

from engine.definitions.text.decoding import decode
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.located import MAX_DEPTH, Located, Scalar
from engine.definitions.text.report import broken
from engine.errors import BrokenContent

_TOKEN = re.compile(
    r"[ \t\r\n]*+(?:(?P<mark>[\[\]{},:])"
    r'|(?P<string>"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+")'
    r"|(?P<number>-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?(?:[eE][-+]?[0-9]{1,2})?(?![0-9.]))"
    r"|(?P<word>true|false|null)|(?P<end>\Z))"
)
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}


def read_json(data: bytes, file: str) -> Located:
    """Read one value; raise BrokenContent at the first place that is not JSON."""
    return _Reader(decode(data, file), file).read()


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not closed yet."""

    line: int
    is_mapping: bool
    items: list[Located] = field(default_factory=list)
    entries: dict[str, Located] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)
    key: str | None = None

    def closed(self) -> Located:
        if self.is_mapping:
            return Located(self.line, entries=self.entries, key_lines=self.key_lines)
        return Located(self.line, items=tuple(self.items))


class _Reader:
    """Reads tokens with a stack of its own, so that depth is ours to bound."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0
        self._breaks = [m.start() for m in re.finditer("\n", text)]
        self._stack: list[_Open] = []

    def read(self) -> Located:
        value = self._value(*self._next())
        while self._stack:
            value = self._inside(value)
        kind, text, _ = self._next()
        if kind != "end":
            raise self._wrong(f"{text!r} after the end")
        if value is None:
            raise self._wrong("no value")
        return value

    def _next(self) -> tuple[str, str, int]:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            spaces = re.compile(r"[ \t\r\n]*").match(self._text, self._at)
            self._at = spaces.end() if spaces else self._at
            raise self._wrong(f"{self._text[self._at : self._at + 20]!r} cannot be read")
        kind = found.lastgroup or "end"
        self._at = found.end()
        return kind, found.group(kind), self._line(found.start(kind))

    def _line(self, offset: int) -> int:
        return bisect_right(self._breaks, offset - 1) + 1

    def _wrong(self, message: str) -> BrokenContent:
        line = self._line(min(self._at, len(self._text)))
        return broken(self._file, "E116", line, f"not well-formed JSON: {message}")

    def _value(self, kind: str, text: str, line: int) -> Located | None:
        """Return a scalar; open a list or mapping and return None."""
        if kind == "mark" and text in "[{":
            if len(self._stack) >= MAX_DEPTH:
                message = f"values are nested deeper than {MAX_DEPTH}"
                raise broken(self._file, "E106", line, message)
            self._stack.append(_Open(line, text == "{"))
            return None
        if kind in ("mark", "end"):
            raise self._wrong(f"a value is missing before {text!r}" if text else "it ends too soon")
        return Located(line, scalar=_scalar(kind, text), text=_text(kind, text))

    def _inside(self, value: Located | None) -> Located | None:
        """Take one step inside the innermost open value; return it when it closes."""
        top = self._stack[-1]
        if value is not None:
            self._put(top, value)
        kind, text, line = self._next()
        if kind == "mark" and text == ("}" if top.is_mapping else "]"):
            self._stack.pop()
            return top.closed()
        if top.items or top.entries:
            if (kind, text) != ("mark", ","):
                raise self._wrong(f"a comma is missing before {text!r}")
            kind, text, line = self._next()
        if top.is_mapping:
            self._key(top, (kind, text, line))
            kind, text, line = self._next()
        return self._value(kind, text, line)

    def _key(self, top: _Open, token: tuple[str, str, int]) -> None:
        kind, text, line = token
        if kind != "string":
            raise self._wrong(f"a key is missing before {text!r}")
        top.key = str(json.loads(text))
        if top.key in top.entries:
            message = quoting(
                'key "{}" stands twice (first on line {line})', top.key, line=top.key_lines[top.key]
            )
            raise broken(self._file, "E112", line, message)
        top.key_lines[top.key] = line
        if self._next()[:2] != ("mark", ":"):
            raise self._wrong("a colon is missing")

    @staticmethod
    def _put(top: _Open, value: Located) -> None:
        if top.is_mapping:
            top.entries[top.key or ""] = value
        else:
            top.items.append(value)


def _scalar(kind: str, text: str) -> Scalar:
    if kind == "word":
        return _WORDS[text]
    value = json.loads(text)
    return value if isinstance(value, str | int | float) else None


def _text(kind: str, text: str) -> str:
    return str(json.loads(text)) if kind == "string" else text
