"""Looking up dossiers of the whole agency by number, name, ID number or phone."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.definitions.status import Status
from engine.desk.inbox import search as find
from engine.l10n.text import _l
from webui.context import installation, now, person
from webui.labels import EMPTY
from webui.pages import MenuEntry, Pages
from webui.query import page_number, query_text

search = Pages("search", __name__)


@search.menu("/tra-cuu", MenuEntry(_l("Tra cứu HS"), 60))
def page() -> str | Response:
    """The hits; a full number that hits exactly one dossier opens it."""
    text = query_text()
    status = request.args.get("status", "")
    wanted = status if status in set(Status) else ""
    found = find(installation(), person(), text=text, status=wanted, page=page_number(), at=now())
    if text and found.total == 1 and found.items[0].code.casefold() == text.casefold():
        return redirect(url_for("dossier.page", code=found.items[0].code))
    return render_template("search.html", found=found, text=text, status=wanted, empty=EMPTY)
