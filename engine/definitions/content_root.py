"""Where the content (`processes/`, `bpmn/`, `forms/`, `holidays/`) lies."""

from __future__ import annotations

import os
from pathlib import Path

ENGINE = Path(__file__).resolve().parent.parent


def content_root() -> Path:
    """Find the folder that holds the four content folders.

    `MOTCUA_CONTENT` names a province's own; else the content packaged with the engine; else,
    in a clone or an editable install, the checkout itself.
    """
    named = os.environ.get("MOTCUA_CONTENT")
    if named:
        return Path(named).expanduser()
    return shipped_root()


def shipped_root() -> Path:
    """The content that comes with Motcua, whatever `MOTCUA_CONTENT` names."""
    packaged = ENGINE / "content"
    return packaged if packaged.is_dir() else ENGINE.parent
