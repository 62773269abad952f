"""The moment of a use case, for the expressions that are evaluated while it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from engine.workflow import feel

_P = ParamSpec("_P")
_R = TypeVar("_R")


def at_its_moment(act: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let FEEL's `now()` and `today()` be the argument `at`, not the machine's clock."""

    @wraps(act)
    def acted(*args: _P.args, **given: _P.kwargs) -> _R:
        at = given.get("at")
        if not isinstance(at, datetime):
            raise TypeError(f"{act.__name__} needs `at`")
        with feel.as_of(at):
            return act(*args, **given)

    return acted
