"""Forms of earlier releases: what the keys of some fields meant is declared in the form itself."""

from __future__ import annotations

import json
import re
from typing import Any

from engine.definitions.forms.components import PROPERTY
from engine.definitions.forms.fields import Meaning

MEANINGS = {
    "noi_dung_bo_sung": Meaning.REASON,
    "ly_do": Meaning.REASON,
    "trich_yeu": Meaning.SUBJECT,
}
"""The keys that earlier releases looked for."""

_KEY = re.compile(rf'^( *)"key": "({"|".join(MEANINGS)})",?\n', re.MULTILINE)


def declared(source: str) -> str:
    """The file of a form with the declarations, as `forms/` has it; unchanged where there are any.

    Camunda Modeler writes one property a line, so that nothing else of the file changes. A file
    that is written otherwise is written anew. Raises ValueError for one that is no JSON.
    """
    if PROPERTY in source or not any(f'"{key}"' in source for key in MEANINGS):
        return source
    wanted = json.loads(source)
    if not _declare(wanted):
        return source
    changed = _KEY.sub(_with_property, source)
    if json.loads(changed) == wanted:
        return changed
    return json.dumps(wanted, ensure_ascii=False, indent=2) + "\n"


def _declare(component: Any) -> bool:
    """Put the property into the components that have one of the keys; whether there are any."""
    if not isinstance(component, dict):
        return False
    meaning = MEANINGS.get(str(component.get("key", "")))
    if meaning:
        component.setdefault("properties", {}).setdefault(PROPERTY, meaning.value)
    inside = component.get("components")
    found = [_declare(each) for each in inside] if isinstance(inside, list) else []
    return bool(meaning) or any(found)


def _with_property(found: re.Match[str]) -> str:
    indent, key = found[1], found[2]
    comma = "," if found[0].rstrip().endswith(",") else ""
    inner = f'{indent}  "{PROPERTY}": "{MEANINGS[key]}"\n'
    return f'{indent}"key": "{key}",\n{indent}"properties": {{\n{inner}{indent}}}{comma}\n'
