"""One typed value against the rules of its field; raises the code of the first broken rule."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from engine.definitions.forms.fields import FieldKind, FormField, Rules
from sla.calendar import VIETNAM

MAX_TEXT = 20_000
MAX_ROWS = 200
FIRST_YEAR = 1900  # of a date; the calendar of form-js goes no further back
SPACES = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
SPACES += "\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What a browser trims from a text."""
MAX_AMOUNT = Decimal(10) ** 15
_NUMBER = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_NAME}(?:\.{_NAME}){{1,8}}")
_PHONE = re.compile(r"(?:\+|00?)[0-9][0-9 .-]{6,18}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_MOMENTS = {
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
    "time": (re.compile(rf"[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?{_ZONE}"), time.fromisoformat),
    "datetime": (
        re.compile(
            rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?{_ZONE}"
        ),
        datetime.fromisoformat,
    ),
}


class Broken(Exception):
    """A rule is broken: its code, and the limit that it sets."""

    def __init__(self, code: str, limit: object = None) -> None:
        """`code` names the rule."""
        super().__init__(code)
        self.code = code
        self.limit = limit


def is_empty(value: object) -> bool:
    """Whether nothing was given: blank text and an empty list count as nothing."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip(SPACES))


def clean_value(
    field: FormField, rules: Rules, value: object, options: tuple[object, ...]
) -> object:
    """Return the value as it is kept; raise Broken. `value` is not empty.

    `rules` are the field's own with every limit computed that FEEL gives.
    """
    return _CLEANERS[field.kind](rules, value, options)


def _text(rules: Rules, value: object, _: tuple[object, ...]) -> str:
    if not isinstance(value, str):
        raise Broken("type", "text")
    if CONTROL.search(value):
        raise Broken("characters")
    text = unicodedata.normalize("NFC", value)
    longest = MAX_TEXT if rules.max_length is None else min(rules.max_length, MAX_TEXT)
    length = len(text.strip(SPACES))
    if len(text) > MAX_TEXT or length > longest:
        raise Broken("max_length", longest)
    if rules.min_length is not None and length < rules.min_length:
        raise Broken("min_length", rules.min_length)
    if rules.validation_type == "email" and not EMAIL.fullmatch(text):
        raise Broken("email")
    if rules.validation_type == "phone" and not _PHONE.fullmatch(text):
        raise Broken("phone")
    return text


def _line(rules: Rules, value: object, options: tuple[object, ...]) -> str:
    text = _text(rules, value, options)
    if "\n" in text or "\r" in text:
        raise Broken("characters")
    return text


def _number(rules: Rules, value: object, _: tuple[object, ...]) -> int | float | str:
    allowed = isinstance(value, str) if rules.as_text else isinstance(value, int | float)
    if not allowed or isinstance(value, bool):
        raise Broken("type", "number")
    number = _decimal(value)
    exponent = number.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    if rules.decimal_digits is not None and digits > rules.decimal_digits:
        raise Broken("decimal_digits", rules.decimal_digits)
    if rules.step and Fraction(number) % Fraction(rules.step):
        raise Broken("step", _neighbours(number, rules.step))
    if rules.minimum is not None and number < Decimal(str(rules.minimum)):
        raise Broken("min", rules.minimum)
    if rules.maximum is not None and number > Decimal(str(rules.maximum)):
        raise Broken("max", rules.maximum)
    return value if isinstance(value, int | float | str) else 0


def _neighbours(number: Decimal, step: str) -> tuple[Decimal, Decimal]:
    """Return the nearest numbers that are multiples of `step`."""
    size = Fraction(step)
    below = int(Fraction(number) / size) * size  # toward 0, as in form-js
    return _exact(below), _exact(below + size)


def _exact(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _decimal(value: object) -> Decimal:
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise Broken("type", "number")
    if isinstance(value, int) and abs(value) > MAX_AMOUNT:
        raise Broken("max", int(MAX_AMOUNT))
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Broken("type", "number") from None
    if not number.is_finite():
        raise Broken("type", "number")
    if abs(number) > MAX_AMOUNT:
        raise Broken("max", int(MAX_AMOUNT))
    return number


def _checkbox(rules: Rules, value: object, _: tuple[object, ...]) -> bool:
    if not isinstance(value, bool):
        raise Broken("type", "checkbox")
    if rules.required and not value:
        raise Broken("required")
    return value


def _one(_: Rules, value: object, options: tuple[object, ...]) -> object:
    if not any(same(value, option) for option in options):
        raise Broken("option")
    return value


def _several(rules: Rules, value: object, options: tuple[object, ...]) -> list[object]:
    if not isinstance(value, list):
        raise Broken("type", "list")
    kept: list[object] = []
    for item in value:
        _one(rules, item, options)
        if not any(same(item, known) for known in kept):
            kept.append(item)
    return kept


def same(one: object, other: object) -> bool:
    """Equal and of one kind: in Python true is 1, on a form it is not."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _moment(rules: Rules, value: object, _: tuple[object, ...]) -> str:
    if not isinstance(value, str) or not is_moment(rules, value):
        raise Broken("type", rules.subtype or "date")
    if rules.subtype != "time" and int(value[:4]) < FIRST_YEAR:
        raise Broken("first_year", FIRST_YEAR)
    if rules.subtype != "date" and _minutes(value) % rules.interval:
        raise Broken("interval", rules.interval)
    return value


def is_moment(rules: Rules, value: object) -> bool:
    """Whether a value is a date, a time or both, as `rules` want it."""
    shape, read = _MOMENTS[rules.subtype or "date"]
    if not isinstance(value, str) or not shape.fullmatch(value):
        return False
    try:
        read(value)
    except ValueError:
        return False
    return True


def _minutes(value: str) -> int:
    """Return the minutes of a time: Vietnam is whole hours from UTC, so no zone changes them."""
    clock = value[value.find("T") + 1 :]
    return int(clock[3:5])


def day_of(value: str) -> str:
    """Return the Vietnamese day of a date or of a date and time, as ISO 8601."""
    moment = datetime.fromisoformat(value)
    return (moment.astimezone(VIETNAM) if moment.tzinfo else moment).date().isoformat()


_Cleaner = Callable[[Rules, object, tuple[object, ...]], object]
_CLEANERS: Mapping[FieldKind, _Cleaner] = {
    FieldKind.TEXTFIELD: _line,
    FieldKind.TEXTAREA: _text,
    FieldKind.NUMBER: _number,
    FieldKind.CHECKBOX: _checkbox,
    FieldKind.RADIO: _one,
    FieldKind.SELECT: _one,
    FieldKind.CHECKLIST: _several,
    FieldKind.TAGLIST: _several,
    FieldKind.DATETIME: _moment,
}
