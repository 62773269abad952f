"""What the pages of designers share: who sees them, and the tabs between them."""

from __future__ import annotations

from flask import Flask

from engine.access.designers import concerned, designs
from webui.context import installation, person
from webui.translation import _

ADDRESSES = ("/quy-trinh", "/cong-bo", "/chay-thu", "/chuyen")


def sees_procedures() -> bool:
    """Whether the reader designs or publishes anything."""
    return bool(concerned(installation(), person()))


def design_tabs() -> tuple[tuple[str, str, bool], ...]:
    """Address, words, and whether the reader may open it; dossiers are moved by leaders too."""
    seen, tries = sees_procedures(), bool(designs(installation(), person()))
    words = (_("Thủ tục"), _("Công bố"), _("Chạy thử"), _("Chuyển hồ sơ"))
    return tuple(zip(ADDRESSES, words, (seen, seen, tries, True), strict=True))


def init_design(app: Flask) -> None:
    """What the frame and `design/nav.html` ask."""
    app.jinja_env.globals.update(
        sees_procedures=sees_procedures, design_tabs=design_tabs, DESIGN=ADDRESSES
    )
