"""Vietnamese names as ids: `Một cửa` → `mot_cua`."""

from __future__ import annotations

import re
import unicodedata

_OTHER = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """Lower case, without diacritics, words joined by `_`."""
    bare = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    plain = "".join(c for c in bare if not unicodedata.combining(c))
    return _OTHER.sub("_", plain).strip("_")
