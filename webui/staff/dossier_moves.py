"""Đổi qui trình thủ tục: one dossier goes on under another version, and back again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import FieldProblem, Invalid
from engine.instance_migration.pages.dossier import DossierMove, dossier_move
from engine.instance_migration.single import move_one, undo_one
from engine.l10n.text import _
from webui.context import address, installation, now, person
from webui.design.moves import LONGEST, mapped
from webui.pages import Pages, may_open
from webui.picture import marked
from webui.posted import number
from webui.query import query_number

dossier_moves = Pages("dossier_moves", __name__, url_prefix="/ho-so/<code>/doi-quy-trinh")


@dossier_moves.get("")
def page(code: str) -> str:
    """What the version in force, or any other, would mean for this dossier."""
    mapping = mapped(request.args)
    found = dossier_move(installation(), person(), code, query_number("den"), mapping, at=now())
    return _render(found, mapping, "")


@dossier_moves.post("")
def change(code: str) -> Response | tuple[str, int]:
    """Move it; with something wrong, what was typed stays."""
    target, mapping = number("den") or 0, mapped(request.form)
    note = request.form.get("note", "")[: LONGEST + 1]
    try:
        move_one(
            installation(),
            person(),
            code,
            target,
            mapping,
            at=now(),
            reason=note,
            address=address(),
        )
    except Invalid as error:
        found = dossier_move(installation(), person(), code, target, mapping, at=now())
        return _render(found, mapping, note, error.problems), 422
    flash(_("Đã chuyển hồ sơ sang phiên bản %(n)s.", n=target))
    return redirect(url_for("dossier.page", code=code))


@dossier_moves.post("/hoan-tac")
def take_back(code: str) -> Response:
    """Bring it back to the version that it came from."""
    undo_one(installation(), person(), code, at=now(), address=address())
    flash(_("Đã hoàn tác. Hồ sơ trở lại phiên bản trước khi chuyển."))
    return redirect(url_for("dossier.page", code=code))


def _render(
    found: DossierMove,
    mapping: dict[str, str],
    note: str,
    problems: tuple[FieldProblem, ...] = (),
) -> str:
    return render_template(
        "move/dossier.html",
        found=found,
        mapping=mapping,
        note=note,
        problems=problems,
        picture=marked(found.drawing, {}, found.nodes),
        compares=may_open("procedures"),
    )
