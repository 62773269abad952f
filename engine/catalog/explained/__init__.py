"""Every code of a finding explained: what it means, why it matters, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.catalog.explained.decisions import DECISIONS
from engine.catalog.explained.diagrams import DIAGRAMS
from engine.catalog.explained.drawing import DRAWING
from engine.catalog.explained.files import FILES
from engine.catalog.explained.forms import FORMS
from engine.catalog.explained.manifests import MANIFESTS
from engine.catalog.explained.running import RUNNING
from engine.catalog.explained.scenarios import SCENARIOS
from engine.catalog.explained.uploads import UPLOADS
from engine.catalog.explained.whole import CONTENT
from engine.catalog.findings.codes import CODES as WHOLE
from engine.catalog.upload.codes import CODES as UPLOAD
from engine.definitions.calendar_notes import CALENDAR_CODES
from engine.definitions.codes import CODES as READERS
from engine.workflow.codes import CODES as WORKFLOW

MEANINGS: dict[str, str] = {**READERS, **CALENDAR_CODES, **WORKFLOW, **WHOLE, **UPLOAD}
"""Every code with the one sentence that docs/check.md gives it."""

_TEXTS = (
    FILES
    | DIAGRAMS
    | FORMS
    | MANIFESTS
    | RUNNING
    | CONTENT
    | DECISIONS
    | DRAWING
    | SCENARIOS
    | UPLOADS
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person needs to mend a finding; the example is an extract of a file, or empty."""

    code: str
    meaning: str
    why: str
    mend: str
    example: str = ""


def explain(code: str) -> Explanation | None:
    """Return the explanation of a code; None for one that does not exist."""
    if code not in MEANINGS or code not in _TEXTS:
        return None
    why, mend, *example = _TEXTS[code]
    return Explanation(code, MEANINGS[code], why, mend, *example)
