"""The public catalogue: looking for a procedure, reading about it, taking its blanks along."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from itertools import groupby
from typing import Any

from flask import Response, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from engine.access.table import RECEIVE
from engine.errors import NotFound
from engine.l10n.text import _l
from engine.portal.catalogue import UNKNOWN, CatalogueQuery, find
from engine.portal.catalogue_report import report as count
from engine.portal.catalogue_report import table
from engine.portal.procedure import ProcedureView, blank_file, blank_form, full_code
from engine.portal.procedure import procedure as read
from engine.procedures.register.listings import IN_FORCE
from webui.attachment import attachment
from webui.context import installation, may, now
from webui.pages import MenuEntry, Pages
from webui.picture import marked
from webui.query import narrowed, page_number, query_text

CURRENT = "hien-hanh"
"""How addresses name the list of what is in force."""

catalogue = Pages("catalogue", __name__, url_prefix="/thu-tuc")


@catalogue.menu("", MenuEntry(_l("Thủ tục"), 70))
def page() -> str:
    """What the words and filters find; without any, the whole list."""
    query = request.args
    found = find(
        installation(),
        CatalogueQuery(
            words=query_text(),
            listed=_list(query.get("list", CURRENT)),
            agency=query.get("agency", ""),
            field=query.get("field", ""),
            level=query.get("level", ""),
            page=page_number(),
        ),
    )
    return render_template(
        "catalogue/page.html",
        found=found,
        current=CURRENT,
        unknown=UNKNOWN,
        unit_name=partial(installation().unit_name, at=now()),
        address=narrowed("catalogue.page", "q", "list", "agency", "field", "level"),
    )


@catalogue.get("/<code>")
def procedure(code: str) -> str | Answer:
    """One procedure; a code without its suffix leads to the whole one."""
    try:
        view = read(installation(), code, now())
    except NotFound:
        whole = full_code(installation(), code)
        if not whole:
            raise
        return redirect(url_for("catalogue.procedure", code=whole))
    return render_template(
        "catalogue/procedure.html",
        view=view,
        picture=marked(view.drawing, {}) if view.drawing else None,
        receives=_receives(view),
    )


@catalogue.get("/<code>/mau/<form>")
def form(code: str, form: str) -> str:
    """An electronic form as an empty sheet to print."""
    view, shown, name = blank_form(installation(), code, form, now())
    return render_template("catalogue/form.html", view=view, form=shown, name=name or view.name)


@catalogue.get("/<code>/tai-ve/<blank>")
def blank(code: str, blank: str) -> Response:
    """The file of a blank, to be kept and not to be opened in our origin."""
    file = blank_file(installation(), code, blank)
    return send_file(BytesIO(file.read_bytes()), as_attachment=True, download_name=blank)


@catalogue.get("/danh-muc/<name>")
def report(name: str) -> str:
    """A list in numbers: agencies and their fields."""
    counted = count(installation(), _list(name))
    return render_template("catalogue/report.html", report=counted, current=CURRENT, name=name)


@catalogue.get("/danh-muc/<name>.csv")
def export(name: str) -> Response:
    """A list as a table for spreadsheets."""
    return attachment(table(installation(), _list(name)), f"thu-tuc-{name}.csv", "text/csv")


@catalogue.app_template_filter("groupby_row")
def rows_of(components: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Components that stand side by side in the form."""
    numbered = [(c.get("layout", {}).get("row") or n, c) for n, c in enumerate(components)]
    return [[c for _, c in group] for _, group in groupby(numbered, key=lambda pair: pair[0])]


def _list(name: str) -> str:
    return IN_FORCE if name == CURRENT else name


def _receives(view: ProcedureView) -> bool:
    """Whether the reader sits at the desk where this procedure is filed."""
    if not current_user.is_authenticated or view.missing or view.closed:
        return False
    return may(RECEIVE, view.agency)
