"""Acts of the engine while Playwright holds this thread.

Playwright's sync interface keeps an event loop running in the thread of the test; the isolate that
evaluates FEEL refuses to block such a thread.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def apart(act: Callable[P, T]) -> Callable[P, T]:
    """The same act, done by a thread of its own."""

    @wraps(act)
    def done(*args: P.args, **kwargs: P.kwargs) -> T:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(act, *args, **kwargs).result()

    return done
