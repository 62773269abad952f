"""What a change of the timetable leaves to the scheduler: previews, and counting anew."""

from __future__ import annotations

import time
from datetime import datetime

from engine.installation import Installation
from engine.timetables.preview import count_preview
from engine.timetables.recount import recount

SLICE_SECONDS = 1.5


def work_timetables(
    installation: Installation, at: datetime, *, seconds: float = SLICE_SECONDS
) -> bool:
    """Count for a moment; whether there is more to count. Any number may do so at once."""
    end = time.monotonic() + seconds
    while True:
        more = count_preview(installation)
        more = bool(recount(installation, at=at)) or more
        if not more or time.monotonic() >= end:
            return more
