"""The watch list of those who supervise: every open dossier by where its limit stands."""

from __future__ import annotations

from flask import render_template, request

from engine.access.table import WATCH
from engine.desk.watch import watch as read_watch
from engine.l10n.text import _l
from webui.context import installation, now, person
from webui.labels import WATCH_EMPTY, WATCH_TABS
from webui.pages import MenuEntry, Pages
from webui.query import page_number

watch = Pages("watch", __name__)


@watch.menu("/theo-doi", MenuEntry(_l("Theo dõi"), 40, may=WATCH, home=True))
def page() -> str:
    """One tab of the watch list, with its filters."""
    query = request.args
    found = read_watch(
        installation(),
        person(),
        tab=query.get("tab", "late"),
        procedure=query.get("procedure", ""),
        unit=query.get("unit", ""),
        page=page_number(),
        at=now(),
    )
    return render_template("watch.html", found=found, tabs=WATCH_TABS, empty=WATCH_EMPTY, at=now())
