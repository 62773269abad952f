"""The embedded V8 in which feelin runs: one isolate a process, made when first needed.

Time and memory are bounded. An isolate that ran out of memory is thrown away. A forked child
opens its own: the parent's is left alone there, because its threads do not exist in the child.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import threading
from importlib import resources

from py_mini_racer import (
    JSEvalException,
    JSFunction,
    JSOOMException,
    JSTimeoutException,
    MiniRacer,
    init_mini_racer,
)

from engine.errors import BadExpression

MEMORY = 96 * 1024 * 1024  # bytes of V8 heap
SETTLING = 5.0  # seconds that V8 has to clear up after an expression that was stopped
CLOSING = 2.0  # seconds that V8 has for closing when the process ends

_lock = threading.Lock()
_isolate: Isolate | None = None
_ending = threading.Event()
_closer: threading.Thread | None = None


class Isolate:
    """A V8 with feelin loaded and everything reachable frozen."""

    def __init__(self) -> None:
        source = resources.files("engine.workflow").joinpath("feelin.js")
        if not source.is_file():
            raise RuntimeError("engine/workflow/feelin.js is missing: run `make assets` first")
        self._racer = MiniRacer()
        self._racer.eval(source.read_text(encoding="utf-8"))
        self._racer.set_hard_memory_limit(MEMORY)
        self._functions: dict[str, JSFunction] = {}

    def call(self, function: str, *arguments: str, seconds: float) -> str:
        """The answer of one of the functions that assets/feelin.js defines."""
        if function not in self._functions:
            found = self._racer.eval(function)
            if not isinstance(found, JSFunction):
                raise TypeError(f"feelin.js has no function {function}")
            self._functions[function] = found
        return str(self._functions[function](*arguments, timeout_sec=seconds))

    def settles(self) -> bool:
        """Wait until a stopped call has cleared up, so that it costs the next one no time."""
        try:
            self._racer.eval("0", timeout_sec=SETTLING)
        except (JSTimeoutException, JSOOMException, JSEvalException):
            return False
        return True

    def close(self) -> None:
        """Give the memory back."""
        self._functions.clear()
        self._racer.close()


def call(function: str, *arguments: str, seconds: float) -> str:
    """Call into this process's isolate, one caller at a time.

    Raises BadExpression `too_slow` or `too_much_memory` when a limit is reached.
    """
    global _isolate, _closer  # noqa: PLW0603 - one isolate a process is the point
    with _lock:
        if _isolate is None:
            _isolate = Isolate()
        if _closer is None:
            _closer = threading.Thread(target=_close_at_end, daemon=True)
            _closer.start()
        try:
            return _isolate.call(function, *arguments, seconds=seconds)
        except JSTimeoutException as error:
            if not _isolate.settles():
                _drop()
            raise BadExpression("too_slow", f"FEEL ran longer than {seconds} s") from error
        except (JSOOMException, JSEvalException) as error:
            _drop()
            raise BadExpression("too_much_memory", "FEEL used too much memory") from error


def _drop() -> None:
    """Throw the isolate away; the next caller gets a new one."""
    global _isolate  # noqa: PLW0603
    if _isolate is not None:
        _isolate.close()
        _isolate = None


def _close() -> None:
    """Close while threads still run: later, V8 would wait for one that never answers.

    A process must end whatever V8 does, so the closing has a thread of its own and a limit; an
    isolate that does not answer is left to the operating system. From Python 3.12 a process that
    ends starts no thread any more, so this one has waited since the first isolate was opened.
    """
    if _isolate is None or _closer is None:
        return
    _keep(_isolate)
    _ending.set()
    _closer.join(CLOSING)


def _close_at_end() -> None:
    _ending.wait()
    with _lock:  # never under a call that is still running
        if _isolate is not None:
            _isolate.close()


def _keep(isolate: Isolate) -> None:
    # One reference for good: Python must not free it a second time while it goes down.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(isolate))


def _start_anew() -> None:
    """In a forked child, never free the parent's isolate: that too would wait for ever."""
    global _isolate, _lock, _ending, _closer
    if _isolate is not None:
        _keep(_isolate)
    _isolate, _lock = None, threading.Lock()
    _ending, _closer = threading.Event(), None


# A thread that is older than V8 may not touch its memory (a segmentation fault): V8 starts when
# this is imported, before a server has threads. It costs no time; the isolates do.
init_mini_racer(ignore_duplicate_init=True)
atexit.register(_close)
os.register_at_fork(after_in_child=_start_anew)
