"""Reading values of calendar files: what is wrong is noted with its line, and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from engine.definitions.text.finding_text import AnyText, quoting, suggestion
from engine.definitions.text.located import Located
from engine.definitions.text.report import finding
from engine.errors import Finding

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Notes:
    """Findings about one file of calendars."""

    def __init__(self, file: str) -> None:
        """Begin without findings."""
        self.file = file
        self.findings: list[Finding] = []

    def add(self, code: str, line: int, message: AnyText, element: str = "") -> None:
        """Note an error."""
        self.findings.append(finding(code, self.file, line, element, message))

    def keys(self, node: Located, required: Collection[str], optional: Collection[str]) -> bool:
        """Whether node is a mapping with these keys; what is unknown, missing or empty is noted."""
        if not node.is_mapping:
            self.add("E123", node.line, f"a mapping with {', '.join(required)} is expected here")
            return False
        known = {*required, *optional}
        for key in node.entries or ():
            if key not in known:
                message = quoting('key "{}" is not known here', key) + suggestion(key, known)
                self.add("E121", node.line_of(key), message, key)
        missing = [key for key in required if node.get(key) is None]
        for key in missing:
            self.add("E122", node.line, quoting('"{}" is missing', key), key)
        return not missing

    def text(self, node: Located, key: str) -> str | None:
        """Give the text under a key; None, noted, when it is not one or empty."""
        value = node.get(key)
        if value is None or not value.is_text or not value.text.strip():
            self.add("E122", node.line_of(key), quoting('"{}" is empty or not a text', key), key)
            return None
        return value.text.strip()

    def word(self, node: Located, key: str, known: Iterable[str]) -> str | None:
        """Give the text under a key, when it is one of those known."""
        words = tuple(known)
        text = self.text(node, key)
        if text is None or text in words:
            return text
        message = quoting('"{}" is no {key}', text, key=key) + suggestion(text, words)
        self.add("E124", node.line_of(key), message, key)
        return None

    def date(self, node: Located, key: str) -> date | None:
        """Give the ISO date under a key."""
        text = self.text(node, key)
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = quoting('"{}" is no date: write YYYY-MM-DD', text)
            self.add("E501", node.line_of(key), message, key)
            return None

    def items(self, node: Located, key: str) -> tuple[Located, ...]:
        """Give the items of the list under a key."""
        value = node.get(key)
        if value is None or not value.is_list:
            self.add("E123", node.line_of(key), quoting('"{}" is not a list', key), key)
            return ()
        return value.each()

    def weekdays(self, node: Located, key: str) -> frozenset[int]:
        """English names of weekdays under a key, as numbers (Monday is 0)."""
        numbers = set()
        for item in self.items(node, key):
            if item.text in WEEKDAYS:
                numbers.add(WEEKDAYS.index(item.text))
            else:
                message = quoting('"{}" is no weekday', item.text) + suggestion(item.text, WEEKDAYS)
                self.add("E124", item.line, message, key)
        return frozenset(numbers)
