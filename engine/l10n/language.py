"""The reader's language: Vietnamese unless English is chosen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

VIETNAMESE, ENGLISH = "vi", "en"
LANGUAGES = {VIETNAMESE: "Tiếng Việt", ENGLISH: "English"}
_CURRENT: ContextVar[str] = ContextVar("language", default=VIETNAMESE)


def current() -> str:
    """The language in which words are given now: `vi` or `en`."""
    return _CURRENT.get()


def set_language(code: str) -> None:
    """Give words in this language from now on, in this thread or task; unknown: Vietnamese."""
    _CURRENT.set(code if code in LANGUAGES else VIETNAMESE)


@contextmanager
def language(code: str) -> Iterator[None]:
    """Give words in this language inside the block."""
    before = current()
    set_language(code)
    try:
        yield
    finally:
        set_language(before)


def of_environment(environ: Mapping[str, str] = os.environ) -> str:
    """`vi` where the environment says so, else `en`; the first variable that is set counts."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX, in this order
    locale = next((environ[name] for name in names if environ.get(name)), "")
    return VIETNAMESE if locale.partition(".")[0].partition("_")[0] == VIETNAMESE else ENGLISH
