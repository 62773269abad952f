"""Internal procedures: choose one, say what it is about, and begin it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.desk.internal import OpeningView, opening, openings, opens_any
from engine.dossiers.internal import LONGEST, InternalRequest, open_internal
from engine.errors import FieldProblem, Invalid
from engine.l10n.text import _, _l
from webui.context import address, installation, now, person
from webui.pages import MenuEntry, Pages
from webui.posted import values

internal = Pages("internal", __name__, url_prefix="/noi-bo")


@dataclass(frozen=True, slots=True)
class InternalInput:
    """What the page shows in its fields."""

    subject: str = ""
    requester: str = ""
    unit: str = ""
    case: str = ""
    values: dict[str, object] | None = None
    first: dict[str, object] | None = None


@internal.menu("", MenuEntry(_l("Việc nội bộ"), 30, may=opens_any))
def choose() -> str:
    """The internal procedures that the reader may open, by field."""
    choices = openings(installation(), person())
    fields = [(name, list(group)) for name, group in groupby(choices, key=lambda c: c.field)]
    return render_template("internal/choose.html", fields=fields)


@internal.get("/<procedure>")
def page(procedure: str) -> str:
    """An empty page for one of them."""
    return _render(opening(installation(), person(), procedure), InternalInput())


@internal.post("/<procedure>")
def begin(procedure: str) -> Response | tuple[str, int]:
    """Open it, and do its first step at once unless that is to wait."""
    view = opening(installation(), person(), procedure)
    typed, later = _typed(), "later" in request.form
    wanted = InternalRequest(
        procedure=procedure,
        subject=typed.subject,
        requester=typed.requester,
        values=typed.values or {},
        first=None if later else typed.first or {},
        draft=typed.first or {} if later else {},
        unit=typed.unit,
        case=typed.case,
    )
    try:
        got = open_internal(installation(), person(), wanted, at=now(), address=address())
    except Invalid as error:
        return _render(view, typed, error.problems, later=later), 422
    flash(_("Đã mở việc %(code)s.", code=got.code) + " " + _then(view, later))
    return redirect(url_for("dossier.page", code=got.code, done=f"noi-bo/{procedure}"))


def _then(view: OpeningView, later: bool) -> str:
    if later:
        return _("Bạn đang giữ bước “%(step)s”.", step=view.first_step)
    return _("Đã xong bước “%(step)s”, việc chuyển sang bước tiếp theo.", step=view.first_step)


def _typed() -> InternalInput:
    sent = request.form
    return InternalInput(
        # One more than may be sent, so that what is too long is refused and not cut off.
        subject=sent.get("subject", "")[: LONGEST["subject"] + 1],
        requester=sent.get("requester", "")[: LONGEST["requester"] + 1],
        unit=sent.get("unit", ""),
        case=sent.get("case", ""),
        values=values("values"),
        first=values("first"),
    )


def _render(
    view: OpeningView,
    typed: InternalInput,
    problems: tuple[FieldProblem, ...] = (),
    *,
    later: bool = False,
) -> str:
    wrong = {problem.key for problem in problems}
    shown = {"view": view, "typed": typed, "problems": problems, "wrong": wrong}
    checked = bool(problems) and not later  # what is left for later need not be complete
    return render_template("internal/page.html", longest=LONGEST, checked=checked, **shown)
