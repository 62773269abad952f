"""The line of a file that a finding means, as a compiler shows it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from engine.definitions.text.located import MAX_BYTES
from engine.errors import Finding

_WIDEST = 100


def excerpt(found: Finding, root: Path | None) -> list[str]:
    """Return the line with its number, its element underlined; nothing where it cannot be read."""
    lines = _lines(found.file, str(root or ""))
    if not 1 <= found.line <= len(lines):
        return []
    text = lines[found.line - 1].expandtabs(2)
    at = text.find(found.element) if found.element else -1
    start = max(0, at + len(found.element) - _WIDEST) if at >= 0 else 0
    shown = text[start : start + _WIDEST].rstrip()
    margin = f"{found.line:>6} | "
    if not shown.strip():
        return []
    if at < 0:
        return [margin + shown]
    under = " " * (at - start) + "^" * len(found.element)
    return [margin + shown, f"{'':>6} | {under}"]


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> tuple[str, ...]:
    del changed  # part of the key: a file that is saved again is read again
    with path.open("rb") as stream:
        return tuple(stream.read(MAX_BYTES).decode("utf-8", "replace").splitlines())


def _lines(file: str, root: str) -> tuple[str, ...]:
    for path in (Path(root) / file, Path(file)):
        try:
            return _read(path, path.stat().st_mtime_ns)
        except OSError:
            continue
    return ()
