"""Reading the entries of a mapping: kinds checked, unknown keys noted with the nearest known."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from engine.definitions.text.finding_text import AnyText, quoting, suggestion
from engine.definitions.text.located import Located
from engine.definitions.text.report import FindingList

E = TypeVar("E", bound=StrEnum)


class Entries:
    """One mapping of a file, read key by key; problems go to the report."""

    def __init__(self, node: Located, report: FindingList, name: AnyText) -> None:
        """`name` says in findings what the mapping describes."""
        self.node = node
        self.report = report
        self.name = name

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Note every key that is not known here."""
        words = tuple(known)
        for key in self.node.entries or ():
            if key not in words:
                self.add(
                    "E121", key, quoting('key "{}" is not known', key) + suggestion(key, words)
                )

    def add(self, code: str, key: str, message: AnyText) -> None:
        """Note a finding on a key (or on the mapping, where it has no such key)."""
        self.report.add(code, self.node.line_of(key), str(self.name), self.name + ": " + message)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, spaces folded; numbers are taken as they were written."""
        value = self.node.get(key)
        if value is None or (value.scalar is None and not value.items and not value.entries):
            if required:
                self.add("E122", key, quoting('key "{}" is missing', key))
            return ""
        if not value.is_text:
            self.add("E123", key, quoting('"{}" must be text', key))
            return ""
        return " ".join(value.text.split())

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.node.get(key)
        if value is None:
            return default
        if not isinstance(value.scalar, bool):
            self.add("E123", key, quoting('"{}" must be true or false', key))
            return default
        return value.scalar

    def day(self, key: str) -> date | None:
        """Return a date, None when the key is not there."""
        text = self.text(key)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            message = quoting('the date "{}" must be written like 2024-04-01', text)
            self.add("E123", key, message)
            return None

    def count(self, key: str, default: int) -> int:
        """Return a whole number from 1."""
        value = self.node.get(key)
        if value is None:
            return default
        number = value.scalar
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            self.add("E123", key, quoting('"{}" must be a whole number from 1', key))
            return default
        return number

    def choice(self, key: str, known: Iterable[str], *, required: bool = False) -> str:
        """Return one of the known words, empty when the key is not there."""
        words = tuple(known)
        value = self.text(key, required=required)
        if value and value not in words:
            self.add(
                "E124", key, quoting('"{}" cannot be "{}"', key, value) + suggestion(value, words)
            )
            return ""
        return value

    def member(self, key: str, kinds: type[E], *, required: bool = False) -> E | None:
        """Return the member whose value is written, None when the key is not there."""
        value = self.choice(key, [kind.value for kind in kinds], required=required)
        return kinds(value) if value else None

    def written_like(
        self, key: str, pattern: re.Pattern[str], example: str, *, required: bool = False
    ) -> str:
        """Return a text as it is; one that the pattern does not match is noted."""
        value = self.text(key, required=required)
        text = 'the {key} "{}" must be written like {example}'
        if value and not pattern.fullmatch(value):
            self.add("E405", key, quoting(text, value, key=key, example=example))
        return value

    def is_new(self, key: str, value: str, taken: Container[str]) -> bool:
        """Whether a value is there and not among those taken; one that is taken is noted."""
        if value in taken:
            self.add("E403", key, quoting('the {key} "{}" stands twice', value, key=key))
            return False
        return bool(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone is a list of one."""
        value = self.node.get(key)
        if value is None:
            return ()
        items = value.each() if value.is_list else (value,)
        if not all(item.is_text for item in items):
            self.add("E123", key, quoting('"{}" must be a list of texts', key))
            return ()
        return tuple(" ".join(item.text.split()) for item in items)

    def mappings(self, key: str) -> tuple[Located, ...]:
        """Return a list of mappings."""
        value = self.node.get(key)
        if value is None:
            return ()
        if not value.is_list:
            self.add("E123", key, quoting('"{}" must be a list', key))
            return ()
        good = tuple(item for item in value.each() if item.is_mapping)
        if len(good) < len(value.each()):
            self.add("E123", key, quoting('each item of "{}" must be a mapping', key))
        return good

    def mapping(self, key: str) -> Located | None:
        """Return a mapping, None when the key is not there."""
        value = self.node.get(key)
        if value is not None and not value.is_mapping:
            self.add("E123", key, quoting('"{}" must be a mapping', key))
            return None
        return value

    def inner(self, key: str, known: Iterable[str]) -> Entries | None:
        """Return a mapping of known keys to be read in turn, None when the key is not there."""
        node = self.mapping(key)
        return None if node is None else self.of(node, key, known)

    def of(self, node: Located, name: str, known: Iterable[str]) -> Entries:
        """Return the entries of a mapping below this one; unknown keys are noted."""
        entries = Entries(node, self.report, self.name + f": {name}")
        entries.refuse_unknown(known)
        return entries
