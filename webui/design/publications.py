"""Publishing: files handed in, what they would change, and the decision about it."""

from __future__ import annotations

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from engine.access.permission import require
from engine.access.table import DESIGN, READ_VERSIONS
from engine.errors import Conflict, FieldProblem, Invalid
from engine.l10n.text import _, _l
from engine.publishing import publications as use
from engine.publishing.bench import people_of
from engine.publishing.pages import ItemView, recent
from engine.publishing.pages import procedures as read_procedures
from engine.publishing.pages import publication as read_publication
from engine.review.difference.side_by_side import difference_view, names_of
from engine.storage.publishing.publications import PENDING, PublicationState
from webui.context import address, installation, may, now, person
from webui.design.compare import shown_difference
from webui.design.design_words import SIGNS, STATE, event_line
from webui.design.findings import PageDiagram, marks_of, shown_findings
from webui.design.uploads import CODE, UploadInput, Wrong, proposed, typed_in
from webui.errors import error_page, sentence
from webui.pages import MenuEntry, Pages

REASON = 500  # characters
UPLOAD = "publications.upload"

publications = Pages("publications", __name__, url_prefix="/cong-bo", parent="procedures")


@publications.menu("", MenuEntry(_l("Công bố"), 81, may=READ_VERSIONS))
def page() -> str:
    """What waits for a decision or its date, then what became of the others."""
    found = recent(installation(), person())
    return render_template(
        "design/publications.html",
        waiting=[each for each in found if each.row.state in PENDING],
        past=[each for each in found if each.row.state not in PENDING],
        people=people_of(installation(), [each.row for each in found]),
        may_propose=may(DESIGN),
        STATE=STATE,
        SIGNS=SIGNS,
    )


@publications.get("/moi")
def form() -> str:
    """An empty form for files."""
    require(installation(), person(), DESIGN)
    return _form(UploadInput(procedure=request.args.get("thu-tuc", "")[:CODE]), Wrong())


@publications.post("/moi")
def upload() -> Response | tuple[str, int]:
    """Judge the files; without errors they are proposed, with any nothing is stored."""
    require(installation(), person(), DESIGN)
    typed = typed_in()
    wrong, made = proposed(typed)
    if made is None:
        return _form(typed, wrong), 409 if wrong.message else 422
    place = url_for("publications.publication", number=made)
    if request.headers.get("HX-Request"):
        answer = Response(status=204)
        answer.headers["HX-Redirect"] = place
        return answer
    return redirect(place)


@publications.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response | tuple[str, int]:
    """The body was not read: the form stands there anew and says how large is too large."""
    if request.endpoint != UPLOAD or not _hands_in():
        return error_page(413)
    message = _(
        "Các tệp gửi lên quá %(most)s. Chỉ chọn tệp của thủ tục cần sửa rồi gửi lại.", most=_most()
    )
    return _form(
        UploadInput(procedure=request.args.get("thu-tuc", "")[:CODE]), Wrong(message=message)
    ), 413


def init_publications(app: Flask) -> None:
    """Designers' uploads may be larger than other requests; decided before anything reads one."""

    @app.before_request
    def _room() -> None:
        if request.endpoint == UPLOAD and _hands_in():
            request.max_content_length = installation().settings.max_bundle_bytes


def _hands_in() -> bool:
    return current_user.is_authenticated and may(DESIGN)


@publications.get("/<int:number>")
def publication(number: int) -> str:
    """One publication: what it changes, what it does to dossiers, what can be decided."""
    return _publication(number)


@publications.post("/<int:number>/duyet")
def approve(number: int) -> Response:
    """Put it in force, now or at its date."""
    try:
        state = use.approve(installation(), person(), number, at=now(), address=address())
    except Conflict as error:
        return _late(number, error)
    if state is PublicationState.SCHEDULED:
        flash(_("Đã duyệt. Đến ngày áp dụng, hệ thống tự công bố."))
    else:
        flash(_("Đã công bố. Hồ sơ mới theo phiên bản này ngay từ bây giờ."))
    return redirect(_place(number))


@publications.post("/<int:number>/tu-choi")
def reject(number: int) -> Response | tuple[str, int]:
    """Decide against it, with a reason."""
    reason = request.form.get("reason", "")[: REASON + 1]
    try:
        use.reject(installation(), person(), number, reason, at=now(), address=address())
    except Invalid as error:
        return _publication(number, error.problems, reason), 422
    except Conflict as error:
        return _late(number, error)
    flash(_("Đã ghi không duyệt. Phiên bản đang áp dụng không đổi."))
    return redirect(_place(number))


@publications.post("/<int:number>/rut")
def drop(number: int) -> Response:
    """Take one's own proposal back."""
    try:
        use.drop(installation(), person(), number, at=now(), address=address())
    except Conflict as error:
        return _late(number, error)
    flash(_("Đã rút đề xuất. Phiên bản đang áp dụng không đổi."))
    return redirect(_place(number))


def _place(number: int) -> str:
    return url_for("publications.publication", number=number)


def _late(number: int, error: Conflict) -> Response:
    """Somebody decided meanwhile: the page shows what became of it."""
    flash(sentence(error), "error")
    return redirect(_place(number))


def _publication(number: int, problems: tuple[FieldProblem, ...] = (), reason: str = "") -> str:
    found = read_publication(installation(), person(), number)
    wanted = request.args.get("thu-tuc", "")
    item = next((i for i in found.items if i.head.procedure == wanted), found.items[0])
    view = difference_view(item.old, item.new)
    drawn = {
        d.new.file: PageDiagram(f"new-{n}", d.new.xml) for n, d in enumerate(view.drawings) if d.new
    }
    return render_template(
        "design/publication.html",
        found=found,
        item=item,
        shown=shown_difference(
            view, names_of(installation()), _titles(item), marks_of(found.findings)
        ),
        warnings=shown_findings(found.findings, drawn, sheets=False),
        events=[event_line(event) for event in reversed(found.events)],
        people=people_of(installation(), [found.row]),
        problems=problems,
        reason=reason,
        STATE=STATE,
        SIGNS=SIGNS,
    )


def _titles(item: ItemView) -> tuple[str, str]:
    before = _("Phiên bản %(n)s", n=item.base) if item.base else ""
    later = _("Phiên bản %(n)s", n=item.became) if item.became else _("Bản đề xuất")
    return before, later


def _form(typed: UploadInput, wrong: Wrong) -> str:
    """The upload's page. A procedure that is not in force, or is another's, is not named."""
    known = {line.code: line.name for line in read_procedures(installation(), person())}
    return render_template(
        "design/upload.html",
        typed=typed,
        name=known.get(typed.procedure, ""),
        wrong=wrong,
        bad={problem.key for problem in wrong.problems},
        most=_most(),
        most_bytes=installation().settings.max_bundle_bytes,
        two=installation().settings.publish_approval == "two",
    )


def _most() -> str:
    """The largest upload in words: `20 MB`."""
    return f"{installation().settings.max_bundle_bytes // 1_000_000} MB"
