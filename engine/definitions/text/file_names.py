"""Names of handed-in files: which cannot be one, which are the same, which are not taken."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 200
_TAKEN = frozenset({".bpmn", ".dmn", ".form", ".yaml", ".yml"})
_LITTER = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_DRIVE = re.compile(r"[A-Za-z]:")
_BAD = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_OFFICE = frozenset({"agencies.yaml", "roles.yaml", "alerts.yaml", "office-hours.yaml"})
_BESIDE = {
    "scenarios": "scenarios",
    "catalogues": "historical lists",
    "code-lists": "code lists",
    "places": "places",
}


def is_litter(name: str) -> bool:
    """Whether a file is hidden or left by a desktop: nobody meant to hand it in."""
    parts = name.split("/")
    if ".." in parts or "\\" in name:
        return False
    return any(p.startswith(".") or p.lower() in _LITTER for p in parts if p != ".")


def key_of(name: str) -> str:
    """The name as file systems compare it: case and Unicode form make no difference."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def wrong_name(name: str) -> str:
    """Say why this cannot be the name of a file in an upload; "" when it can."""
    parts = name.split("/")
    rooted = name.startswith("/") or bool(_DRIVE.match(name))
    odd = bool(_BAD.search(name)) or any(p != p.strip() for p in parts)
    rules = (
        (rooted, "the name begins at the root of a disk; names stand within the archive"),
        ("\\" in name, "the name has a backslash; folders are divided by /"),
        (".." in parts, "the name climbs out of the archive"),
        ("" in parts or "." in parts, "the name has an empty part"),
        (odd, "the name has characters that no file can have everywhere"),
        (len(name) > LONGEST, f"the name has more than {LONGEST} characters"),
    )
    return next((text for broken, text in rules if broken), "")


def not_taken(name: str) -> str:
    """Say why a file is left out, such as the office's own units and roles; "" when it is taken."""
    path = PurePosixPath(name.lower())
    if path.suffix not in _TAKEN:
        return "not taken; manifests, diagrams, decisions and forms are"
    if path.suffix not in (".yaml", ".yml"):
        return ""
    if path.name in _OFFICE or path.stem.isdigit():
        return "not taken; an administrator changes it in the folder of the content"
    kind = next((_BESIDE[part] for part in path.parts[:-1] if part in _BESIDE), "")
    return f"not taken; {kind} stay in the folder of the content" if kind else ""
