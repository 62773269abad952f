"""The designers' procedures: a list to find one, one with its versions, a version as files."""

from __future__ import annotations

from flask import Response, render_template, request

from engine.access.table import DESIGN, READ_VERSIONS
from engine.l10n.text import _l
from engine.publishing.bench import BenchQuery, bench, bench_list, people_of, version_files
from webui.attachment import attachment
from webui.context import installation, may, person
from webui.design.design_words import ORIGIN, PROCEDURE_KIND
from webui.pages import MenuEntry, Pages
from webui.picture import marked
from webui.query import narrowed, page_number, query_number, query_text

procedures = Pages("procedures", __name__, url_prefix="/quy-trinh")


@procedures.menu(
    "", MenuEntry(_l("Quy trình"), 80, may=READ_VERSIONS, home=True, tab=_l("Thủ tục"))
)
def page() -> str:
    """The procedures that the reader designs or publishes."""
    query = request.args
    found = bench_list(
        installation(),
        person(),
        BenchQuery(
            words=query_text(),
            agency=query.get("agency", ""),
            kind=query.get("kind", ""),
            sort=query.get("sort", ""),
            page=page_number(),
        ),
    )
    return render_template(
        "design/list.html",
        found=found,
        kinds=PROCEDURE_KIND,
        address=narrowed("procedures.page", "q", "agency", "kind", "sort"),
        may_propose=may(DESIGN),
    )


@procedures.get("/<code>")
def procedure(code: str) -> str:
    """One procedure: the diagram in force, its versions, what waits to be published."""
    found = bench(installation(), person(), code)
    return render_template(
        "design/procedure.html",
        found=found,
        picture=marked(found.drawing, {}) if found.drawing else None,
        people=people_of(installation(), found.waiting),
        kinds=PROCEDURE_KIND,
        origins=ORIGIN,
    )


@procedures.get("/<code>/tep")
def files(code: str) -> Response:
    """A version as an archive; its name holds letters, digits and dots alone."""
    head, data = version_files(installation(), person(), code, query_number("phien-ban"))
    plain = "".join(
        c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in head.procedure
    )
    return attachment(data, f"{plain.strip('.-').lower()}-v{head.number}.zip", "application/zip")
