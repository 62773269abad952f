"""The inbox: what waits for my roles, the most urgent first."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.access.dossiers import has_inbox
from engine.desk.inbox import inbox as read_inbox
from engine.dossiers import claim
from engine.errors import MotcuaError
from engine.l10n.text import _, _l, _n
from webui.context import address, installation, now, person
from webui.errors import sentence
from webui.labels import EMPTY, INBOX_TABS, SORTS
from webui.language import own_path
from webui.pages import MenuEntry, Pages, home_page
from webui.query import page_number, query_text

ORDER = ("fresh", "returning", "online", "due", "paused")  # the tab to open when none is under way
BULK = 50  # dossiers claimed by one press

inbox = Pages("inbox", __name__)


@inbox.get("/")
def home() -> Response:
    """The reader's own first page."""
    endpoint, _words = home_page()
    return redirect(url_for(endpoint))


@inbox.menu("/hop-viec", MenuEntry(_l("Hộp việc"), 10, may=has_inbox, home=True))
def page() -> str | Response:
    """One tab of the inbox, with its filters; without a tab named, the first that holds work."""
    query = request.args
    found = read_inbox(
        installation(),
        person(),
        tab=query.get("tab", "working"),
        text=query_text("text"),
        field=query.get("field", ""),
        procedure=query.get("procedure", ""),
        sort=query.get("sort", "due"),
        page=page_number(),
        at=now(),
    )
    if not query and not found.total:
        tab = next((name for name in ORDER if found.counts.get(name)), "")
        if tab:
            return redirect(url_for("inbox.page", tab=tab))
    return render_template(
        "inbox.html", found=found, tabs=INBOX_TABS, sorts=SORTS, empty=EMPTY, at=now()
    )


@inbox.post("/hop-viec/nhan-viec")
def claim_many() -> Response:
    """Claim each ticked step by itself, and say which could not be claimed."""
    taken = 0
    for mark in request.form.getlist("step")[:BULK]:
        code, _sep, task_id = mark.partition("/")
        try:
            claim(installation(), person(), code, task_id, at=now(), address=address())
        except MotcuaError as error:
            flash(f"{code}: {sentence(error)}", "error")
        else:
            taken += 1
    if taken:
        flash(_n("Đã nhận %(n)s việc.", taken))
    elif not request.form.getlist("step"):
        flash(_("Chưa chọn hồ sơ nào. Đánh dấu hồ sơ ở đầu dòng rồi bấm lại."), "error")
    return redirect(own_path(request.form.get("next", "")))
