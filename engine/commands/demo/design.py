"""The demo's designer: a version that waits to be published, and moves dossiers once it is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from engine.accounts import person
from engine.errors import NotFound
from engine.installation import Installation
from engine.publishing.pages import recent
from engine.publishing.publications import propose
from engine.review.upload import read_upload_at

PROCEDURE = "2.002383.000.00.00.H37"
NOTE = "Bỏ bước Phân công: hồ sơ vào thẳng bước Thẩm định, bước này còn 8 ngày làm việc"
FILES = Path(__file__).parent / "content" / "proposal"


def propose_version(installation: Installation, *, at: datetime) -> None:
    """Propose the demo's new version, unless somebody has proposed anything already."""
    designer = person(installation.store, "thiet-ke")
    if designer is None:
        raise NotFound("no_user", "The demo has no designer.")
    if not recent(installation, designer):
        propose(installation, designer, read_upload_at(FILES), PROCEDURE, note=NOTE, at=at)
