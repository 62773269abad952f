"""Where a reader's desk begins: the inbox, or for those who never get a step, their own work."""

from __future__ import annotations

from flask import Flask

from webui.context import has_inbox, may_watch
from webui.design.design import sees_procedures
from webui.translation import _


def home_page() -> tuple[str, str]:
    """The endpoint of the reader's first page, and what it is called."""
    if has_inbox():
        return "inbox.page", _("Hộp việc")
    if may_watch():
        return "watch.page", _("Theo dõi")
    if sees_procedures():
        return "procedures.page", _("Quy trình")
    return "timetable.page", _("Lịch làm việc")


def init_home(app: Flask) -> None:
    """What crumbs and ways back are called."""
    app.jinja_env.globals["home_page"] = home_page
