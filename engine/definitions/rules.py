"""Rules of validation of one component."""

from __future__ import annotations

from engine.definitions.fields import FieldKind, Rules
from engine.definitions.located import Located, suggestion
from engine.definitions.report import Report

_TYPES = ("", "custom", "email", "phone")
_SUBTYPES = ("date", "time", "datetime")
_MAX_DIGITS = 9
_MAX_PATTERN = 500


def read_rules(node: Located, kind: FieldKind, name: str, report: Report) -> Rules:
    """Read `validate` and the settings beside it that limit what may be typed."""
    reading = _Reading(node, name, report)
    validate = _Reading(reading.validate(), name, report)
    if reading.flag("disallowPassedDates"):
        message = f"{name}: disallowPassedDates is kept by the browser only"
        report.add("W301", node.line_of("disallowPassedDates"), "", message)
    validation = validate.word("validationType", _TYPES)
    return Rules(
        required=validate.flag("required"),
        minimum=validate.number("min"),
        maximum=validate.number("max"),
        min_length=validate.whole("minLength"),
        max_length=validate.whole("maxLength"),
        pattern=validate.pattern(),
        validation_type="" if validation == "custom" else validation,
        decimal_digits=reading.whole("decimalDigits"),
        as_text=reading.flag("serializeToString"),
        subtype=reading.word("subtype", _SUBTYPES) if kind is FieldKind.DATETIME else "",
    )


class _Reading:
    """Reads single rules, telling those that cannot be read."""

    def __init__(self, node: Located, name: str, report: Report) -> None:
        self._node = node
        self._name = name
        self._report = report

    def tell(self, key: str, problem: str) -> None:
        message = f'{self._name}: "{key}" {problem}'
        self._report.add("E304", self._node.line_of(key), "", message)

    def validate(self) -> Located:
        """Return the mapping of rules, an empty one where there is none."""
        inner = self._node.get("validate")
        if inner is not None and inner.is_mapping:
            return inner
        if inner is not None and (inner.is_list or inner.scalar is not None):
            self.tell("validate", "must hold rules")
        return Located(self._node.line, entries={})

    def flag(self, key: str) -> bool:
        found = self._node.get(key)
        if found is not None and found.scalar not in (None, "", True, False):
            self.tell(key, "must be true or false")
        return found is not None and found.scalar is True

    def number(self, key: str) -> float | None:
        found = self._node.get(key)
        if found is None or found.scalar in (None, ""):
            return None
        try:
            return float(found.text)
        except ValueError:
            self.tell(key, f"must be a number, not {found.text!r}")
            return None

    def whole(self, key: str) -> int | None:
        value = self.number(key)
        if value is None:
            return None
        top = _MAX_DIGITS if key == "decimalDigits" else 1_000_000
        if not value.is_integer() or not 0 <= value <= top:
            self.tell(key, f"must be a whole number from 0 to {top}")
            return None
        return int(value)

    def pattern(self) -> str:
        found = self._node.get("pattern")
        if found is None or found.scalar in (None, ""):
            return ""
        if not isinstance(found.scalar, str) or len(found.text) > _MAX_PATTERN:
            self.tell("pattern", f"must be a text of at most {_MAX_PATTERN} characters")
            return ""
        return found.text

    def word(self, key: str, known: tuple[str, ...]) -> str:
        found = self._node.get(key)
        text = found.text if found is not None else ""
        if text not in known:
            self.tell(key, f'cannot be "{text}"{suggestion(text, [k for k in known if k])}')
            return ""
        return text
