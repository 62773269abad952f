"""FEEL: the only expression language of content, evaluated by bpmn.io's feelin in a V8.

Values go in as JSON: numbers, text, booleans, null, lists and contexts. Dates and moments go in
as ISO 8601 text, so an expression writes `date(ngày cấp)`; `Decimal` goes in as a number. Results
come out the same way: a FEEL date, time, moment or duration as ISO 8601 text. A function or a
range is no result. `now()` and `today()` are those of the act (`as_of`), in Vietnamese time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from decimal import Decimal

from engine.errors import BadExpression
from engine.workflow import isolate, reading, slips
from sla.calendar import VIETNAM

LONGEST = 10_000  # characters of one expression
LARGEST = 1_000_000  # characters of data in or out

_allowed = 1.0  # seconds for one evaluation, unless the settings say otherwise
_moment: ContextVar[str] = ContextVar("moment of the act", default="")


def allow(seconds: float) -> None:
    """How long one evaluation may take in this process, by the wall clock."""
    global _allowed  # noqa: PLW0603 - one isolate a process has one limit
    _allowed = seconds


def allowed() -> float:
    """Seconds that one evaluation may take."""
    return _allowed


@contextmanager
def as_of(at: datetime) -> Iterator[None]:
    """Let `now()` and `today()` be those of `at`; outside they are the machine's."""
    if at.tzinfo is None:
        raise ValueError("`at` must be aware")
    before = _moment.set(at.astimezone(VIETNAM).isoformat(timespec="milliseconds"))
    try:
        yield
    finally:
        _moment.reset(before)


def moment() -> str:
    """The moment of the act as ISO 8601 text, "" outside of any."""
    return _moment.get()


def evaluate(
    expression: str, variables: Mapping[str, object], *, seconds: float | None = None
) -> object:
    """The value of `expression`; what cannot be computed is None, as FEEL has it.

    Raises BadExpression: `syntax`, `too_long`, `too_large`, `too_slow`, `too_much_memory`, `fails`.
    """
    return _run("feelEvaluate", expression, variables, seconds)[0]


def evaluate_with_warning(expression: str, variables: Mapping[str, object]) -> tuple[object, str]:
    """The value, and what FEEL warns of, "" when of nothing: why it may be None."""
    return _run("feelEvaluate", expression, variables, None)


def unary_test(
    expression: str,
    value: object,
    variables: Mapping[str, object],
    *,
    seconds: float | None = None,
) -> bool:
    """Whether `value` passes the unary test (`< 5`, `"a","b"`, `not(4)`, `[1..10]`, `-`)."""
    return _run("feelUnaryTest", expression, {**variables, "?": value}, seconds)[0] is True


def parse_error(expression: str) -> str | None:
    """What is wrong with the syntax, in words, or None."""
    if len(expression) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    wrong = reading.read(expression).wrong
    if wrong is None:
        wrong = slips.doubled_sign(expression)
    if wrong is None:
        return None
    place = reading.place(expression, wrong)
    hint = slips.hint(expression)
    try:
        _run("feelEvaluate", expression, {}, None)
    except BadExpression as error:
        if error.code == "syntax":
            message = str(error).removesuffix(f": {expression[:200]}")
            return f"{message} at {place}{hint}"
    return f"it goes wrong at {place}{hint}"


def _run(
    function: str, expression: str, variables: Mapping[str, object], seconds: float | None
) -> tuple[object, str]:
    if len(expression) > LONGEST:
        raise BadExpression("too_long", f"an expression is longer than {LONGEST} characters")
    data = encode(variables)
    if len(data) > LARGEST:
        raise BadExpression("too_large", f"the variables exceed {LARGEST} characters")
    limit = allowed() if seconds is None else seconds
    text = isolate.call(function, expression, data, _moment.get(), seconds=limit)
    if len(text) > LARGEST:
        raise BadExpression("too_large", f"the result exceeds {LARGEST} characters")
    answer = json.loads(text)
    if isinstance(answer, dict):
        code = "syntax" if answer["syntax"] else "fails"
        raise BadExpression(code, f"{answer['error']}: {expression[:200]}", expression=expression)
    return answer[0], answer[1]


def encode(variables: Mapping[str, object]) -> str:
    """Variables as JSON text. Raises BadExpression `bad_data`."""
    try:
        return json.dumps(variables, ensure_ascii=False, default=_plain, allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadExpression("bad_data", f"the variables are no JSON: {error}") from error


def _plain(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no FEEL value")
