"""A tree of plain values in which every value knows its line, whether it came as YAML or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Scalar = str | int | float | bool | None

MAX_BYTES = 5_000_000
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Located:
    """One value: a mapping, a list or a scalar (exactly one of the three is used).

    `text` is a scalar as it was written, so that a code such as `1.003710` keeps its last zero.
    """

    line: int
    scalar: Scalar = None
    text: str = ""
    items: tuple[Located, ...] | None = None
    entries: Mapping[str, Located] | None = None
    key_lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return self.entries is not None

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return self.items is not None

    @property
    def is_text(self) -> bool:
        """Whether this is a scalar that can be read as text (a number can, true and null not)."""
        scalar = not self.is_mapping and not self.is_list
        return scalar and self.scalar is not None and not isinstance(self.scalar, bool)

    def get(self, key: str) -> Located | None:
        """Return the value under `key` of a mapping, None where there is none."""
        return None if self.entries is None else self.entries.get(key)

    def line_of(self, key: str) -> int:
        """Return the line on which `key` is written, else that of the mapping."""
        return self.key_lines.get(key, self.line)

    @property
    def label(self) -> str:
        """How findings name a mapping: by its `id`, else by its line."""
        found = self.get("id")
        return found.text if found is not None and found.is_text else f"on line {self.line}"

    def each(self) -> tuple[Located, ...]:
        """Return the items of a list."""
        return self.items or ()

    def plain(self) -> object:
        """Return the same tree as plain Python values, without lines."""
        if self.entries is not None:
            return {key: value.plain() for key, value in self.entries.items()}
        if self.items is not None:
            return [item.plain() for item in self.items]
        return self.scalar
