"""Rules of validation of one component."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from engine.definitions.forms.fields import FieldKind, Rules
from engine.definitions.text.finding_text import AnyText, quoting, suggestion
from engine.definitions.text.located import Located
from engine.definitions.text.report import FindingList

_TYPES = ("", "custom", "email", "phone")
_SUBTYPES = ("date", "time", "datetime")
_INTERVALS = (1, 5, 10, 15, 30, 60)
_MAX_DIGITS = 9
_MAX_PATTERN = 500
_COMPUTED = {
    "min": "minimum",
    "max": "maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
}
_TEXTS = frozenset({FieldKind.TEXTFIELD, FieldKind.TEXTAREA})
_BELONGS = {
    "min": frozenset({FieldKind.NUMBER}),
    "max": frozenset({FieldKind.NUMBER}),
    "minLength": _TEXTS,
    "maxLength": _TEXTS,
    "pattern": frozenset({FieldKind.TEXTFIELD}),
    "validationType": frozenset({FieldKind.TEXTFIELD}),
}


def read_rules(node: Located, kind: FieldKind, name: AnyText, report: FindingList) -> Rules:
    """Read `validate` and the settings beside it that limit what may be typed."""
    reading = _Reading(node, name, report)
    validate = _Reading(reading.validate(), name, report)
    validate.keep_to(kind)
    validation = validate.word("validationType", _TYPES)
    moment = kind is FieldKind.DATETIME
    subtype = reading.word("subtype", _SUBTYPES) if moment else ""
    return Rules(
        required=validate.flag("required"),
        minimum=validate.number("min"),
        maximum=validate.number("max"),
        min_length=validate.whole("minLength"),
        max_length=validate.whole("maxLength"),
        pattern=validate.pattern(),
        told=validate.text("patternErrorMessage"),
        validation_type="" if validation == "custom" else validation,
        decimal_digits=reading.whole("decimalDigits") if kind is FieldKind.NUMBER else None,
        step=reading.step() if kind is FieldKind.NUMBER else "",
        as_text=reading.flag("serializeToString"),
        subtype=subtype,
        interval=reading.interval() if subtype in ("time", "datetime") else 1,
        from_today=reading.flag("disallowPassedDates") and subtype in ("date", "datetime"),
        computed=validate.computed(),
    )


class _Reading:
    """Reads single rules, telling those that cannot be read."""

    def __init__(self, node: Located, name: AnyText, report: FindingList) -> None:
        self._node = node
        self._name = name
        self._report = report
        self._left_out: set[str] = set()

    def keep_to(self, kind: FieldKind) -> None:
        """Tell, and then pass over, the rules that mean nothing for this kind of field."""
        for key, kinds in _BELONGS.items():
            if kind not in kinds and self._get(key) is not None:
                self._left_out.add(key)
                message = self._name + quoting(': "{}" is not used for the type "{}"', key, kind)
                self._report.add("W301", self._node.line_of(key), "", message)

    def add(self, key: str, problem: AnyText) -> None:
        message = self._name + quoting(': "{}" ', key) + problem
        self._report.add("E304", self._node.line_of(key), "", message)

    def validate(self) -> Located:
        """Return the mapping of rules, an empty one where there is none."""
        inner = self._node.get("validate")
        if inner is not None and inner.is_mapping:
            return inner
        if inner is not None and (inner.is_list or inner.scalar is not None):
            self.add("validate", "must hold rules")
        return Located(self._node.line, entries={})

    def flag(self, key: str) -> bool:
        found = self._get(key)
        if found is not None and found.scalar not in (True, False):
            self.add(key, "must be true or false")
        return found is not None and found.scalar is True

    def number(self, key: str) -> float | None:
        found = self._get(key)
        if found is None or (key in _COMPUTED and found.text.startswith("=")):
            return None
        try:
            return float(found.text)
        except ValueError:
            self.add(key, f"must be a number, not {found.text!r}")
            return None

    def whole(self, key: str) -> int | None:
        value = self.number(key)
        if value is None:
            return None
        top = _MAX_DIGITS if key == "decimalDigits" else 1_000_000
        if not value.is_integer() or not 0 <= value <= top:
            self.add(key, f"must be a whole number from 0 to {top}")
            return None
        return int(value)

    def step(self) -> str:
        found = self._get("increment")
        if found is None:
            return ""
        try:
            step = Decimal(found.text)
        except InvalidOperation:
            step = Decimal(0)
        if not step.is_finite() or step <= 0:
            self.add("increment", f"must be a number above 0, not {found.text!r}")
            return ""
        return found.text

    def interval(self) -> int:
        found = self._get("timeInterval")
        minutes = found.scalar if found is not None else 1
        if not isinstance(minutes, int) or minutes not in _INTERVALS:
            self.add("timeInterval", f"must be one of {', '.join(map(str, _INTERVALS))} minutes")
            return 1
        return minutes

    def computed(self) -> tuple[tuple[str, str], ...]:
        """Return the limits that FEEL gives."""
        rules = []
        for key, rule in _COMPUTED.items():
            found = self._get(key)
            if found is not None and isinstance(found.scalar, str) and found.text.startswith("="):
                rules.append((rule, found.text[1:].strip()))
        return tuple(rules)

    def pattern(self) -> str:
        found = self._get("pattern")
        if found is None:
            return ""
        if not isinstance(found.scalar, str) or len(found.text) > _MAX_PATTERN:
            self.add("pattern", f"must be a text of at most {_MAX_PATTERN} characters")
            return ""
        return found.text

    def text(self, key: str) -> str:
        found = self._get(key)
        return found.text if found is not None and isinstance(found.scalar, str) else ""

    def word(self, key: str, known: tuple[str, ...]) -> str:
        found = None if key in self._left_out else self._node.get(key)
        text = found.text if found is not None else ""
        if text not in known:
            self.add(
                key, quoting('cannot be "{}"', text) + suggestion(text, [k for k in known if k])
            )
            return ""
        return text

    def _get(self, key: str) -> Located | None:
        found = None if key in self._left_out else self._node.get(key)
        if found is None or (not found.is_list and not found.is_mapping and not found.text):
            return None
        return None if found.text == "null" and found.scalar is None else found
